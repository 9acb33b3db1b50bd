"""What anchors need of the outside world: a file that is copied elsewhere."""

import os
from pathlib import Path


def append(path: Path, line: str) -> None:
    """Add one line to a file that only its owner reads, and wait until it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
