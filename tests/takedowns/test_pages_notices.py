"""The pages of notices, deliveries and evidence: what they say, give out and refuse."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from takedowns.followup.models import Check
from takedowns.notices.models import Notice, NoticeTarget
from takedowns.review import services as review
from tests.people import Cast
from tests.takedowns.browsing import EVERYBODY, delivery, text, url
from tests.takedowns.flow import a_case, a_find, a_package, an_item, fresh, quick_pdf


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def test_it_shows_a_notice_and_its_other_forms_under_their_own_policy(cast: Cast) -> None:
    item = an_item(cast)
    client = cast.client("worker")
    page = text(client, url("notice-detail", item.notice_id))
    assert "Waits for an officer" in page and "Nothing was sent." in page
    html = client.get(url("notice-html", item.notice_id))
    assert html.content.decode() == fresh(cast, item.notice).html
    assert html["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert html["Content-Security-Policy"].endswith("sandbox")
    paper = client.get(url("notice-pdf", item.notice_id))
    assert (paper["Content-Type"], paper["Content-Disposition"]) == (
        "application/pdf",
        'inline; filename="notice.pdf"',
    )
    assert "unsafe" not in paper["Content-Security-Policy"]


def test_it_lists_notices_by_state_with_few_questions_to_the_database(cast: Cast) -> None:
    case = a_case(cast)
    for number in range(1, 4):
        an_item(cast, number=number, case=case)
    client = cast.client("officer")
    counts = {}
    for address in (url("notice-list"), url("case-notices", case.pk), url("review-desk")):
        client.get(address)  # leaves the line about the look
        with CaptureQueriesContext(connection) as few:
            text(client, address)
        counts[address] = len(few)
    for number in range(4, 8):
        an_item(cast, number=number, case=case)
    for address, before in counts.items():
        with CaptureQueriesContext(connection) as more:
            text(client, address)
        assert len(more) == before, address
    assert "No notice fits." in text(client, url("notice-list") + "?state=sent")
    assert text(client, url("notice-list") + "?state=ready").count("bridges.example") == 7


def test_it_gives_a_case_its_notices_as_a_page_and_as_a_part(cast: Cast) -> None:
    item = an_item(cast)
    delivery(cast, item, "blocked", blocked_by=["quiet_mode"])
    with tenant_scope(cast.harbour.pk):
        Check.objects.create(
            agency_id=cast.harbour.pk, case_id=item.case_id, notice_id=item.notice_id, number=1,
            target=NoticeTarget.objects.get(notice_id=item.notice_id),
            due_at=item.created_at, done_at=item.created_at, state="done", verdict="still_there",
        )  # fmt: skip
    client = cast.client("worker")
    part = text(client, url("case-notices", item.case_id), part=True)
    assert "<html" not in part
    for word in (item.notice.reference, "Held back", "quiet mode", "Still there"):
        assert word in part
    assert "<html" in text(client, url("case-notices", item.case_id))
    hidden = casework.case_open(cast.worker, age_band="adult", purposes=[], restricted=True)
    assert cast.client("officer").get(url("case-notices", hidden.pk)).status_code == 404


def test_it_says_when_evidence_is_still_being_prepared(cast: Cast) -> None:
    found = a_find(cast, a_case(cast))
    client = cast.client("worker")
    assert "Being prepared" in text(client, url("match-evidence", found), part=True)
    package = a_package(cast, found)
    assert url("evidence-detail", package) in text(client, url("match-evidence", found), part=True)


def test_it_gives_out_items_that_cannot_run_here(cast: Cast) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    package = a_package(
        cast, a_find(cast, a_case(cast)),
        page_html=("text/html", b"<script>alert(1)</script>"), page_png=("image/png", png), odd_bin=("image/svg+xml", b"<svg/>"),
    )  # fmt: skip
    client = cast.client("officer")
    page, picture, odd = (client.get(url("evidence-item", package, number)) for number in (1, 2, 3))
    assert page["Content-Type"] == "text/plain; charset=utf-8"
    assert page["Content-Disposition"] == 'attachment; filename="01-page.html.txt"'
    assert (picture["Content-Type"], picture["Content-Disposition"]) == ("image/png", 'inline; filename="02-page.png"')
    assert odd["Content-Type"] == "application/octet-stream"
    for answer in (page, picture, odd):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].endswith("sandbox")
    custody = text(client, url("evidence-detail", package))
    for word in ("Opened file 2", "Alice", "Every file, the manifest and the custody log fit together."):
        assert word in custody


def test_it_refuses_a_picture_of_a_protected_case(cast: Cast) -> None:
    package = a_package(cast, a_find(cast, a_case(cast, age="under")), page_png=("image/png", b"\x89PNG\r\n\x1a\n"))
    for name in EVERYBODY:
        answer = cast.client(name).get(url("evidence-item", package, 1))
        assert answer.status_code == 403
        assert b"PNG" not in answer.content


def test_it_lets_a_person_settle_a_delivery(cast: Cast) -> None:
    item = an_item(cast)
    review.item_approve(cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)
    row = delivery(cast, item, "unknown", reply_text="SMTPServerDisconnected")
    approver, officer = cast.client("approver"), cast.client("officer")
    part = text(approver, url("delivery-list"), part=True)
    for word in ("Arrival not known", "It arrived", "Send it again", "SMTPServerDisconnected"):
        assert word in part
    seen = text(officer, url("delivery-list"))
    assert "It arrived" not in seen and "A manager or an approver settles it." in seen
    assert officer.post(url("delivery-resolve", row.pk), {"outcome": "sent"}).status_code == 403
    assert cast.client("outsider").post(url("delivery-resolve", row.pk), {"outcome": "sent"}).status_code == 404
    wrong = approver.post(url("delivery-resolve", row.pk), {"outcome": "perhaps"}, follow=True)
    assert "Say whether the message arrived" in wrong.content.decode()
    done = approver.post(url("delivery-resolve", row.pk), {"outcome": "sent"}, follow=True)
    assert "Noted as sent." in done.content.decode()
    with tenant_scope(cast.harbour.pk):
        assert Notice.objects.get(id=item.notice_id).state == "sent"
    again = approver.post(url("delivery-resolve", row.pk), {"outcome": "again"}, follow=True)
    assert "settled in the meantime" in again.content.decode()
    assert "No delivery needs a person." in text(approver, url("delivery-list"))
