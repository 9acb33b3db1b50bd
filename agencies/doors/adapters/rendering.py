"""Reads a page as a browser shows it: scripts on, gates clicked away, scrolled, lazy media asked for.

The browser reaches the network only through our proxy, so the guard checks every host. Pictures and clips with an
address of their own are not loaded at all: the address is enough, and the HTTP door reads them later. Each page has a
fresh private context, which keeps everything in memory and takes cookies nowhere else.
"""

import base64
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any, Self

from agencies.doors import guard, pagescripts, rendered
from agencies.doors import url as urls
from agencies.doors.adapters.chromium import MEMORY, BrowserFailed, BrowserRefused, Chromium, MemoryWatch, is_memory
from agencies.doors.adapters.lookup import Resolver
from agencies.doors.adapters.proxy import Proxy, Visit
from agencies.doors.exchange import Refused, Unreachable
from agencies.doors.guard import Policy
from agencies.doors.rendered import Medium, Rendered, RenderLimits
from agencies.doors.url import BadUrl

ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-blink-features=WebTransport,DirectSockets,WebBluetooth,WebUSB,Serial,WebHID,FedCm",
    "--renderer-process-limit=4",
    "--js-flags=--max-old-space-size=512",
    "--autoplay-policy=no-user-gesture-required",
    "--window-size=1280,900",
)
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
CUT = frozenset({"font", "manifest", "ping", "texttrack", "eventsource", "cspviolationreport"})
SIGNS = {"Download": "format", "Timeout": "time"}  # of what Playwright says when no page came
WAIT = 250  # ms between two steps


@dataclass
class _Look:
    """What one page has shown so far."""

    home: str
    limits: RenderLimits
    until: float
    media: dict[str, Medium] = field(default_factory=dict)
    pieces: list[Any] = field(default_factory=list)
    requests: int = 0
    entered: bool = False
    page: Any = None
    trouble: str = ""

    def note(self, url: str, kind: str, content_type: str = "") -> None:
        if url.startswith(("http://", "https://")) and (url in self.media or len(self.media) < self.limits.media):
            self.media[url] = Medium(url, kind, content_type)

    def left(self) -> float:
        return self.until - time.monotonic()


class Renderer:
    """One browser with its proxy for several pages, one after the other; close it, or use `with`.

    Raises BrowserMissing, BrowserRefused, BrowserFailed when it cannot start. `resolver` replaces the system's.
    """

    def __init__(
        self,
        *,
        chromium: str = "",
        allow_no_sandbox: bool = False,
        start_timeout: float = 30.0,
        resolver: Resolver | None = None,
    ) -> None:
        if not is_memory(MEMORY):
            raise BrowserRefused("There is no memory file system at /dev/shm, so no page of a stranger was opened.")
        self.proxy = Proxy(resolver=resolver)
        server = f"http://127.0.0.1:{self.proxy.port}"
        way = {"server": server, "bypass": "<-loopback>", "username": "portal", "password": self.proxy.token}
        try:
            self.browser = Chromium(
                prefix="render-",
                arguments=ARGUMENTS,
                options={"proxy": way},
                chromium=chromium,
                allow_no_sandbox=allow_no_sandbox,
                start_timeout=start_timeout,
            )
        except BaseException:
            self.proxy.close()
            raise
        self.pages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End browser and proxy; safe to call twice."""
        self.browser.close()
        self.proxy.close()

    @property
    def alive(self) -> bool:
        """Whether the browser still runs."""
        return self.browser.alive()

    def render(self, url: str, *, policy: Policy, limits: RenderLimits | None = None) -> Rendered:
        """What a page shows; never raises for what a page does. After time, memory or crashed the browser is gone."""
        limits = limits or RenderLimits()
        try:
            target = urls.parse(url)
        except BadUrl:
            return Rendered(url, trouble="refused")
        if guard.before_lookup(target, policy) is not None:
            return Rendered(target.url, trouble="refused")
        self.pages += 1
        look = _Look(target.host, limits, time.monotonic() + limits.seconds)
        visit = self.proxy.begin(policy, max_bytes=limits.max_bytes, seconds=limits.seconds)
        watch = MemoryWatch(self.browser, limits.max_memory)
        try:
            return self.browser.run(lambda: self._visit(target.url, look, visit), limits.seconds + 2)
        except BrowserFailed:
            word = "memory" if watch.full else "time" if look.left() <= 0 and self.alive else "crashed"
            self.browser.kill()
            return Rendered(target.url, media=tuple(look.media.values()), trouble=word)
        finally:
            watch.stop()
            self.proxy.end()

    def _visit(self, url: str, look: _Look, visit: Visit) -> Rendered:
        """In the browser's thread."""
        context = self.browser.context.browser.new_context(
            user_agent=look.limits.user_agent, service_workers="block", accept_downloads=False, bypass_csp=True,
            locale="en-US", timezone_id="UTC", viewport={"width": 1280, "height": 900},
        )  # fmt: skip
        try:
            context.set_default_timeout(look.limits.seconds * 1000)
            page = look.page = context.new_page()
            context.on("page", lambda other: other.close())  # nothing that opens by itself stays open
            context.route("**/*", lambda route: _route(route, look))
            page.on("response", lambda response: _response(response, look))
            status = self._go(page, url, look)
            if trouble := _came_to(page.url, visit, look.trouble):
                return Rendered(url, trouble=trouble)
            world = _World(context, page)
            self._step(page, world, look)
            return self._harvest(page, world, look, url, status)
        finally:
            with contextlib.suppress(Exception):
                context.close()

    @staticmethod
    def _go(page: Any, url: str, look: _Look) -> int:
        try:
            answer = page.goto(url, wait_until="domcontentloaded", timeout=max(1, look.left() * 600))
        except Exception as error:
            if not any(word in str(error) for word in ("net::", "Timeout", "Download", "interrupted")):
                raise
            look.trouble = next((word for sign, word in SIGNS.items() if sign in str(error)), "unreachable")
            return 0
        look.entered = True
        return int(answer.status) if answer else 0

    @staticmethod
    def _step(page: Any, world: "_World", look: _Look) -> None:
        """Gates first, then down the page, until it neither grows nor has anything more to click."""
        before: Any = None
        for turn in range(look.limits.steps):
            if look.left() < look.limits.seconds * 0.3:
                return
            page.wait_for_timeout(WAIT)
            clicked = world.run(pagescripts.gates()) if turn < 3 else 0
            clicked = clicked or world.run(pagescripts.more())
            state = world.run(pagescripts.SCROLL)
            seen = (state, len(look.media), look.requests)
            if not clicked and seen == before:
                return
            before = seen

    @staticmethod
    def _harvest(page: Any, world: "_World", look: _Look, url: str, status: int) -> Rendered:
        page.wait_for_timeout(WAIT)
        kind, html = world.run(pagescripts.MARKUP % look.limits.max_html) or ["", ""]
        blobs, streams = world.run(pagescripts.BLOBS % look.limits.max_blobs) or [[], 0]
        media = list(look.media.values())
        for content_type, coded in blobs:
            body = base64.b64decode(coded)
            media.append(Medium("", rendered.kind_of(content_type, "") or "image", content_type, body))
        if streams and not any(each.kind in {"hls", "dash"} for each in media):
            media += _pieces(look)
        at_home = page.url.startswith(("http://", "https://"))
        trouble = "unreachable" if not at_home else "" if "html" in kind else "format"
        return Rendered(page.url if at_home else url, status, html if at_home else "", tuple(media), trouble)


class _World:
    """Scripts of ours in the main frame, apart from the page's own."""

    def __init__(self, context: Any, page: Any) -> None:
        self._wire = context.new_cdp_session(page)

    def run(self, script: str) -> Any:
        """The value of a script, or None when it threw or the page went away meanwhile."""
        frame = self._wire.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        try:
            world = self._wire.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "portal"})
            options = {"returnByValue": True, "awaitPromise": True, "timeout": 5000}
            answer = self._wire.send(
                "Runtime.evaluate", {"expression": script, "contextId": world["executionContextId"], **options}
            )
        except Exception as error:
            if "context" in str(error).lower() or "navigat" in str(error).lower():
                return None
            raise
        return answer.get("result", {}).get("value")


def _came_to(url: str, visit: Visit, trouble: str) -> str:
    """What is wrong with where the page ended: what our proxy says to the browser must not pass for the host's answer."""
    try:
        target = urls.parse(url)
    except BadUrl:  # the browser's own page about an error: it was on the way to one of these
        return "refused" if visit.refused and not visit.spent else trouble or "unreachable"
    found = visit.hosts.get((target.host, target.port))
    if isinstance(found, Refused):
        return "refused"
    return "unreachable" if isinstance(found, Unreachable) else trouble


def _route(route: Any, look: _Look) -> None:
    """Let through what makes the page; note pictures and clips, and load none of them."""
    request = route.request
    kind, url = request.resource_type, request.url
    look.requests += 1
    with contextlib.suppress(Exception):  # the page may have gone meanwhile
        if kind == "image":
            look.note(url, "image")
            route.fulfill(status=200, content_type="image/gif", body=PIXEL)
        elif kind == "media":
            look.note(url, rendered.kind_of("", urls.parse(url).path) or "video")
            route.abort()
        elif kind in CUT or look.requests > look.limits.requests:
            route.abort()
        elif _leaves(request, look):
            route.fulfill(status=204)  # then the page stays; after an abort it would give way to a page about the error
        else:
            route.continue_()


def _leaves(request: Any, look: _Look) -> bool:
    """Whether a request would lead our page to another host, or belongs to a page that opened by itself."""
    try:
        frame = request.frame
        if frame.page != look.page:
            return True
        top = request.is_navigation_request() and frame.parent_frame is None
    except Exception:  # a window that has no frame yet
        return True
    return top and look.entered and _host(request.url) != look.home


def _response(response: Any, look: _Look) -> None:
    """Media that scripts ask for: noted by what the server calls them; pieces of clips are remembered."""
    url = response.url
    if response.request.resource_type not in {"xhr", "fetch", "other"} or response.status >= 300:
        return
    content_type = response.headers.get("content-type", "")
    kind = rendered.kind_of(content_type, url.partition("?")[0])
    if kind in {"image", "hls", "dash"}:
        look.note(url, kind, content_type)
    elif kind == "video" or "octet-stream" in content_type or not content_type:
        look.pieces.append(response)


def _pieces(look: _Look) -> list[Medium]:
    """What a script fed to a player, joined in the order in which it came, one clip for each folder it came from."""
    joined, total = dict[str, list[bytes]](), 0
    for response in look.pieces[:200]:
        if look.left() < 1:
            break
        try:
            body: bytes = response.body()
        except Exception:  # the browser has forgotten it
            continue
        total += len(body)
        if total > look.limits.max_blobs:
            break
        folder = response.url.partition("?")[0].rpartition("/")[0]
        if body and (rendered.is_media(body[:200]) or folder in joined):
            joined.setdefault(folder, []).append(body)
    return [Medium("", "video", rendered.is_media(body[:200]), body) for body in map(b"".join, joined.values())]


def _host(url: str) -> str:
    try:
        return urls.parse(url).host
    except BadUrl:
        return ""
