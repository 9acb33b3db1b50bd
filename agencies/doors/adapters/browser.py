"""The only door to a browser: it photographs a document that it was handed, and can reach nothing else.

Four layers, each enough for most tricks (HARMS 3): the document arrives without pictures; scripts are off and a policy
forbids every kind of media; each request is cut off before the network, which is a dead proxy besides; and what was
painted is counted, so that a page that draws another way is flagged and its picture thrown away here.
"""

import base64
import os
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from agencies.doors import colours
from agencies.doors.adapters.chromium import NAMES, BrowserMissing, BrowserRefused, Chromium
from agencies.doors.adapters.chromium import BrowserFailed as CaptureFailed

__all__ = [
    "NAMES",
    "BrowserMissing",
    "BrowserRefused",
    "Capture",
    "CaptureFailed",
    "Session",
    "capture",
    "capture_shared",
    "close_shared",
    "open_shared",
]

ADDRESS = "http://capture.invalid/"  # .invalid never resolves (RFC 6761); the real address is text in the document
POLICY = (
    "default-src 'none'; img-src 'none'; media-src 'none'; object-src 'none'; frame-src 'none'; font-src 'none'; "
    "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; sandbox"
)
HEADERS = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-lcd-text",
    "--force-color-profile=srgb",
    "--disable-gpu-compositing",  # one page at a time, painted by one thread: less work than handing tiles around
    "--num-raster-threads=1",
    "--renderer-process-limit=1",  # all documents have one address and no scripts: no new process for each
)
OPTIONS = {
    "java_script_enabled": False,
    "offline": True,
    "proxy": {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"},
}
RECYCLE = 40  # captures before a browser is started anew
PNG = {"format": "png", "captureBeyondViewport": True, "optimizeForSpeed": True}
MAX_HEIGHT = 16_000  # a texture holds 16,384 rows; beyond it the picture repeats itself


@dataclass(frozen=True, slots=True)
class Capture:
    """A photograph of a document. `png` is None if it shows colours or grey areas: then nothing of it is kept.

    Pixels are CSS pixels; `page_height` is the height of the whole page, `truncated` says that the photograph ends above.
    """

    url: str
    png: bytes | None
    width: int
    page_height: int
    truncated: bool
    coloured_pixels: int
    grey_pixels: int
    flagged: bool
    chromium_version: str
    sandboxed: bool


class Session:
    """One running browser for several captures.

    `allow_no_sandbox`: only for a machine on which the sandbox cannot work. Raises BrowserMissing, BrowserRefused,
    CaptureFailed. Not for use by several threads at once.
    """

    def __init__(self, *, chromium: str = "", allow_no_sandbox: bool = False, start_timeout: float = 30.0) -> None:
        self._documents: list[str] = []
        self._page: Any = None
        self._wire: Any = None
        self._version = self._frame = ""
        self._browser = Chromium(
            prefix="capture-",
            arguments=ARGUMENTS,
            options=OPTIONS,
            chromium=chromium,
            allow_no_sandbox=allow_no_sandbox,
            start_timeout=start_timeout,
        )
        self._profile, self._folder = self._browser.profile, self._browser.folder
        self._browser.run(lambda: self._browser.context.route("**/*", self._answer), start_timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _answer(self, route: Any) -> None:
        """Hand out the document once, to the first request of the page itself; cut off everything else."""
        main = route.request.is_navigation_request() and route.request.frame.parent_frame is None
        if main and route.request.url == ADDRESS and self._documents:
            route.fulfill(status=200, headers=HEADERS, body=self._documents.pop())
        else:
            route.abort()

    def capture(
        self, document: str, *, url: str, width: int = 1280, max_height: int = MAX_HEIGHT, timeout: float = 20.0
    ) -> Capture:
        """Photograph a document from top to `max_height` pixels; `url` only labels the result. `timeout` in seconds."""
        height = max(1, min(max_height, MAX_HEIGHT))
        png, page_height, version = self._browser.run(
            lambda: self._photograph(document, width, height, timeout), timeout + 5
        )
        seen = colours.count(png)
        return Capture(
            url=url,
            png=None if seen.flagged else png,
            width=width,
            page_height=page_height,
            truncated=page_height > height,
            coloured_pixels=seen.coloured,
            grey_pixels=seen.grey,
            flagged=seen.flagged,
            chromium_version=version,
            sandboxed=self._browser.sandboxed,
        )

    def _photograph(self, document: str, width: int, height: int, timeout: float) -> tuple[bytes, int, str]:
        page, wire = self._tab(timeout)
        try:
            page.set_viewport_size({"width": width, "height": 800})
            self._documents[:] = [document]
            page.goto(ADDRESS)
            tall = int(wire.send("Page.getLayoutMetrics")["cssContentSize"]["height"])
            clip = {"x": 0, "y": 0, "width": width, "height": min(max(tall, 1), height), "scale": 1}
            png = base64.b64decode(wire.send("Page.captureScreenshot", {**PNG, "clip": clip})["data"])
            if page.url != ADDRESS:
                raise CaptureFailed("The document led the browser away.")
            wire.send("Page.setDocumentContent", {"frameId": self._frame, "html": ""})  # nothing of a case stays in it
            return png, tall, self._version
        except BaseException:
            self._page = None  # the next document gets another tab
            page.close()
            raise
        finally:
            self._documents.clear()

    def _tab(self, timeout: float) -> tuple[Any, Any]:
        """The tab in which all documents are shown, one after the other, and the wire to it."""
        if self._page is None:
            self._page = self._browser.context.new_page()
            self._wire = self._browser.context.new_cdp_session(self._page)
            self._frame = str(self._wire.send("Page.getFrameTree")["frameTree"]["frame"]["id"])
            self._version = str(self._wire.send("Browser.getVersion")["product"])
        self._page.set_default_timeout(timeout * 1000)
        return self._page, self._wire

    def close(self) -> None:
        """End the browser and remove its profile; safe to call twice."""
        self._browser.close()


def capture(
    document: str,
    *,
    url: str,
    width: int = 1280,
    max_height: int = MAX_HEIGHT,
    timeout: float = 20.0,
    chromium: str = "",
    allow_no_sandbox: bool = False,
) -> Capture:
    """Photograph one document in a browser of its own; see Session.capture."""
    with Session(chromium=chromium, allow_no_sandbox=allow_no_sandbox) as session:
        return session.capture(document, url=url, width=width, max_height=max_height, timeout=timeout)


class _Shared:
    """The browser that this process keeps open between captures; a fork starts its own."""

    lock = threading.Lock()
    session: Session | None = None
    owner = 0
    served = 0


def open_shared(*, chromium: str = "", allow_no_sandbox: bool = False) -> None:
    """Start the browser of capture_shared() before it is needed. Raises BrowserMissing, BrowserRefused, CaptureFailed."""
    with _Shared.lock:
        _session(chromium, allow_no_sandbox)


def capture_shared(document: str, *, url: str, chromium: str = "", allow_no_sandbox: bool = False) -> Capture:
    """Like capture(), in a browser that stays open for RECYCLE captures: documents are scriptless and leave nothing in it.

    A failed capture closes the browser, so that the next one starts afresh.
    """
    with _Shared.lock:
        if _Shared.served >= RECYCLE:
            _end()
        session = _session(chromium, allow_no_sandbox)
        _Shared.served += 1
        try:
            return session.capture(document, url=url)
        except CaptureFailed:
            _end()
            raise


def close_shared() -> None:
    """End the browser of capture_shared(), if this process has one."""
    with _Shared.lock:
        _end()


def _session(chromium: str, allow_no_sandbox: bool) -> Session:
    if _Shared.session is None or _Shared.owner != os.getpid():
        _Shared.session = Session(chromium=chromium, allow_no_sandbox=allow_no_sandbox)
        _Shared.owner, _Shared.served = os.getpid(), 0
    return _Shared.session


def _end() -> None:
    session, _Shared.session = _Shared.session, None
    if session is not None and _Shared.owner == os.getpid():
        session.close()
