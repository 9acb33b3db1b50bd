"""The run folder: lock, secrets, logs, stamps, state; and the terminal."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

KEPT_LOGS = 3
LOG_BYTES = 20_000_000


class Busy(Exception):
    """Another launcher holds the lock of this run folder."""


def tell(text: str) -> None:
    """Write to the terminal; a closed terminal is no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()


class RunFolder:
    """`.run` of the checkout (mode 0700). Everything the launcher writes lies here, or in one folder that it names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.logs, self.secrets, self.stamps = path / "log", path / "secrets", path / "stamps"
        self._lock: int | None = None

    def make(self) -> None:
        """Make the folders; raises PermissionError for a folder that is not ours: none such may change its mode."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.path.stat().st_uid != os.geteuid():
            raise PermissionError(f"{self.path} belongs to another account: use that one, or delete the folder.")
        if any(self.path.iterdir()) and not self.is_ours():
            raise PermissionError(f"{self.path} holds other files. Choose an empty folder for MARU_RUN_DIR.")
        self.path.chmod(0o700)
        os.close(os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600))
        for folder in (self.logs, self.secrets, self.stamps):
            folder.mkdir(mode=0o700, exist_ok=True)

    @property
    def _lock_file(self) -> Path:
        return self.path / "lock"

    def is_ours(self) -> bool:
        """Whether a launcher made this folder."""
        return self._lock_file.exists()

    def lock(self) -> None:
        """Take the lock until this process ends; raises Busy when another launcher has it."""
        descriptor = os.open(self._lock_file, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise Busy(str(self.path)) from error
        self._lock = descriptor

    def unlock(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def secret(self, name: str, size: int = 24) -> str:
        """A random secret of `size` bytes in hexadecimal digits, made at first use and kept (mode 0600)."""
        path = self.secrets / name
        if not path.exists():
            write_private(path, secrets.token_hex(size))
        return path.read_text(encoding="ascii").strip()

    def read_state(self) -> dict[str, Any]:
        """What the running launcher noted, {} when there is nothing readable."""
        try:
            found = json.loads((self.path / "state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write_state(self, state: dict[str, Any]) -> None:
        """Note process ids and the exported environment for `manage` and `shell` of a second terminal."""
        write_private(self.path / "state.json", json.dumps(state, indent=1))

    def stays(self, name: str, value: str) -> str:
        """Remember a value at first use; the remembered one."""
        path = self.path / name
        if not path.exists():
            write_private(path, value)
        return path.read_text(encoding="utf-8")

    def is_current(self, name: str, digest: str) -> bool:
        """Whether the step of this name was last done on the same files."""
        path = self.stamps / name
        return path.exists() and path.read_text(encoding="ascii") == digest

    def stamp(self, name: str, digest: str) -> None:
        """Remember that the step is done for files with this digest."""
        write_private(self.stamps / name, digest)

    def forget(self, name: str) -> None:
        """Remove a file of the run folder, if it is there."""
        (self.path / name).unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Replace a file in one move; mode 0600 from its first byte on."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def digest(paths: Iterable[Path], *, contents: bool = False) -> str:
    """SHA-256 over names, sizes and times of change, or names and contents, of these files and of all in these folders."""
    found = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix not in {".mo", ".pyc"}:
                status = file.stat()
                what = file.read_bytes() if contents else b"%d" % status.st_mtime_ns
                found.update(f"{file} {status.st_size} ".encode() + what + b"\n")
    return found.hexdigest()


def has_command(root: Path, name: str) -> bool:
    """Whether an app of ours has this manage.py command."""
    return any(root.glob(f"*/management/commands/{name}.py"))


class Log:
    """One log file, moved aside at each start and whenever it is full; three old ones are kept."""

    def __init__(self, path: Path, *, rotate: bool) -> None:
        self.path = path
        if rotate and path.exists() and path.stat().st_size:
            self._move_aside()
        self._open()

    def _open(self) -> None:
        self.descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.size = os.fstat(self.descriptor).st_size

    def _move_aside(self) -> None:
        for number in range(KEPT_LOGS - 1, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            if older.exists():
                older.replace(self.path.with_name(f"{self.path.name}.{number + 1}"))
        self.path.replace(self.path.with_name(f"{self.path.name}.1"))

    def write(self, data: bytes) -> None:
        """Append; a full disk loses the line, not the launcher."""
        with contextlib.suppress(OSError):
            if self.size + len(data) > LOG_BYTES:
                self.close()
                self._move_aside()
                self._open()
            self.size += os.write(self.descriptor, data)

    def tail(self, lines: int) -> str:
        """Its last lines, indented, under its path."""
        with self.path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 16_384))
            last = file.read().decode(errors="replace").splitlines()[-lines:]
        return "\n".join([f"Read {self.path}. Its last lines:", *(f"  {line}" for line in last)])

    def close(self) -> None:
        """Close the file; may be called twice."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1
