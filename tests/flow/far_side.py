"""The world outside for the flow's tests: a gallery of benign pictures and a mail server, both under the test's thumb."""

import asyncio
import http.server
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from portal.launcher.adapters import ports
from tests.hashing import make

COPIES = (2, 5, 8, 11)  # posts of the gallery that show a registered picture


def original(number: int) -> bytes:
    """A registered picture."""
    return make.file(make.picture(320, 240, 100 + number))


class Gallery:
    """Twelve posts, one picture each; those of COPIES show a registered one. `pause`: seconds before each answer."""

    def __init__(self, *, pause: float = 0.0) -> None:
        self.pause, self.asked = pause, Counter[str]()
        self.pictures = {
            number: make.file(make.picture(320, 240, (100 if number in COPIES else 900) + number), "JPEG", quality=90)
            for number in range(1, 13)
        }
        gallery = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                gallery.asked[self.path] += 1
                time.sleep(gallery.pause)
                kind, body = gallery.answer(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_HEAD = do_GET

            def log_message(self, *_: Any) -> None:
                pass

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except ConnectionError:  # the crawler was killed
                    self.close_connection = True

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self.server.server_address[1])
        self.base = f"http://127.0.0.1:{self.port}"

    def answer(self, path: str) -> tuple[str, bytes]:
        """(media type, body); an empty body for an unknown path."""
        name, _, number = path.strip("/").removesuffix(".jpg").partition("/")
        if path == "/":
            links = "".join(f'<a href="/post/{number}">Bridge {number}</a>' for number in self.pictures)
            return "text/html", f"<title>Bridges</title>{links}".encode()
        if not number.isdigit() or int(number) not in self.pictures:
            return "text/plain", b""
        if name == "media":
            return "image/jpeg", self.pictures[int(number)]
        page = f'<title>Bridge {number}</title><h1>By jane.poster@example.net</h1><img src="/media/{number}.jpg">'
        return "text/html", page.encode()

    @property
    def environment(self) -> dict[str, str]:
        """Lets a worker's crawler reach the gallery."""
        return {"CRAWL_ALLOWED_NETWORKS": "127.0.0.1/32", "CRAWL_ALLOWED_PORTS": str(self.port)}

    def allow(self, settings: Any) -> None:
        """Lets this process do so too."""
        settings.CRAWL_ALLOWED_NETWORKS, settings.CRAWL_ALLOWED_PORTS = ["127.0.0.1/32"], [self.port]

    def __enter__(self) -> "Gallery":
        threading.Thread(target=self.server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class Relay:
    """A mail server that keeps what was handed over to it, and stalls before the answer while `stall` is set."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.begun = 0
        self.stall = ""  # "recipient" or "data"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.begun += 1
        if self.stall == "recipient":
            await self._wait()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(bytes(envelope.original_content))
        if self.stall == "data":
            await self._wait()
        return "250 Kept"

    async def _wait(self) -> None:
        while self.stall:
            await asyncio.sleep(0.05)

    def count(self, token: str) -> int:
        """How many mails carry this notice's token in their head."""
        return sum(token.encode() in mail.partition(b"\r\n\r\n")[0] for mail in self.mails)


@contextmanager
def relay() -> Iterator[tuple[Relay, dict[str, str]]]:
    """A mail server, and the environment that names it."""
    box = Relay()
    port = ports.free()
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=15)
    controller.start()
    try:
        yield box, {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)}
    finally:
        box.stall = ""
        controller.stop()
