"""A notice goes out once, as it was approved, and only if it may go at that moment; real SMTP servers on loopback."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings

from agencies.events import services as events
from agencies.events.models import Event, Job
from agencies.people import services as people
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case, Mandate
from cases.exceptions import services as exceptions
from takedowns.delivery import selectors, services
from takedowns.delivery.models import Delivery
from takedowns.notices.models import Notice
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from tests.doors.test_mail import Box, running
from tests.people import Cast
from tests.takedowns.flow import an_item, fresh, quick_pdf


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


@pytest.fixture
def approved(committed_cast: Cast) -> ReviewItem:
    item = an_item(committed_cast)
    review.item_approve(committed_cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)
    return item


@contextmanager
def relay(settings: LazySettings, **answers: str) -> Iterator[Box]:
    """A mail server that the settings name."""
    box = Box(**answers)
    with running(box) as port:
        settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", port, "none"
        yield box


def send(cast: Cast, item: ReviewItem) -> Delivery:
    services.delivery_send(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    return delivery(cast)


def delivery(cast: Cast) -> Delivery:
    with tenant_scope(cast.harbour.pk):
        return Delivery.objects.get()


def kinds(cast: Cast) -> list[str]:
    with tenant_scope(cast.harbour.pk):
        return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_it_sends_the_approved_bytes_once(committed_cast: Cast, approved: ReviewItem, settings: LazySettings) -> None:
    with relay(settings) as box:
        row = send(committed_cast, approved)
        send(committed_cast, approved)
    (arrived,) = box.mails
    notice = fresh(committed_cast, approved.notice)
    assert isinstance(arrived.content, bytes)
    assert arrived.content.endswith(bytes(notice.content))
    assert hashlib.sha256(arrived.content).hexdigest() == row.sealed_sha256
    assert arrived.rcpt_tos == ["abuse@bridges.example"]
    assert arrived.mail_from == f"takedown+{notice.token}@example.org"
    assert row.message_id.encode() in arrived.content
    assert (row.state, row.attempts, row.reply_code, notice.state) == ("sent", 1, 250, "sent")
    assert kinds(committed_cast)[-1] == "notice.sent"


def quiet(cast: Cast, case: Case, **values: Any) -> None:
    facts: dict[str, Any] = {
        "age_band": "adult",
        "identity": "person_shown",
        "quiet": False,
        "excluded_countries": [],
    } | values
    casework.case_update(cast.worker, case_id=case.pk, **facts)


def other_bytes(cast: Cast, notice: Notice) -> None:
    with tenant_scope(cast.harbour.pk):
        row = Notice.objects.get(id=notice.pk)
        row.content = b"From: somebody else\r\n\r\n"
        row.save(update_fields=["content"])


def no_mandate(cast: Cast, case: Case) -> None:
    with tenant_scope(cast.harbour.pk):
        Mandate.objects.filter(case=case).update(expires_on=date(2026, 1, 3))


CHANGES: dict[str, Any] = {
    "quiet_mode": lambda cast, item: quiet(cast, item.notice.case, quiet=True),
    "country_excluded": lambda cast, item: quiet(cast, item.notice.case, excluded_countries=["DE"]),
    "no_consent": lambda cast, item: casework.consent_withdraw(
        cast.worker, case_id=item.notice.case_id, purpose="notices"
    ),
    "case_withdrawn": lambda cast, item: casework.case_move(cast.worker, case_id=item.notice.case_id, to="withdrawn"),
    "no_mandate": lambda cast, item: no_mandate(cast, item.notice.case_id),
    "approver_kept_out": lambda cast, item: exceptions.conflict_declare(cast.officer, case_id=item.notice.case_id),
    "approver_suspended": lambda cast, item: people.member_suspend(cast.manager, user_id=cast.officer.user_id),
    "changed_after_approval": lambda cast, item: other_bytes(cast, item.notice),
}


@pytest.mark.parametrize("reason", CHANGES)
def test_it_sends_nothing_that_was_forbidden_after_the_approval(
    committed_cast: Cast, approved: ReviewItem, settings: LazySettings, reason: str
) -> None:
    with tenant_scope(committed_cast.harbour.pk):
        approved.notice.case = Case.objects.get(id=approved.case_id)
    CHANGES[reason](committed_cast, approved)
    with relay(settings) as box:
        row = send(committed_cast, approved)
    assert (row.state, row.blocked_by, row.attempts) == ("blocked", [reason], 0)
    assert box.names == []
    assert kinds(committed_cast)[-1] == "delivery.blocked"
    assert fresh(committed_cast, approved.notice).state == "approved"


def test_it_sends_nothing_that_nobody_approved(committed_cast: Cast, settings: LazySettings) -> None:
    item = an_item(committed_cast)
    with relay(settings) as box:
        services.delivery_send(Actor.system(committed_cast.harbour.pk), notice_id=item.notice_id)
    assert box.names == []
    with pytest.raises(Forbidden):
        services.delivery_send(committed_cast.approver, notice_id=item.notice_id)


def test_it_tries_again_after_a_passing_refusal(
    committed_cast: Cast, approved: ReviewItem, settings: LazySettings
) -> None:
    settings.JOB_MAX_ATTEMPTS = 2
    with relay(settings, rcpt="450 try later") as box:
        with pytest.raises(events.Later):
            send(committed_cast, approved)
        assert (delivery(committed_cast).state, delivery(committed_cast).reply_code) == ("queued", 450)
        assert send(committed_cast, approved).state == "failed"  # the last try: a person takes over
    assert box.mails == []
    with tenant_scope(committed_cast.harbour.pk):
        assert selectors.waiting_for_a_person(committed_cast.approver).count() == 1
    with relay(settings) as box:
        services.delivery_resolve(committed_cast.approver, delivery_id=delivery(committed_cast).pk, outcome="again")
        assert send(committed_cast, approved).state == "sent"
    assert len(box.mails) == 1


def test_it_stops_at_a_final_refusal(committed_cast: Cast, approved: ReviewItem, settings: LazySettings) -> None:
    with relay(settings, rcpt="550 no such mailbox"):
        row = send(committed_cast, approved)
    assert (row.state, row.reply_code) == ("failed", 550)
    assert "no such mailbox" in row.reply_text
    assert kinds(committed_cast)[-1] == "delivery.failed"


def test_it_leaves_an_unknown_outcome_to_a_person(
    committed_cast: Cast, approved: ReviewItem, settings: LazySettings
) -> None:
    cast = committed_cast
    with relay(settings, data="drop"):
        assert send(cast, approved).state == "unknown"
    with relay(settings) as box:
        assert send(cast, approved).state == "unknown"
    assert box.names == []
    with pytest.raises(Forbidden):
        services.delivery_resolve(cast.officer, delivery_id=delivery(cast).pk, outcome="sent")
    with pytest.raises(NotFound):
        services.delivery_resolve(cast.outsider, delivery_id=delivery(cast).pk, outcome="sent")
    with pytest.raises(Invalid):
        services.delivery_resolve(cast.approver, delivery_id=delivery(cast).pk, outcome="perhaps")
    services.delivery_resolve(cast.approver, delivery_id=delivery(cast).pk, outcome="sent")
    assert delivery(cast).state == "sent"
    assert fresh(cast, approved.notice).state == "sent"
    with pytest.raises(Conflict):
        services.delivery_resolve(cast.approver, delivery_id=delivery(cast).pk, outcome="again")


def test_it_calls_an_interrupted_sending_unknown(
    committed_cast: Cast, approved: ReviewItem, settings: LazySettings
) -> None:
    with tenant_scope(committed_cast.harbour.pk):
        Delivery.objects.create(
            agency_id=committed_cast.harbour.pk, case_id=approved.case_id, notice_id=approved.notice_id,
            recipient="abuse@bridges.example", state="sending", attempts=1,
        )  # fmt: skip
    with relay(settings) as box:
        assert send(committed_cast, approved).state == "unknown"
    assert box.names == []
    with tenant_scope(committed_cast.harbour.pk):
        before = Job.objects.filter(kind="takedowns.delivery.send").count()
    services.delivery_resolve(committed_cast.manager, delivery_id=delivery(committed_cast).pk, outcome="again")
    with tenant_scope(committed_cast.harbour.pk):
        assert Job.objects.filter(kind="takedowns.delivery.send").count() == before + 1
    with relay(settings) as box:
        assert send(committed_cast, approved).state == "sent"
    assert len(box.mails) == 1


def test_it_sends_nothing_for_a_training_agency(
    committed_cast: Cast, approved: ReviewItem, settings: LazySettings
) -> None:
    Agency.objects.filter(id=committed_cast.harbour.pk).update(training=True)
    with relay(settings) as box:
        stopped = send(committed_cast, approved)
    assert stopped.state == "blocked" and stopped.blocked_by == ["training"] and box.names == []
