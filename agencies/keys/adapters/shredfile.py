"""The shred list as a file beside the database, so that a restored database learns what must not come back. Ids only."""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

Line = tuple[int, int | None, str]  # agency, case (None: all of the agency), reason


def read(path: Path) -> list[Line]:
    """Every line in its order; a missing file is an empty list. Raises OSError, and ValueError for a line that is none."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    found = []
    for line in text.splitlines():
        agency, case, reason = line.split()[:3]
        found.append((int(agency), None if case == "-" else int(case), reason))
    return found


def append(path: Path, lines: Iterable[Line]) -> None:
    """Write lines behind the others and wait until they are on the disk; raises OSError."""
    text = "".join(f"{agency} {'-' if case is None else case} {reason}\n" for agency, case, reason in lines)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
