"""A small process that outlives a killed launcher for a moment and ends what the kernel's signal did not reach.

The parent-death signal covers our children and those of their children that ask for it themselves. A grandchild that
was just forked, or that went into a session of its own, is found by the mark in its environment instead.
"""

import os
import signal
import time
from typing import Self

from portal.launcher.adapters import processes

SECONDS, PAUSE = 10.0, 0.1
QUIET_LOOKS = 5  # so many looks in a row without a find, then nothing is left


class Guard:
    """Use as a context manager around the launcher's work. Fork it before other files are opened."""

    def __init__(self, variable: str, value: str) -> None:
        self.variable, self.value = variable, value
        self.pid = 0

    def __enter__(self) -> Self:
        reader, self.writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._live(reader)
        os.close(reader)
        return self

    def __exit__(self, *_: object) -> None:
        os.write(self.writer, b".")
        os.close(self.writer)
        os.waitpid(self.pid, 0)

    def _live(self, reader: int) -> None:
        """The guard's whole life: a full stop means all is well, the end of the pipe that the launcher was killed."""
        try:
            os.setsid()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            os.dup2(reader, 0)
            os.closerange(3, 4096)
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            if os.read(0, 1) == b"":
                self._sweep()
        finally:
            os._exit(0)

    def _sweep(self) -> None:
        limit, looks = time.monotonic() + SECONDS, 0
        while looks < QUIET_LOOKS and time.monotonic() < limit:
            found = processes.carrying(self.variable, self.value)
            for pid in found:
                processes.kill(pid)
            looks = 0 if found else looks + 1
            time.sleep(PAUSE)
