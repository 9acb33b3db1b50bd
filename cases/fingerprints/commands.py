"""`manage.py fingerprint FILE...`: what the browser would send about these files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.fingerprints import describe
from cases.fingerprints.prepare import Undecodable


class FingerprintCommand(BaseCommand):
    """Compute fingerprints of local files; nothing is stored or sent. The output can be pasted where codes are asked for."""

    help = "Print the fingerprints of picture and video files as JSON. Nothing is stored, nothing is sent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--rate", type=float, default=5.0, help="most frames a second of videos (default 5)")

    def handle(self, *args: Any, files: list[Path], rate: float, **options: Any) -> None:
        items = []
        for file in files:
            try:
                items.append(describe.describe(file.read_bytes(), rate=rate))
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
            except Undecodable as error:
                raise CommandError(f"{file} is no picture or video that can be fingerprinted ({error}).") from error
        self.stdout.write(describe.as_json(items))
