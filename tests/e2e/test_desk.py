"""The desk by keyboard: how many keys a decision takes and how long the software needs for it; what is typed stays typed.

The figures are printed. `make proof` judges them (PROOF=1: more packages); here only that it works counts.
"""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from takedowns.notices import adapters
from takedowns.review.models import ReviewItem
from tests.e2e import known, officer
from tests.e2e.conftest import Portal
from tests.e2e.test_pages import AXE, axe_source
from tests.takedowns.flow import a_case, an_item, fresh, no_screenshot
from tests.takedowns.seconds import decide

PROOF = bool(os.environ.get("PROOF"))
PACKAGES = 30 if PROOF else 4
KNOWN = {"right": 24, "wrong": 56, "ordinary": 40} if PROOF else {"right": 2, "wrong": 3, "ordinary": 1}
SHOTS = os.environ.get("SHOTS")  # a folder for pictures of the pages
Decide = Callable[[Any], str]


def approve(page: Any) -> str:
    """What the scripted officer presses over the open package."""
    return "a"


def at(page: Any) -> str:
    """The address of the package that is open, or of the desk."""
    return str(page.url)


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, round(0.95 * len(seconds)))]


def press(page: Any, key: str) -> float:
    """Press a key that leads to another page; seconds until that page can be used."""
    before, began = at(page), time.monotonic()
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state("load")
    return time.monotonic() - began


def decisions(page: Any, number: int, answer: Decide = approve) -> list[tuple[float, int]]:
    """Decide so many packages from the open queue by keyboard: (seconds of the software, keys) of each.

    `answer` reads the page and says which key decides, so that packages with a known answer can be put among them.
    """
    seconds, found = press(page, "n"), []
    for _ in range(number):
        began = time.monotonic()
        assert page.locator("#decide").count() == 1 and page.locator("#evidence").count() == 1  # there to be checked
        checked = time.monotonic() - began
        after = press(page, answer(page))  # the next package opens by itself: its opening is part of this figure
        found.append((seconds + checked + after, 2))
        seconds = 0.0
    return found


def shot(page: Any, name: str) -> None:
    """A picture of the whole page at both widths, where somebody asked for pictures."""
    if not SHOTS:
        return
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


def wrong(page: Any) -> list[str]:
    """What axe finds, and what is too wide, on a phone and on a desk."""
    found = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{width}: {wide} px too wide"] if wide > 0 else []
        found += [f"{width}: {one}" for one in page.evaluate(AXE)]
    return found


def opened(portal: Portal, page: Any, item: ReviewItem) -> None:
    page.goto(f"{portal.base}{reverse('review-item', args=[item.pk])}")


def test_it_decides_with_two_keys_and_quickly(portal: Portal, visit: Callable[..., Any]) -> None:
    for number in range(PACKAGES):  # of a case each: those of one case are one group, and one press
        an_item(portal.cast, number=100 + number, case=a_case(portal.cast))
    page = visit("officer")
    page.goto(f"{portal.base}{reverse('review-desk')}?band=certain")
    shot(page, "desk")
    page.goto(f"{portal.base}{reverse('review-desk')}")
    found = decisions(page, PACKAGES)
    keys = max(keys for _seconds, keys in found)
    print(
        f"desk by keyboard: {len(found)} decisions, p95 {p95([one for one, _keys in found]):.2f} s, most keys {keys}, load {os.getloadavg()[0]:.1f}"
    )
    assert keys <= 4


@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_can_be_used_by_everybody(portal: Portal, visit: Callable[..., Any], language: str) -> None:
    item = an_item(portal.cast, number=300 + len(language), band="likely", case=a_case(portal.cast))
    page = visit("officer", language=language)
    for address in (reverse("review-desk") + "?band=likely", reverse("review-questions")):
        page.goto(f"{portal.base}{address}")
        page.evaluate(axe_source())
        assert wrong(page) == [], address
    opened(portal, page, item)
    page.keyboard.press("t")
    page.wait_for_selector("#decide")
    page.keyboard.press("e")
    page.wait_for_url("**#evidence")
    for key in ("r", "Escape", "?", "o"):
        page.keyboard.press(key)
        page.evaluate("document.activeElement.blur()")
    page.evaluate(axe_source())
    assert wrong(page) == []
    shot(page, f"package-{language}")
    assert page.locator("#reject-form").is_visible() and page.locator("#keys dl").is_visible()


def test_it_keeps_what_is_typed_while_the_page_lives(portal: Portal, visit: Callable[..., Any]) -> None:
    item = an_item(portal.cast, number=400, case=a_case(portal.cast))
    page = visit("officer")
    opened(portal, page, item)
    page.keyboard.press("t")
    page.wait_for_selector("#decide")
    page.keyboard.press("r")
    page.select_option("#reject-form select[name=reason]", "news")
    page.fill("#reject-form textarea[name=note]", "A bridge in the paper")
    with page.expect_response("**/keep/"):
        page.evaluate("document.querySelector('[data-beat]').dispatchEvent(new Event('beat'))")
    assert page.input_value("#reject-form textarea[name=note]") == "A bridge in the paper"
    opened(portal, page, item)  # the tab died and came back
    assert page.input_value("#reject-form textarea[name=note]") == "A bridge in the paper"
    assert page.input_value("#reject-form select[name=reason]") == "news"


def test_it_undoes_by_one_key_while_there_is_time(portal: Portal, visit: Callable[..., Any]) -> None:
    item = an_item(portal.cast, number=500, case=a_case(portal.cast))
    decide(portal.cast.harbour, send_window_seconds=600)
    try:
        page = visit("officer")
        opened(portal, page, item)
        page.keyboard.press("t")
        page.wait_for_selector("#decide")
        press(page, "a")
        assert fresh(portal.cast, item).state == "approved"
        shot(page, "undo")
        press(page, "u")
        assert fresh(portal.cast, item).state == "open"
    finally:
        decide(portal.cast.harbour, send_window_seconds=0)


def test_it_presses_nothing_once_keys_are_off(portal: Portal, visit: Callable[..., Any]) -> None:
    item = an_item(portal.cast, number=600, band="likely", case=a_case(portal.cast))
    page = visit("approver")
    opened(portal, page, item)
    page.keyboard.press("t")
    page.wait_for_selector("#decide")
    page.keyboard.press("?")
    page.locator("#keys button").click()
    page.wait_for_selector("[data-keys=off]")
    for key in ("3", "v", "e", "a", "r"):
        page.keyboard.press(key)
    page.select_option("#reject-form select[name=reason]", "not_same", force=True)
    page.evaluate("document.querySelector('#reject-form').closest('details').open = true")
    page.focus("#reject-form select[name=reason]")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    now = fresh(portal.cast, item)
    assert (now.state, now.looked, now.evidence_opened_by) == ("open", "nobody", None)
    assert not page.is_visible("[data-picture-place]") and page.locator("kbd.maru-key").count() == 0


def follow(page: Any, keys: tuple[str, ...]) -> float:
    """Press keys of which each leads to a page, but those that only choose; seconds until the last page can be used."""
    return sum(press(page, key) if key in LEADING else typed(page, key) for key in keys)


LEADING = {"e", "3", "a", "Enter"}


def typed(page: Any, key: str) -> float:
    began = time.monotonic()
    page.keyboard.press(key)
    return time.monotonic() - began


def settled(page: Any) -> tuple[float, int, bool]:
    """Open, check and decide the package that is there: (seconds of the software, keys, whether it was approved).

    The next one opens by itself, which is part of the figure; `n` opens the first, so that it counts one key more.
    """
    seconds, keys = 0.0, 1
    here = officer.seen(page)
    if not here.certain and not here.words:
        seconds, keys = seconds + press(page, "e"), keys + 1
        here = officer.seen(page)
    good = officer.approves(here)
    yes = ("a",) if here.certain else ("3", "a")
    rest = yes if good else ("r", "ArrowDown", "Enter")  # the first reason: not the same
    return seconds + follow(page, rest), keys + len(rest), good


def test_it_tells_wrong_matches_by_what_the_page_shows(
    portal: Portal, visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters, "pdf_signed", lambda content, **_keys: content)  # the sample is no real PDF
    no_screenshot(monkeypatch)
    found = known.laid(portal.cast, **KNOWN)
    page, times, most = visit("officer"), list[float](), {True: 0, False: 0}
    page.goto(f"{portal.base}{reverse('review-desk')}")
    press(page, "n")
    for _ in range(len(found.all) + 2):
        if "/review/" not in at(page) or not (number := re.search(r"/review/(\d+)/", at(page))):
            break
        seconds, keys, good = settled(page)
        if int(number[1]) in found.all:
            times.append(seconds)
            most[good] = max(most[good], keys)
    met, right, wrong, stopped, missed = known.caught(portal.cast, found)
    alarms = known.turned_down(portal.cast, found)
    print(
        f"desk with known answers: {len(times)} decisions, {met} known ({wrong} wrong), caught {100 * right / met:.1f} % "
        f"(wrong {100 * stopped / wrong:.1f} %), false alarms {alarms} of {len(found.ordinary)}, "
        f"p50 {sorted(times)[len(times) // 2]:.2f} s, p95 {p95(times):.2f} s, "
        f"most keys {most[True]} to approve, {most[False]} to reject; missed {missed}; load {os.getloadavg()[0]:.1f}"
    )
    assert (len(times), met) == (len(found.all), len(found.golden))
    assert 100 * right >= 98 * met and 100 * stopped >= 98 * wrong, missed
    assert most[True] <= 4
