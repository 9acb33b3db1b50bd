"""The browser that photographs pages, started with the worker: the first find of a day does not wait for it."""

import contextlib
import threading

from django.conf import settings

from agencies.doors.adapters import browser


def begin() -> None:
    """Start this process's browser beside its work; where there is none, the captures say so."""
    if settings.CAPTURE_WARM:
        threading.Thread(target=_open, daemon=True, name="capture-browser").start()


def _open() -> None:
    with contextlib.suppress(browser.BrowserMissing, browser.BrowserRefused, browser.CaptureFailed):
        browser.open_shared(chromium=settings.CHROMIUM_PATH, allow_no_sandbox=settings.CHROMIUM_ALLOW_NO_SANDBOX)


def end() -> None:
    """End this process's browser, if there is one."""
    browser.close_shared()
