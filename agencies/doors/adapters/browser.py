"""The only door to a browser: it photographs a document that it was handed, and can reach nothing else.

Four layers, each enough for most tricks (HARMS 3): the document arrives without pictures; scripts are off and a policy
forbids every kind of media; each request is cut off before the network, which is a dead proxy besides; and what was
painted is counted, so that a page that draws another way is flagged and its picture thrown away here.
"""

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from agencies.doors import colours

T = TypeVar("T")

ADDRESS = "http://capture.invalid/"  # .invalid never resolves (RFC 6761); the real address is text in the document
POLICY = (
    "default-src 'none'; img-src 'none'; media-src 'none'; object-src 'none'; frame-src 'none'; font-src 'none'; "
    "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; sandbox"
)
HEADERS = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disk-cache-size=1",
    "--media-cache-size=1",
    "--disable-gpu",
    "--disable-lcd-text",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-background-networking",
    "--disable-domain-reliability",
    "--disable-component-update",
    "--no-pings",
    "--force-color-profile=srgb",
)
NAMES = ("chromium", "chromium-browser", "google-chrome-stable")
NOBODY = 65534
MEMORY = Path("/dev/shm")
RECYCLE = 40  # captures before a browser is started anew
MAX_HEIGHT = 16_000  # a texture holds 16,384 rows; beyond it the picture repeats itself
DROP = "setpriv --reuid={uid} --regid={uid} --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs -- "


class BrowserMissing(RuntimeError):
    """Chromium or Playwright is not installed; the message says what to do."""


class BrowserRefused(RuntimeError):
    """Chromium could run here only without its sandbox, and nobody allowed that."""


class CaptureFailed(RuntimeError):
    """The browser broke, was too slow or left the document. Another try may work."""


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


def find_chromium(chromium: str = "") -> str:
    """The path of the browser: the argument, or the first known name on PATH. Raises BrowserMissing."""
    found = shutil.which(chromium) if chromium else next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise BrowserMissing(
            "No Chromium was found, so pages cannot be photographed. Nothing else is affected. "
            "Install the package 'chromium' or name its path in CHROMIUM_PATH."
        )
    return str(Path(found).resolve())


def _wipe(*folders: Path) -> None:
    for folder in folders:
        for _ in range(5):  # the last processes may still be writing
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break


class Session:
    """One running browser for several captures, in a thread of its own (Playwright's loop would block Django's database).

    `allow_no_sandbox`: only for a machine on which the sandbox cannot work. Raises BrowserMissing, BrowserRefused,
    CaptureFailed. Not for use by several threads at once.
    """

    def __init__(self, *, chromium: str = "", allow_no_sandbox: bool = False, start_timeout: float = 30.0) -> None:
        self._path, self._seconds = find_chromium(chromium), start_timeout
        can_drop = os.geteuid() != 0 or shutil.which("setpriv") is not None
        if not can_drop and not allow_no_sandbox:
            raise BrowserRefused(
                "Chromium's sandbox does not work for root, and 'setpriv' is missing to run it as somebody else. "
                "No page was opened. Run the worker as an ordinary user or install 'util-linux'."
            )
        self._sandbox = can_drop
        self._documents: list[str] = []
        self._profile = Path(tempfile.mkdtemp(prefix="capture-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
        self._folder = Path(tempfile.mkdtemp(prefix="capture-"))  # MEMORY is often mounted noexec
        self._cleaner = weakref.finalize(self, _wipe, self._profile, self._folder)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="capture")
        self._playwright: Any = None
        self._context: Any = None
        try:
            self._run(self._start, start_timeout + 5)
        except CaptureFailed as error:
            self.close()
            if not self._sandbox or not any(word in str(error) for word in ("sandbox", "setpriv", "namespace")):
                raise
            raise BrowserRefused(
                "Chromium's sandbox does not work on this machine, so no page was opened. "
                "Allow user namespaces, or allow captures without the sandbox."
            ) from error
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _run(self, work: Callable[[], T], seconds: float) -> T:
        """Run in the browser's thread and turn its many errors into one."""
        try:
            from playwright import sync_api
        except ImportError as error:
            raise BrowserMissing(
                "Playwright is not installed, so pages cannot be photographed. Nothing else is affected. "
                "Install the portal with its 'browser' extra."
            ) from error
        try:
            return self._thread.submit(work).result(seconds)
        except TooLate as error:
            raise CaptureFailed("The browser did not answer in time.") from error
        except sync_api.Error as error:
            raise CaptureFailed(str(error)) from error

    def _launcher(self) -> str:
        """A script that starts the browser without core dumps and, for root, as nobody: then its sandbox works."""
        drop = ""
        if os.geteuid() == 0 and self._sandbox:
            os.chown(self._profile, NOBODY, NOBODY)
            drop = DROP.format(uid=NOBODY)
        script = self._folder / "chromium"
        script.write_text(f"#!/bin/sh\nulimit -c 0\nexec {drop}'{self._path}' \"$@\"\n", encoding="utf-8")
        script.chmod(0o700)
        return str(script)

    def _start(self) -> None:
        from playwright.sync_api import sync_playwright

        home = str(self._profile)
        self._playwright = sync_playwright().start()
        self._context = self._playwright.chromium.launch_persistent_context(
            home,
            executable_path=self._launcher(),
            chromium_sandbox=self._sandbox,
            args=list(ARGUMENTS),
            env={"HOME": home, "TMPDIR": home, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
            java_script_enabled=False,
            service_workers="block",
            accept_downloads=False,
            offline=True,
            proxy={"server": "http://127.0.0.1:9", "bypass": "<-loopback>"},
            locale="en-US",
            timezone_id="UTC",
            color_scheme="light",
            timeout=self._seconds * 1000,
        )
        self._context.route("**/*", self._answer)

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
        png, page_height, version = self._run(lambda: self._photograph(document, width, height, timeout), timeout + 5)
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
            sandboxed=self._sandbox,
        )

    def _photograph(self, document: str, width: int, height: int, timeout: float) -> tuple[bytes, int, str]:
        page = self._context.new_page()
        try:
            page.set_default_timeout(timeout * 1000)
            page.set_viewport_size({"width": width, "height": 800})
            self._documents[:] = [document]
            page.goto(ADDRESS)
            wire = self._context.new_cdp_session(page)
            tall = int(wire.send("Page.getLayoutMetrics")["cssContentSize"]["height"])
            clip = {"x": 0, "y": 0, "width": width, "height": min(max(tall, 1), height)}
            png: bytes = page.screenshot(full_page=True, clip=clip, animations="disabled", scale="css")
            if page.url != ADDRESS:
                raise CaptureFailed("The document led the browser away.")
            return png, tall, str(wire.send("Browser.getVersion")["product"])
        finally:
            self._documents.clear()
            page.close()

    def _stop(self) -> None:
        for part in (self._context and self._context.close, self._playwright and self._playwright.stop):
            if part:
                part()
        self._context = self._playwright = None

    def close(self) -> None:
        """End the browser and remove its profile; safe to call twice."""
        try:
            self._thread.submit(self._stop).result(20)
        except Exception:  # already closed or broken: only the folders matter now
            self._context = self._playwright = None
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._cleaner()


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
