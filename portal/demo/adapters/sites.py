"""Serves the two sample sites over HTTP, and their control door on loopback."""

import hmac
import ipaddress
import logging
import sys
import threading
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from portal.demo import catalogue, control, site, world
from portal.demo.adapters import pictures, stopping
from portal.demo.catalogue import Media
from portal.demo.site import Response

log = logging.getLogger(__name__)
BODY_LIMIT = 65_536  # bytes of a control request


def serve(sites: list[tuple[str, int]], token: str) -> None:
    """Serves catalogue.SITES at these (host, port) pairs, in that order, until SIGTERM.

    Raises OSError if an address is taken and ValueError if the token is empty or the number of addresses is wrong.
    """
    with Sites(sites, token):
        stopping.wait()


class Sites(AbstractContextManager["Sites"]):
    """Both sites, running from entering to leaving the context. Port 0 takes a free one; see `bases`."""

    def __init__(self, addresses: list[tuple[str, int]], token: str) -> None:
        if not token:
            raise ValueError("The control door needs a token.")
        if len(addresses) != len(catalogue.SITES):
            raise ValueError(f"Give {len(catalogue.SITES)} addresses, one for each sample site.")
        self._token, self._lock, self._stopping = token.encode(), threading.Lock(), threading.Event()
        self._servers: list[_Server] = []
        try:
            for address, served in zip(addresses, catalogue.SITES.values(), strict=True):
                self._servers.append(_Server(address, self, served))
        except OSError:
            self._close()
            raise
        bound = [(str(server.server_address[0]), int(server.server_address[1])) for server in self._servers]
        self._world = world.start(bound, datetime.now(UTC))

    @property
    def bases(self) -> dict[str, str]:
        """The base URL of each site by its key."""
        return dict(self._world.bases)

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.2,), name=server.site.key, daemon=True).start()
        threading.Thread(target=self._render_ahead, name="pictures", daemon=True).start()
        log.info("sample sites at %s", ", ".join(self.bases.values()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        for server in self._servers:
            server.shutdown()
        self._close()

    def answer(self, served: catalogue.Site, path: str) -> Response:
        """What one of the sites answers to a path."""
        return site.respond(path, self._world, served, _bytes)

    def control(self, method: str, path: str, body: bytes) -> Response:
        """Carries out a control request; the caller has checked who asks."""
        with self._lock:
            self._world, answer = control.handle(self._world, method, path, body, datetime.now(UTC))
        return answer

    def allows(self, client: str, token: str) -> bool:
        """Whether a client at this address with this token may use the control door."""
        loopback = ipaddress.ip_address(client).is_loopback
        return loopback and hmac.compare_digest(token.encode("utf-8", "replace"), self._token)

    def _render_ahead(self) -> None:
        """Draws every picture once, so that a first crawl does not wait for it."""
        for post in catalogue.POSTS.values():
            if self._stopping.is_set():
                return
            pictures.rendered(post.media)

    def _close(self) -> None:
        for server in self._servers:
            server.server_close()


def _bytes(media: Media, small: bool) -> bytes:
    rendered = pictures.rendered(media)
    return rendered.thumbnail if small else rendered.full


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # an idle keep-alive connection must not hold up the stop
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], sites: Sites, served: catalogue.Site) -> None:
        self.sites, self.site = sites, served
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up early is no error worth a trace."""
        expected = isinstance(sys.exception(), (ConnectionError, TimeoutError))
        log.log(logging.DEBUG if expected else logging.ERROR, "request failed", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "SampleSite", ""
    timeout = 30  # seconds an idle connection is kept
    wbufsize = -1
    disable_nagle_algorithm = True  # else a body after its headers waits 40 ms for the client's acknowledgement

    def do_GET(self) -> None:
        if self.path.startswith(control.PREFIX):
            return self._control()
        self._send(*site.conditional(self.server.sites.answer(self.server.site, self.path), self._asked()))

    do_HEAD = do_GET

    def do_POST(self) -> None:
        if self.path.startswith(control.PREFIX):
            return self._control()
        self.close_connection = True  # the body stays unread
        self._plain(405)

    def _control(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            self.close_connection = True
            return self._plain(413)
        body = self.rfile.read(int(length))
        if not self.server.sites.allows(self.client_address[0], self.headers.get(control.TOKEN_HEADER, "")):
            return self._plain(404)
        answer = self.server.sites.control(self.command, self.path, body)
        self._send(answer, answer.headers())

    def _asked(self) -> dict[str, str]:
        return {name: self.headers.get(name, "") for name in ("If-None-Match", "If-Modified-Since")}

    def _plain(self, status: int) -> None:
        answer = Response(status, site.TEXT, b"")
        self._send(answer, answer.headers())

    def _send(self, answer: Response, headers: dict[str, str]) -> None:
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        log.debug("%s %s", self.server.site.key, format % args)
