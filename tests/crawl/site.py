"""Small sites on the loopback whose pages and pictures a test decides, and which count what they are asked."""

import http.server
import threading
import time
from collections import Counter
from typing import Any


class Site:
    """Answers out of `pages` (path -> (type, body)); `broken`: paths with a status instead. Notes requests and headers."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.broken: dict[str, int] = {}
        self.etags = True
        self.asked: Counter[tuple[str, int]] = Counter()
        self.sent: Counter[str] = Counter()
        self.times: list[float] = []
        self.busy = self.most = 0
        self.server = http.server.ThreadingHTTPServer((host, 0), handler(self))
        self.server.daemon_threads = True
        self.host, self.port = host, int(self.server.server_address[1])
        self.base = f"http://{host}:{self.port}"

    def page(self, path: str, *, links: tuple[str, ...] = (), shows: tuple[str, ...] = ()) -> None:
        """A page with links and pictures."""
        body = "".join(f'<a href="{link}">x</a>' for link in links) + "".join(f'<img src="{src}">' for src in shows)
        self.pages[path] = ("text/html", f"<title>Bridges</title>{body}".encode())

    def __enter__(self) -> "Site":
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def allow(settings: Any, *sites: Site) -> None:
    """Let the crawl reach them, without waiting between requests."""
    settings.CRAWL_ALLOWED_NETWORKS = [f"{site.host}/32" for site in sites]
    settings.CRAWL_ALLOWED_PORTS = [site.port for site in sites]
    settings.CRAWL_REQUESTS_PER_SECOND = 5000


def handler(site: Site) -> type[http.server.BaseHTTPRequestHandler]:
    """What answers for a site."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.busy += 1
            site.most = max(site.most, site.busy)
            try:
                self.answer()
            except OSError:  # we stopped early
                self.close_connection = True
            finally:
                site.busy -= 1

        def answer(self) -> None:
            site.times.append(time.monotonic())
            kind, body = site.pages.get(self.path, ("text/plain", b""))
            tag = f'"{hash(body)}"'
            status = site.broken.get(self.path) or (200 if body else 404)
            if site.etags and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            site.asked[self.path, status] += 1
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if site.etags:
                self.send_header("ETag", tag)
            self.end_headers()
            for at in range(0, len(body), 16_384):
                self.wfile.write(body[at : at + 16_384])
                site.sent[self.path] += len(body[at : at + 16_384])

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
