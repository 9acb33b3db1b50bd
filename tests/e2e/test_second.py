"""The second person, and a notice that is taken back, in a real browser: both languages, phone and desk, keys alone, an approve bar
that stays in view."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from takedowns.notices.models import Notice
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from tests.e2e.conftest import Portal
from tests.e2e.test_pages import LANGUAGES, WIDTHS, axe_source, wrong
from tests.takedowns.flow import an_item
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


def test_it_takes_a_notice_back_without_scripts_and_with_no_violation(portal: Portal, visit: Visit) -> None:
    item, other = an_item(portal.cast, number=61), an_item(portal.cast, number=62)
    with tenant_scope(portal.cast.harbour.pk):
        Notice.objects.filter(id=item.notice_id).update(state="sent", approved_sha256="a" * 64)
    page = visit("officer", scripts=False)
    page.goto(f"{portal.base}{reverse('notice-detail', args=[item.notice_id])}")
    page.get_by_role("link", name="Correct or withdraw this notice").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("radio", name="An objection was justified").check()
    page.get_by_role("button", name="Draft it for the desk").click()
    page.get_by_text("It was drafted and lies on the desk").wait_for()
    with tenant_scope(portal.cast.harbour.pk):
        row = Notice.objects.get(about_id=item.notice_id)
        assert not ReviewItem.objects.filter(notice=row).exists(), "queued by its job"
        review.item_queue(Actor.system(portal.cast.harbour.pk), notice_id=row.pk)
        desk = ReviewItem.objects.get(notice=row).pk
    source, found = axe_source(), {}
    addresses = [
        *(reverse(name, args=[item.notice_id]) for name in ("notice-detail", "notice-retract")),
        reverse("notice-detail", args=[row.pk]), reverse("notice-blocks", args=[other.notice_id]),
        reverse("review-item", args=[desk]),
    ]  # fmt: skip
    for language in LANGUAGES:
        page = visit("officer", language=language)
        for address in addresses:
            page.goto(f"{portal.base}{address}", wait_until="load")
            page.evaluate(source)
            if errors := [f"{width}: {error}" for width in WIDTHS for error in wrong(page, width)]:
                found[f"{language} {address}"] = errors
    assert found == {}
