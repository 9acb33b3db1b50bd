"""Pages that show their media only in a browser: one browser a process, kept between pages, started anew now and then."""

import atexit
import os
import threading
import time

import structlog
from django.conf import settings

from agencies.doors.adapters.chromium import BrowserFailed, BrowserMissing, BrowserRefused
from agencies.doors.adapters.rendering import Renderer
from agencies.doors.adapters.transaction import refuse_inside_transaction
from agencies.doors.guard import Policy
from agencies.doors.rendered import Rendered, RenderLimits

log = structlog.get_logger(__name__)
RECYCLE_PAGES, RECYCLE_SECONDS = 30, 900.0
QUIET_SECONDS = 60.0  # after a start that failed for good, nobody tries again for so long


class _Pool:
    """The browser of this process; a fork starts its own."""

    renderer: Renderer | None = None
    owner = 0
    started = 0.0
    quiet_until = 0.0
    why = ""
    lock = threading.Lock()


def render(url: str, *, policy: Policy, limits: RenderLimits | None = None) -> Rendered:
    """The page as a browser shows it: markup after scripts, gates and scrolling, and the media that it asked for.

    Never raises for what a page or the browser does: see Rendered.trouble. A browser that somebody ended is started
    anew once. Media with an address are not loaded; what has none (blob:, data:, a stream without a playlist) comes
    with its bytes, in memory. Not inside a transaction.
    """
    refuse_inside_transaction()
    with _Pool.lock:
        found = _once(url, policy, limits)
        return _once(url, policy, limits) if found.trouble == "crashed" else found


def close() -> None:
    """End the browser of this process, if there is one."""
    renderer, _Pool.renderer = _Pool.renderer, None
    if renderer is not None and _Pool.owner == os.getpid():
        renderer.close()


def _once(url: str, policy: Policy, limits: RenderLimits | None) -> Rendered:
    try:
        renderer = _renderer()
    except (BrowserMissing, BrowserRefused) as error:
        _Pool.why = "missing" if isinstance(error, BrowserMissing) else "refused"
        _Pool.quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("no browser for pages that need one", reason=type(error).__name__)
        return Rendered(url, trouble=_Pool.why)
    except BrowserFailed:
        return Rendered(url, trouble="crashed")
    if renderer is None:
        return Rendered(url, trouble=_Pool.why)
    found = renderer.render(url, policy=policy, limits=limits)
    if not renderer.alive:
        close()
    return found


def _renderer() -> Renderer | None:
    """The running browser or a new one; None while a failed start is too fresh."""
    if _Pool.renderer is not None and (_Pool.owner != os.getpid() or _worn(_Pool.renderer)):
        close()
    if _Pool.renderer is None:
        if time.monotonic() < _Pool.quiet_until:
            return None
        _Pool.renderer = Renderer(chromium=settings.CHROMIUM_PATH, allow_no_sandbox=settings.CHROMIUM_ALLOW_NO_SANDBOX)
        _Pool.owner, _Pool.started = os.getpid(), time.monotonic()
    return _Pool.renderer


def _worn(renderer: Renderer) -> bool:
    old = time.monotonic() - _Pool.started > RECYCLE_SECONDS
    return old or renderer.pages >= RECYCLE_PAGES or not renderer.alive


def _forget() -> None:
    """After a fork: the browser is the other process's, and a thread that held the lock is gone."""
    _Pool.renderer, _Pool.lock = None, threading.Lock()


atexit.register(close)
os.register_at_fork(after_in_child=_forget)
