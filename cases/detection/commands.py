"""`manage.py match_folders ORIGINALS CANDIDATES`: what the matcher recognises, tried on two folders of files."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.detection.services import folders


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


def _plain(line: folders.Line) -> str:
    if line.best is None:
        return f"{line.candidate}: {'not readable (' + line.error + ')' if line.error else 'nothing'}"
    return f"{line.candidate}: {line.best} ({line.band} by {line.method}, score {line.score:.2f})"
