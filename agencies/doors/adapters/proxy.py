"""The browser's only way out: a proxy on the loopback that puts each host through the guard and connects as checked.

A host is looked up once per visit, so a name that turns to the loopback between two requests turns nowhere. Only who
knows the token is served, only while a visit is open, and a visit ends at its bytes or seconds. Nothing is stored.
"""

import contextlib
import secrets
import selectors
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from agencies.doors import proxying
from agencies.doors.adapters.lookup import Resolver, pinned, resolve
from agencies.doors.exchange import Refused, Unreachable
from agencies.doors.guard import Policy
from agencies.doors.proxying import Asked, BadRequest
from agencies.doors.url import BadUrl, Target

MAX_LINKS = 64
CONNECT_SECONDS, QUIET_SECONDS = 5.0, 20.0
PIECE = 131_072
ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


def _says(status: str, *lines: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "content-length: 0", "connection: close", "", ""]).encode()


class Closed(Exception):
    """The visit is over, or has used up what it may use."""


@dataclass(slots=True)
class Visit:
    """What one page may use, and what it used: bytes both ways, seconds, hosts, refusals by their reason."""

    policy: Policy
    bytes_left: int
    until: float
    hosts: dict[tuple[str, int], tuple[str, ...] | Exception] = field(default_factory=dict)
    locks: dict[tuple[str, int], threading.Lock] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    spent: int = 0

    def seconds(self, most: float) -> float:
        """For the next step. Raises Closed."""
        left = min(most, self.until - time.monotonic())
        if left <= 0 or self.bytes_left <= 0:
            raise Closed
        return left

    def took(self, size: int) -> None:
        """Counts bytes. Raises Closed."""
        self.bytes_left -= size
        self.spent += size
        if self.bytes_left <= 0:
            raise Closed


class Proxy:
    """Listens on a free port of 127.0.0.1 from its making until `close`. One browser each; `token` is its password."""

    def __init__(self, *, resolver: Resolver | None = None) -> None:
        self.token = secrets.token_urlsafe(24)
        self._resolver = resolver or resolve
        self._visit: Visit | None = None
        self._links: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True, name="proxy").start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def begin(self, policy: Policy, *, max_bytes: int, seconds: float) -> Visit:
        """Open for one page; connections of the page before are closed."""
        self.end()
        self._visit = Visit(policy, max_bytes, time.monotonic() + seconds)
        return self._visit

    def end(self) -> None:
        """Close to everything until the next visit."""
        self._visit = None
        with self._lock:
            links, self._links = self._links, set()
        for link in links:
            _shut(link)

    def close(self) -> None:
        """End for good; safe to call twice."""
        _shut(self._listener)
        self._listener.close()
        self.end()

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                full = len(self._links) >= MAX_LINKS
                if not full:
                    self._links.add(link)
            if full:
                link.close()
            else:
                threading.Thread(target=self._serve, args=(link,), daemon=True, name="proxied").start()

    def _serve(self, link: socket.socket) -> None:
        """One connection of the browser from its first byte to its end; whatever goes wrong ends only this one."""
        visit = self._visit
        try:
            if visit is not None:
                self._handle(link, visit)
        except (BadRequest, BadUrl) as error:
            if visit is not None and isinstance(error, BadUrl):
                visit.refused[error.refusal.value] += 1
            self._answer(link, "400 Bad Request")
        except Refused as error:
            visit.refused[error.reason.value] += 1  # type: ignore[union-attr]
            self._answer(link, "403 Forbidden")
        except Unreachable:
            self._answer(link, "502 Bad Gateway")
        except (OSError, Closed):
            pass
        finally:
            with self._lock:
                self._links.discard(link)
            link.close()

    @staticmethod
    def _answer(link: socket.socket, status: str, *lines: str) -> None:
        with contextlib.suppress(OSError):
            link.sendall(_says(status, *lines))
            link.shutdown(socket.SHUT_WR)

    def _handle(self, link: socket.socket, visit: Visit) -> None:
        head, rest = _head(link, visit)
        asked = proxying.read(head, self.token)
        if asked is None:
            return self._answer(link, "407 Proxy Authentication Required", 'proxy-authenticate: Basic realm="portal"')
        with contextlib.closing(self._connect(asked.target, visit)) as far:
            with self._lock:
                self._links.add(far)
            try:
                self._forward(link, far, asked, rest, visit)
            finally:
                with self._lock:
                    self._links.discard(far)

    def _forward(self, link: socket.socket, far: socket.socket, asked: Asked, rest: bytes, visit: Visit) -> None:
        if asked.tunnel:
            link.sendall(ESTABLISHED)
            if rest:
                far.sendall(rest)
            return _pump(link, far, visit, both=True)
        while len(rest) < asked.body:
            link.settimeout(visit.seconds(QUIET_SECONDS))
            piece = link.recv(asked.body - len(rest))
            if not piece:
                return None
            rest += piece
        far.sendall(asked.head + rest[: asked.body])
        return _pump(link, far, visit, both=False)

    def _connect(self, target: Target, visit: Visit) -> socket.socket:
        """A connection to a checked address of the target. Raises Refused, Unreachable, OSError, Closed."""
        failure: OSError | None = None
        for ip in self._pinned(target, visit)[:2]:
            try:
                far = socket.create_connection((ip, target.port), timeout=visit.seconds(CONNECT_SECONDS))
            except OSError as error:
                failure = error
                continue
            far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return far
        raise failure or OSError

    def _pinned(self, target: Target, visit: Visit) -> tuple[str, ...]:
        key = target.host, target.port
        with visit.locks.setdefault(key, threading.Lock()):  # two requests at once would be two look-ups
            if key not in visit.hosts:
                try:
                    visit.hosts[key] = pinned(target, visit.policy, self._resolver, visit.seconds(CONNECT_SECONDS))
                except (Refused, Unreachable) as error:
                    visit.hosts[key] = error
            found = visit.hosts[key]
        if isinstance(found, Exception):
            raise found
        return found


def _shut(link: socket.socket) -> None:
    """Wake whoever reads from it; the thread that serves it closes it."""
    with contextlib.suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)


def _head(link: socket.socket, visit: Visit) -> tuple[bytes, bytes]:
    """A request head with its empty line, and what came after it."""
    held = b""
    while b"\r\n\r\n" not in held:
        if len(held) > proxying.MAX_HEAD:
            raise BadRequest("head too large")
        link.settimeout(visit.seconds(QUIET_SECONDS))
        piece = link.recv(PIECE)
        if not piece:
            raise Closed
        held += piece
    head, mark, rest = held.partition(b"\r\n\r\n")
    return head + mark, rest


def _pump(link: socket.socket, far: socket.socket, visit: Visit, *, both: bool) -> None:
    """Carry bytes until both sides are done; from the browser on only if `both` (a tunnel)."""
    with selectors.DefaultSelector() as ready:
        ready.register(far, selectors.EVENT_READ, link)
        ready.register(link, selectors.EVENT_READ, far if both else None)
        while True:
            events = ready.select(visit.seconds(QUIET_SECONDS))
            if not events:
                return
            for key, _ in events:
                source: socket.socket = key.fileobj  # type: ignore[assignment]
                source.settimeout(visit.seconds(QUIET_SECONDS))
                piece = source.recv(PIECE)
                visit.took(len(piece))
                if key.data is None:  # after its one request the browser has only one thing to say: that it leaves
                    return
                if not piece:
                    if source is far:
                        return
                    ready.unregister(source)
                    _half(key.data)
                    continue
                key.data.settimeout(visit.seconds(QUIET_SECONDS))
                key.data.sendall(piece)


def _half(link: socket.socket) -> None:
    with contextlib.suppress(OSError):
        link.shutdown(socket.SHUT_WR)
