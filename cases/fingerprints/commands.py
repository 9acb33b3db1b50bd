"""`fingerprint FILE...`: of operators' own files. `matcher`, `matcher_build`: the index. `compile_loops`: before a start."""

import json
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Invalid
from cases.fingerprints import describe, mih, patches, pdq, prepare, printed
from cases.fingerprints.guarding import Category
from cases.fingerprints.prepare import Undecodable
from cases.fingerprints.services import bank, index, upgrading

WRONG = {
    "format": "neither a picture nor a video that is read here",
    "truncated": "it ends too early",
    "broken": "it is damaged",
    "too-many-pixels": "it has too many pixels",
}


class FingerprintCommand(BaseCommand):
    """Compute fingerprints of local files; nothing is stored or sent. --form gives what can be pasted where codes are asked for."""

    help = "Print the fingerprints of picture and video files. Nothing is stored, nothing is sent."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line for each file")
        shape.add_argument("--form", action="store_true", help="one JSON list, to paste where codes are asked for")
        parser.add_argument("--rate", type=float, default=5.0, help="most frames a second of videos (default 5)")

    def handle(self, *args: Any, files: list[Path], as_json: bool, form: bool, rate: float, **options: Any) -> None:
        if rate <= 0:
            raise CommandError("--rate must be more than 0.")
        if form:
            self._form(files, rate)
            return
        for file in files:
            found = self._line(file, rate)
            self.stdout.write(
                json.dumps({"file": str(file), **found}) if as_json else printed.row(str(file), found)
            )  # fmt: skip

    def _line(self, file: Path, rate: float) -> dict[str, Any]:
        """What the file is, or the error; a bad file never ends the list."""
        try:
            return printed.line(file.read_bytes(), rate=rate)
        except Undecodable as error:
            return {"error": WRONG[error.reason], "reason": error.reason}
        except OSError as error:
            return {"error": f"it cannot be read: {error.strerror}", "reason": "unreadable"}
        except MemoryError:
            return {"error": "there is not enough memory for it", "reason": "memory"}

    def _form(self, files: list[Path], rate: float) -> None:
        items = []
        for file in files:
            try:
                items.append(describe.describe(file.read_bytes(), rate=rate))
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
            except Undecodable as error:
                raise CommandError(f"{file} cannot be fingerprinted: {WRONG[error.reason]}.") from error
        self.stdout.write(describe.as_json(items))


class MatcherCommand(BaseCommand):
    """Keep the registered values in one process and answer the others of this machine, until stopped."""

    help = "Answer look-ups of other processes of this machine through MATCH_SOCKET, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        with suppress(KeyboardInterrupt):
            index.matcher_serve(lambda: self.stdout.write("The matcher answers."))


class MatcherBuildCommand(BaseCommand):
    """Build the matcher's index now, or say how it is."""

    help = "Build the matcher's index of this machine, or check it. Processes go over to a new one by themselves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="build nothing; compare every byte with its checksum")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, check: bool, as_json: bool, **options: Any) -> None:
        try:
            found = index.index_condition(whole=True) if check else index.index_build()
        except index.Away as error:
            raise CommandError("The matcher's database does not answer. Nothing was changed; try again.") from error
        if found is None:
            raise CommandError("Another process is building the index now. Nothing was changed.")
        self.stdout.write(json.dumps(found) if as_json else "\n".join(f"{k:<14} {v}" for k, v in found.items()))
        if check and found["damaged"]:
            raise CommandError(f"The index is not used: {found['damaged']}. Run matcher_build without --check.")


class SealCommand(BaseCommand):
    """Seal the values of registrations from before this was done; a job does the same after an upgrade."""

    help = "Seal the values of registrations of an older version. Prints a number only; can be run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"{upgrading.seal_all()['sealed']} registrations were sealed; none is left.")
        except upgrading.NotAllSealed as error:
            raise CommandError(
                f"{error} could not be sealed. Nothing is lost: see the log, and run this again."
            ) from error


class NegativeAddCommand(BaseCommand):
    """Put the values of benign local files into the platform's negative bank; the files themselves are kept nowhere."""

    help = "Add the values of files that are published widely to the negative bank. Only values are kept, no file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--category", required=True, choices=[category.value for category in Category])
        parser.add_argument("--note", default="", help="what it is, at most 200 characters; never about a case")

    def handle(self, *args: Any, files: list[Path], category: str, note: str, **options: Any) -> None:
        added = 0
        for file in files:
            try:
                data = file.read_bytes()
                item = describe.describe(data)
                turns = [one.bits for one in pdq.dihedral_rgb(prepare.picture(data))] if item.media == "image" else []
                added += bank.negative_add(Staff(0), item=item, turns=turns, category=category, note=note) is not None
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror}. {added} were added before.") from error
            except Undecodable as error:
                raise CommandError(
                    f"{file} is no picture or video that can be used ({error}). {added} were added before."
                ) from error
            except Invalid as error:
                raise CommandError(f"{error.message} {added} were added before.") from error
        self.stdout.write(f"{added} of {len(files)} were added; the others stood in the bank already.")


class CompileCommand(BaseCommand):
    """Compile the loops of matching and of details to machine code and keep it (NUMBA_CACHE_DIR); later starts read it."""

    help = "Compile what is computed in loops, once, so that no start waits for it. The launcher runs this."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        down, across = np.mgrid[0:512, 0:512].astype(np.float32)
        drawn = (down * across / 31 + 40 * np.sin(across / 9)) % 251
        patches.registered(drawn)
        patches.asked(drawn, patches.FULL)
        held = np.arange(256 * 32, dtype=np.int64).reshape(256, 32).astype(np.uint8)
        tables = mih.build(held, np.arange(256, dtype=np.uint32))
        mih.Mih(held, tables).search(held[:1])
        mih.scan(held, held[:1])
