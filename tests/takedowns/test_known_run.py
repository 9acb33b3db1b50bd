"""A scripted officer who decides from what the page says, among packages with a known answer: at least 98 % are caught."""

import re

import pytest

from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from takedowns.golden import samples, selectors
from takedowns.quality.selectors import since
from takedowns.review.models import ReviewItem
from tests.people import Cast
from tests.takedowns import test_golden
from tests.takedowns.flow import fresh
from tests.takedowns.test_golden import on_the_desk

no_pdf = test_golden.no_pdf
pytestmark = pytest.mark.usefixtures("no_pdf")
HARMLESS = re.compile(
    r"wallpaper|logo|No picture available|press office|Bake for|likes|enter your number|Test card", re.I
)


def right(page: str) -> bool:
    """What an officer reads: the same file, few bits at a good quality, many moments in order; and words that fit."""
    words = page.partition('class="maru-notice" dir="auto">')[2].partition("</div>")[0]
    bits = re.search(r"(\d+) of 256 bits differ", page)
    quality = re.search(r"(\d+) of 100", page)
    near = bits is None or (int(bits[1]) <= 20 and int(quality[1] if quality else 0) >= 70)
    return near and bool(words) and not HARMLESS.search(words)


def decide(cast: Cast, item: ReviewItem) -> None:
    browser = cast.client("officer")
    page = browser.post(f"/review/{item.pk}/evidence/", follow=True).content.decode()
    if not right(page):
        browser.post(f"/review/{item.pk}/reject/", {"reason": "not_same", "note": ""})
        return
    browser.post(f"/review/{item.pk}/look/", {"looked": "officer"})
    browser.post(f"/review/{item.pk}/approve/", {"sha256": fresh(cast, item.notice).content_sha256})


def test_it_catches_what_is_known(cast: Cast) -> None:
    for sample in samples.SAMPLES:
        decide(cast, on_the_desk(cast, sample.name))
    with tenant_scope(cast.harbour.pk):
        found = selectors.of_team(Actor.system(cast.harbour.pk), since())
    print(f"known answers: {found.caught} of {found.met}, wrong matches {found.wrong_caught} of {found.wrong_met}")
    assert found.met == len(samples.SAMPLES) and found.share is not None and found.share >= 98
