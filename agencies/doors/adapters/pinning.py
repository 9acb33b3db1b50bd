"""The wire below httpx: connect to checked addresses only, and let every read and write end at one deadline.

The classes follow httpcore's network interface by its method names; httpcore wraps the errors of the inner stream.
"""

import time
from typing import Any, Protocol

from agencies.doors.address import Refusal
from agencies.doors.exchange import Refused, Trouble, Unreachable
from agencies.doors.url import Target

MAX_ADDRESSES = 4
HEAD = 300_000  # bytes for interim answers and headers, beside those of the body; one head has at most 100,000
READ = 262_144  # bytes asked of the kernel at once: each piece passes three parsers, so few large ones are cheaper
QUIET_SECONDS = 10.0  # a connection that says nothing for so long is given up, whatever the deadline


class Clock:
    """Seconds left of one fetch, redirects included, and bytes that the other side may still send."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.allowed = HEAD

    def left(self) -> float:
        """Seconds for the next step. Raises Unreachable once the deadline has passed."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unreachable(Trouble.TOO_SLOW)
        return min(left, QUIET_SECONDS)

    def took(self, size: int) -> None:
        """Counts bytes off the wire. Raises Unreachable when there were too many: frames around nothing, for example."""
        self.allowed -= size
        if self.allowed < 0:
            raise Unreachable(Trouble.CUT_SHORT)


class Pinned(Protocol):
    """What the wire must know: whom we meant, what was checked, how long it may take."""

    target: Target
    addresses: tuple[str, ...]
    clock: Clock


class Stream:
    """A network stream that cannot outlive the clock, however slowly the other side drips."""

    def __init__(self, inner: Any, pinned: Pinned) -> None:
        self._inner, self._pinned = inner, pinned

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max(max_bytes, READ), self._pinned.clock.left())
        self._pinned.clock.took(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._pinned.clock.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> "Stream":
        return Stream(self._inner.start_tls(ssl_context, server_hostname, self._pinned.clock.left()), self._pinned)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class Backend:
    """Connects to the checked addresses of one host and to nothing else."""

    def __init__(self, inner: Any, pinned: Pinned) -> None:
        self._inner, self._pinned = inner, pinned

    def connect_tcp(self, host: str, port: int, **options: Any) -> Stream:
        """Try the checked addresses in order; raises the last failure, or Refused for any other host."""
        if (host, port) != (self._pinned.target.host, self._pinned.target.port):
            raise Refused(Refusal.BAD_HOST)
        failure: Exception = Unreachable(Trouble.CONNECTION)
        for ip in self._pinned.addresses[:MAX_ADDRESSES]:
            seconds = self._pinned.clock.left()
            try:
                return Stream(self._inner.connect_tcp(ip, port, **{**options, "timeout": seconds}), self._pinned)
            except Exception as error:
                failure = error
        raise failure
