"""The second person in a real browser: both languages, phone and desk, keys alone, and an approve bar that stays in view."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from agencies.tenancy.scope import tenant_scope
from takedowns.notices.models import Notice
from tests.e2e.conftest import Portal
from tests.e2e.test_pages import LANGUAGES, WIDTHS, axe_source, wrong
from tests.takedowns.seconds import decide, waiting

Visit = Callable[..., Any]


def test_it_shows_second_looks_to_everybody_and_confirms_with_keys_alone(portal: Portal, visit: Visit) -> None:
    decide(portal.cast.harbour, two_person="all")
    item = waiting(portal.cast, number=40)
    source, found = axe_source(), {}
    addresses = [
        reverse("review-desk"),
        reverse("review-item", args=[item.pk]),
        reverse("review-asked"),
        reverse("review-asked-one", args=[portal.rows.asked_id]),
    ]
    for name in ("everything", "officer"):  # who may be the second, and who was the first
        for language in LANGUAGES:
            page = visit(name, language=language)
            for address in addresses:
                page.goto(f"{portal.base}{address}", wait_until="load")
                page.evaluate(source)
                errors = [f"{width}: {error}" for width in WIDTHS for error in wrong(page, width)]
                if errors:
                    found[f"{name} {language} {address}"] = errors
    assert found == {}
    page = visit("everything")
    page.goto(f"{portal.base}{reverse('review-item', args=[item.pk])}")
    page.get_by_role("button", name="Take this package").click()
    bar = page.locator("form.maru-actions--sticky")
    bar.wait_for()
    page.evaluate(source)
    assert [error for width in WIDTHS for error in wrong(page, width)] == []
    page.set_viewport_size({"width": 1280, "height": 500})
    bar.scroll_into_view_if_needed()
    box, button = bar.bounding_box(), page.get_by_role("button", name="Confirm and send").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1280
    assert button["width"] < 400, "as wide as its words, not as the column"
    page.keyboard.press("a")
    page.get_by_text("Two people have decided now.").wait_for()
    with tenant_scope(portal.cast.harbour.pk):
        assert Notice.objects.get(id=item.notice_id).state == "approved"
    decide(portal.cast.harbour, two_person="off")
