"""The only door to a browser: it photographs a document that it was handed, and can reach nothing else.

Four layers, each enough for most tricks (HARMS 3): the document arrives without pictures; scripts are off and a policy
forbids every kind of media; each request is cut off before the network, which is a dead proxy besides; and what was
painted is counted, so that a page that draws another way is flagged and its picture thrown away here.
"""

import os
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
)
OPTIONS = {
    "java_script_enabled": False,
    "offline": True,
    "proxy": {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"},
}
RECYCLE = 40  # captures before a browser is started anew
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
        page = self._browser.context.new_page()
        try:
            page.set_default_timeout(timeout * 1000)
            page.set_viewport_size({"width": width, "height": 800})
            self._documents[:] = [document]
            page.goto(ADDRESS)
            wire = self._browser.context.new_cdp_session(page)
            tall = int(wire.send("Page.getLayoutMetrics")["cssContentSize"]["height"])
            clip = {"x": 0, "y": 0, "width": width, "height": min(max(tall, 1), height)}
            png: bytes = page.screenshot(full_page=True, clip=clip, animations="disabled", scale="css")
            if page.url != ADDRESS:
                raise CaptureFailed("The document led the browser away.")
            return png, tall, str(wire.send("Browser.getVersion")["product"])
        finally:
            self._documents.clear()
            page.close()

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

    session: Session | None = None
    owner = 0
    served = 0


def capture_shared(document: str, *, url: str, chromium: str = "", allow_no_sandbox: bool = False) -> Capture:
    """Like capture(), in a browser that stays open for RECYCLE captures: documents are scriptless and leave nothing in it.

    One thread at a time. A failed capture closes the browser, so that the next one starts afresh.
    """
    if _Shared.session is None or _Shared.owner != os.getpid() or _Shared.served >= RECYCLE:
        if _Shared.session is not None and _Shared.owner == os.getpid():
            _Shared.session.close()
        _Shared.session = Session(chromium=chromium, allow_no_sandbox=allow_no_sandbox)
        _Shared.owner, _Shared.served = os.getpid(), 0
    _Shared.served += 1
    try:
        return _Shared.session.capture(document, url=url)
    except CaptureFailed:
        _Shared.session.close()
        _Shared.session = None
        raise
