"""Looks into every file that this process or one below it writes, wherever it lies, while it is written (fanotify)."""

import ctypes
import os
import select
import struct
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

CLOSE_WRITE = 0x8  # comes also for what is closed by the end of its process, and for files without a name
ADD, FILESYSTEM = 0x1, 0x100
FLAGS = 0x1 | 0x2 | 0x10  # close on exec, do not block, keep every event
EVENT = struct.Struct("=IBBHQii")
PLACES = ("/", "/dev/shm", "/tmp", "/var/tmp", "/run")
MOST = 16_000_000  # bytes of a file that are looked at


class Unwatchable(RuntimeError):
    """The kernel lets only root watch."""


class Watch:
    """Between enter and exit: `files`, every path written with the process's id; `found`, those that hold a needle."""

    def __init__(self, *needles: bytes) -> None:
        self.needles = needles
        self.files: dict[str, int] = {}
        self.found: set[str] = set()
        self._family: dict[int, bool] = {}
        self._over = threading.Event()
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.fanotify_init(FLAGS, os.O_RDONLY | os.O_LARGEFILE | os.O_CLOEXEC)
        if self._fd < 0:
            raise Unwatchable(os.strerror(ctypes.get_errno()))
        for place in PLACES:
            libc.fanotify_mark(self._fd, ADD | FILESYSTEM, ctypes.c_uint64(CLOSE_WRITE), -100, place.encode())
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join(60)
        assert not self._thread.is_alive(), "more was written than could be looked into"
        os.close(self._fd)

    def _look(self) -> None:
        while True:
            ready, _, _ = select.select([self._fd], [], [], 0.1)
            if not ready:
                if self._over.is_set():
                    return
                continue
            data = os.read(self._fd, 65536)
            while len(data) >= EVENT.size:
                size, _, _, _, _, fd, pid = EVENT.unpack(data[: EVENT.size])
                data = data[size:]
                if fd >= 0:
                    try:
                        self._file(fd, pid)
                    finally:
                        os.close(fd)

    def _file(self, fd: int, pid: int) -> None:
        if pid not in self._family:
            self._family[pid] = is_ours(pid)
        if not self._family[pid]:
            return
        path = os.readlink(f"/proc/self/fd/{fd}")  # noqa: PTH115
        self.files[path] = pid
        content = os.pread(fd, MOST, 0)
        if any(needle in content for needle in self.needles):
            self.found.add(path)


def is_ours(pid: int) -> bool:
    """Whether a process is this one or below it; one that is gone already counts as ours."""
    while pid > 1:
        if pid == os.getpid():
            return True
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])
        except OSError:
            return True
    return False


def is_passing(path: str) -> bool:
    """Temporary files of the browser itself (memory that its processes share, large blobs): in memory, and soon gone."""
    path = path.removesuffix(" (deleted)")
    return path.startswith("/dev/shm/render-") and "/.org.chromium.Chromium." in path and not Path(path).exists()
