"""A package with several finds in a real browser: both languages and widths, one left out, the rest still there."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from agencies.tenancy.scope import tenant_scope
from takedowns.notices.models import NoticeTarget
from takedowns.recipients import services as recipients
from tests.e2e.conftest import Portal
from tests.e2e.test_pages import LANGUAGES, WIDTHS, axe_source, wrong
from tests.takedowns.flow import HOST, a_case, confirm_bases
from tests.takedowns.test_batch import gathered, item_of

Visit = Callable[..., Any]


def test_it_shows_several_finds_and_leaves_one_out(portal: Portal, visit: Visit) -> None:
    confirm_bases()
    recipients.provider_set(
        name="Bridge Pictures", hosts=[HOST], country="DE", language="de", abuse_email=f"abuse@{HOST}",
        verified_on=timezone.now().date(),
    )  # fmt: skip
    case = a_case(portal.cast)
    notice = [gathered(portal.cast, case, number) for number in (71, 72, 73)][-1]
    address = reverse("review-item", args=[item_of(portal.cast, notice).pk])
    source, found = axe_source(), {}
    for language in LANGUAGES:
        page = visit("officer", language=language)
        page.goto(f"{portal.base}{address}", wait_until="load")
        if language == "en":
            page.get_by_role("button", name="Take this package").click()
        page.locator("#targets ~ ol").wait_for()
        page.evaluate(source)
        errors = [f"{width}: {error}" for width in WIDTHS for error in wrong(page, width)]
        found |= {language: errors} if errors else {}
    assert found == {}
    page = visit("officer")
    page.goto(f"{portal.base}{address}")
    fold = page.locator("#targets ~ ol > li").first.locator("details", has=page.locator("form"))
    fold.locator("summary").click()
    fold.locator("button").click()
    page.get_by_text("The find has a package of its own now.").wait_for()
    with tenant_scope(portal.cast.harbour.pk):
        assert NoticeTarget.objects.filter(notice_id=notice.pk).count() == 2
