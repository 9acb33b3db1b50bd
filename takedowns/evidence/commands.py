"""`manage.py evidence_verify`: check a sealed archive, a ZIP or a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from takedowns.evidence import sealed
from takedowns.evidence.services import verifying


class EvidenceVerifyCommand(BaseCommand):
    """Says everything that does not fit; ends with 1 when something does not."""

    help = "Check a sealed archive of evidence: manage.py evidence_verify PACKAGE [--fingerprint SHA256]. No database is needed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("package", help="the ZIP, or the folder that it was unpacked to")
        parser.add_argument(
            "--fingerprint", default="", help="SHA-256 of the agency's certificate, as the agency names it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        place, wanted = Path(options["package"]), options["fingerprint"].replace(":", "").lower()
        try:
            if place.is_dir():
                files = {
                    p.relative_to(place).as_posix(): p.read_bytes() for p in sorted(place.rglob("*")) if not p.is_dir()
                }
                wrong = verifying.package_check(files, fingerprint=wanted)
            else:
                data = place.read_bytes()
                wrong = verifying.zip_check(data, fingerprint=wanted)
                files = {} if wrong else verifying.unzipped(data)
        except OSError as error:
            raise CommandError(f"{place} cannot be read ({error.strerror}). Nothing was changed.") from error
        for problem in wrong:
            self.stdout.write(problem)
        for sentence in sealed.removed(files):
            self.stdout.write(sentence)
        for what, digest in sealed.fingerprints(files).items():
            self.stdout.write(f"certificate of the {what}: {digest}")
        if wrong:
            raise CommandError("CHANGED. Do not rely on this package. Ask the agency for it again.")
        self.stdout.write("WHOLE. The package is as it was sealed.")
