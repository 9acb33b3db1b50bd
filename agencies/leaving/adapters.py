"""Files of exports: one folder outside everything that is served, readable by the portal's account only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def _path(folder: Path, agency_id: int, export_id: int) -> Path:
    return folder / f"agency-{agency_id}-export-{export_id}.zip.enc"


@contextmanager
def writing(folder: Path, agency_id: int, export_id: int, attempt: int) -> Iterator[IO[bytes]]:
    """A file that takes its name only when all of it is on the disk; what an attempt left that was killed goes first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    final = _path(folder, agency_id, export_id)
    for left in folder.glob(f"{final.name}.part*"):
        left.unlink(missing_ok=True)
    part = final.with_name(f"{final.name}.part{attempt}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    part.rename(final)


def reading(folder: Path, agency_id: int, export_id: int) -> IO[bytes] | None:
    """The file, or None when it is gone."""
    try:
        return _path(folder, agency_id, export_id).open("rb")
    except FileNotFoundError:
        return None


def remove(folder: Path, agency_id: int, export_id: int) -> None:
    """Take the file away, and what an attempt left that did not come to its end; fine when there is none."""
    final = _path(folder, agency_id, export_id)
    for left in [final, *folder.glob(f"{final.name}.part*")]:
        left.unlink(missing_ok=True)


def remove_all(folder: Path, agency_id: int) -> int:
    """Take every file of an agency away; returns how many."""
    found = list(folder.glob(f"agency-{agency_id}-export-*"))
    for left in found:
        left.unlink(missing_ok=True)
    return len(found)
