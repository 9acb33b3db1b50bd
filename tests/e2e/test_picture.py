"""Picture on demand in a browser: covered until somebody holds, covered again on letting go, and nothing of it stays."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse

from agencies.tenancy.scope import tenant_scope
from cases.detection.models import Match
from takedowns.review.models import ReviewItem
from takedowns.wellbeing.limits import LOOKS_A_DAY
from takedowns.wellbeing.models import PictureLook
from tests.e2e.conftest import Portal
from tests.flow.stage import until
from tests.takedowns.flow import a_case, an_item
from tests.takedowns.test_pictures import Site

STATUS, HOLD = "[data-picture-status]", "[data-picture-hold]"
STAYS = """async () => ({
  pictures: [...document.images].filter((one) => one.src.startsWith('blob:') || one.src.startsWith('data:')).length,
  canvases: document.querySelectorAll('canvas').length,
  stored: [localStorage, sessionStorage].flatMap((one) => Object.entries(one)).filter(([name]) => name !== 'htmx-current-path-for-history'),
  caches: 'caches' in window ? (await caches.keys()).length : 0,
  databases: (await indexedDB.databases()).length,
  workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length,
})"""
NOTHING = {"pictures": 0, "canvases": 0, "stored": [], "caches": 0, "databases": 0, "workers": 0}
LIVES = """(address) => new Promise((done) => {
  const one = new Image(); one.onload = () => done(true); one.onerror = () => done(false); one.src = address; })"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    found = Site()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture(scope="module")
def more(site: Site) -> dict[str, str]:
    return {"CRAWL_ALLOWED_NETWORKS": "127.0.0.1/32", "CRAWL_ALLOWED_PORTS": str(site.port)}


def a_picture(portal: Portal, site: Site, number: int) -> ReviewItem:
    item = an_item(portal.cast, number=number, band="likely", case=a_case(portal.cast))
    with tenant_scope(portal.cast.harbour.pk):
        address = f"http://127.0.0.1:{site.port}/{number}.jpg"
        Match.objects.filter(id=item.notice.match_id).update(media_url=address)
    return item


def held(portal: Portal, visit: Callable[..., Any], item: ReviewItem, **how: Any) -> Any:
    """The package open and held, what the server answered with kept as `page.answers`."""
    page = visit("officer", **how)
    page.answers = []
    page.on("response", lambda answer: page.answers.append((answer.url, answer.headers)))
    page.goto(f"{portal.base}{reverse('review-item', args=[item.pk])}")
    with page.expect_navigation():
        page.click("[data-key=t]")
    return page


def counted(portal: Portal, item: ReviewItem) -> tuple[int, float]:
    """Reveals and seconds of the only look at a package, written when its stream ends."""
    with tenant_scope(portal.cast.harbour.pk):
        look = PictureLook.objects.get(item_id=item.pk)
        return look.reveals, look.seconds


def says(page: Any, words: str) -> None:
    page.wait_for_function(
        "([where, words]) => document.querySelector(where).textContent.includes(words)", arg=[STATUS, words]
    )


def asked(page: Any) -> str:
    """Ask with the key; the address of the covered picture."""
    page.keyboard.press("v")
    page.wait_for_selector(HOLD)
    says(page, "Covered")
    return str(page.evaluate("document.querySelector('[data-picture-place] img').src"))


def test_it_uncovers_only_while_it_is_held_and_forgets(portal: Portal, visit: Callable[..., Any], site: Site) -> None:
    item = a_picture(portal, site, 600)
    page = held(portal, visit, item)
    assert page.evaluate(STAYS) == NOTHING
    covered = asked(page)
    assert page.evaluate("document.activeElement.matches('[data-picture-hold]')")
    page.keyboard.down(" ")
    says(page, "Uncovered")
    shown = page.evaluate("document.querySelector('[data-picture-place] img').src")
    page.keyboard.up(" ")
    says(page, "Covered")
    page.hover(HOLD)
    page.mouse.down()
    says(page, "Uncovered")
    page.mouse.move(2, 2)  # slipped off the button
    says(page, "Covered")
    page.mouse.up()
    page.click("[data-picture-toggle]")
    says(page, "Uncovered")
    page.keyboard.press("Escape")
    says(page, "Covered")
    page.click("[data-picture-end]")
    says(page, "forgotten")
    assert page.evaluate(STAYS) == NOTHING and not page.is_visible(HOLD)
    assert not page.query_selector_all("[data-picture-place] img")
    for address in (covered, shown):
        assert page.evaluate(LIVES, address) is False
    page.complaints.clear()  # that the two addresses are dead
    kept = [headers.get("cache-control", "") for url, headers in page.answers if url.endswith("/stream/")]
    assert kept and all("no-store" in one for one in kept)
    until(lambda: counted(portal, item)[0] == 3, what="the count of the look")
    assert 0 < counted(portal, item)[1] < 30


def test_it_covers_when_the_reader_looks_away_and_ends_with_the_page(
    portal: Portal, visit: Callable[..., Any], site: Site
) -> None:
    page = held(portal, visit, a_picture(portal, site, 601))
    asked(page)
    page.click("[data-picture-toggle]")
    says(page, "Uncovered")
    page.evaluate("window.dispatchEvent(new Event('blur'))")  # another window or tab
    says(page, "Covered")
    page.goto(f"{portal.base}{reverse('review-desk')}")
    page.go_back()
    page.wait_for_selector("#decide")
    assert page.evaluate(STAYS) == NOTHING and not page.is_visible(HOLD)


def test_it_says_when_it_was_asked_for_often_enough(portal: Portal, visit: Callable[..., Any], site: Site) -> None:
    page = held(portal, visit, a_picture(portal, site, 602))
    for _ in range(LOOKS_A_DAY):
        asked(page)
        page.click("[data-picture-end]")
        says(page, "forgotten")
        page.evaluate("document.activeElement.blur()")
    before = site.asked["GET"]
    page.keyboard.press("v")  # the page is older than the limit: the server says no, in words
    says(page, "times in a day, which is the most")
    page.reload()
    assert "as often as it may be in a day" in page.inner_text("#picture") and not page.query_selector("[data-picture]")
    page.keyboard.press("v")
    page.wait_for_function("document.getElementById('live').textContent.includes('nothing')")
    assert site.asked["GET"] == before
    page.complaints.clear()  # the browser reports the refusal (409)


def test_it_shows_it_covered_without_scripts(portal: Portal, visit: Callable[..., Any], site: Site) -> None:
    page = held(portal, visit, a_picture(portal, site, 603), scripts=False)
    with page.expect_navigation():
        page.click("[data-key=v]")
    picture = page.locator("img.maru-picture__image")
    picture.wait_for()
    page.wait_for_load_state("load")
    assert picture.bounding_box()["height"] > 100
    (still,) = [headers for url, headers in page.answers if url.endswith("/still/")]
    assert "no-store" in still["cache-control"] and still["content-type"] == "image/jpeg"
    (around,) = [headers for url, headers in page.answers if "refresh" in headers]
    assert around["refresh"].startswith("15;")
    page.click("main a")
    assert page.url.endswith("#picture") and "You looked" not in page.inner_text("main h1")
