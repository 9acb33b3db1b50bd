"""`manage.py match_folders ORIGINALS CANDIDATES`: what the matcher recognises; `manage.py watch URL... --now`: one look."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid, NotFound
from cases.detection.services import folders, looks


class MatchFoldersCommand(BaseCommand):
    """Compare the files of two folders; nothing is stored or sent, and no database is needed."""

    help = "Register the files of ORIGINALS in memory and print which of them each file of CANDIDATES shows."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("originals", type=Path, metavar="ORIGINALS", help="folder of pictures and clips")
        parser.add_argument("candidates", type=Path, metavar="CANDIDATES", help="folder of files to look at")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line")
        parser.add_argument("--processes", type=int, default=2, help="at a time (default 2)")

    def handle(
        self, *args: Any, originals: Path, candidates: Path, as_json: bool, processes: int, **options: Any
    ) -> None:
        for folder in (originals, candidates):
            if not folder.is_dir():
                raise CommandError(f"{folder} is no folder that can be read.")
        if not 1 <= processes <= 64:
            raise CommandError("--processes is a number from 1 to 64.")
        for line in folders.match(originals, candidates, processes=processes):
            self.stdout.write(json.dumps(line.values(), ensure_ascii=False) if as_json else _plain(line))
            self.stdout.flush()


class WatchCommand(BaseCommand):
    """Look at some addresses once, in this process; no worker is needed, and nothing is watched afterwards."""

    help = "Look at pages once and print what each picture and clip on them shows. Finds are recorded for their owners."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("urls", nargs="+", metavar="URL")
        parser.add_argument("--depth", type=int, default=0, help="links followed from the first pages (default 0)")
        parser.add_argument("--agency", required=True, metavar="SLUG", help="short name of the agency that looks")
        parser.add_argument(
            "--now", action="store_true", help="look once; sites to look at again are added on the page"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line")
        parser.add_argument(
            "--allow-host", action="append", default=[], metavar="ADDRESS", help="a private address that may be read"
        )

    def handle(
        self, *args: Any, urls: list[str], depth: int, agency: str, now: bool, as_json: bool, allow_host: list[str],
        **options: Any,
    ) -> None:  # fmt: skip
        if not now:
            raise CommandError(
                "Nothing was done. Say --now to look once; sites to look at again are added on the page."
            )
        if not 0 <= depth <= 20:
            raise CommandError("--depth is a number from 0 to 20.")
        try:
            actor = Actor.system(looks.agency(agency))
            for line in looks.look(actor, urls, depth=depth, allowed=allow_host):
                self.stdout.write(json.dumps(line.values(), ensure_ascii=False) if as_json else _looked(line))
                self.stdout.flush()
        except NotFound as error:
            raise CommandError(f"No agency at work has the short name {agency}. Nothing was looked at.") from error
        except Invalid as error:
            raise CommandError(f"{error} Nothing was looked at.") from error
        except looks.MatcherAway as error:
            why = "The matcher does not answer, so nobody can say what matches."
            raise CommandError(f"{why} Nothing was looked at; try again.") from error


def _looked(line: looks.Line) -> str:
    found = f"{line.match} ({line.band})" if line.match else line.kind
    return f"{line.media} on {line.page}: {found}"


def _plain(line: folders.Line) -> str:
    if line.best is None:
        return f"{line.candidate}: {'not readable (' + line.error + ')' if line.error else 'nothing'}"
    return f"{line.candidate}: {line.best} ({line.band} by {line.method}, score {line.score:.2f})"
