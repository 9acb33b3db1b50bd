"""The two pipes between us and the child that decodes: whole messages, and no waiting beyond a moment that is given."""

import contextlib
import fcntl
import os
import select
import struct
import time
from typing import IO

LENGTH = struct.Struct(">I")
MAX_ANSWER = 8_000_000  # bytes; 600 frames with 16 hashes each are under one million
PIPE = 1 << 20  # bytes that lie between us and the child, if the system gives so many: most files go over at once


def widen(pipe: IO[bytes]) -> None:
    """Room in the pipe for a whole picture, and writing that does not wait by itself: the wire waits, and knows how long."""
    os.set_blocking(pipe.fileno(), False)
    with contextlib.suppress(OSError):  # a system may give less
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)


class Wire:
    """The two pipes of a child until a moment (monotonic seconds), whatever the child does; then TimeoutError."""

    def __init__(self, down: IO[bytes], up: IO[bytes], until: float) -> None:
        self.down, self.up, self.until = down.fileno(), up.fileno(), until

    def send(self, pieces: list[bytes]) -> None:
        """Everything, in its order. Raises OSError if the child ended."""
        left = [memoryview(piece) for piece in pieces if piece]
        while left:
            try:
                sent = os.writev(self.down, left)
            except BlockingIOError:
                self._wait(self.down, select.POLLOUT)
                continue
            while left and sent >= len(left[0]):
                sent -= len(left.pop(0))
            if left:
                left[0] = left[0][sent:]

    def message(self) -> bytes:
        """One message of the child. Raises EOFError if it ends, ValueError if it claims to be too long."""
        (length,) = LENGTH.unpack(self._take(LENGTH.size))
        if length > MAX_ANSWER:
            raise ValueError("answer too long")
        return self._take(length)

    def _take(self, size: int) -> bytes:
        held = bytearray()
        while len(held) < size:
            self._wait(self.up, select.POLLIN)
            if not (piece := os.read(self.up, size - len(held))):
                raise EOFError
            held += piece
        return bytes(held)

    def _wait(self, pipe: int, what: int) -> None:
        """Until something can be read or written, or the other side is gone."""
        poll = select.poll()
        poll.register(pipe, what)
        if not poll.poll(max(self.until - time.monotonic(), 0.0) * 1000):
            raise TimeoutError
