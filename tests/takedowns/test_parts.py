"""Each part is rendered once, stored sealed, approved by the hash of its bytes and sent unchanged; a real SMTP server."""

import json
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from takedowns.delivery import selectors as deliveries
from takedowns.delivery import services as delivery
from takedowns.notices import parts, selectors
from takedowns.notices.models import Notice, NoticePart
from takedowns.notices.parts import PartKind
from takedowns.notices.services import notice_letter, restate
from takedowns.recipients.models import Provider
from takedowns.review import services as review
from tests.people import Cast
from tests.takedowns.flow import SAMPLE_PDF, an_item, fresh, quick_pdf
from tests.takedowns.test_delivery import relay

ADDED = {"Date", "Message-ID"}


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def opened(cast: Cast, notice: Notice) -> dict[str, parts.Part]:
    with tenant_scope(cast.harbour.pk):
        row = Notice.objects.get(id=notice.pk)
        return {f"{part.kind.value}{part.variant}": part for part in selectors.parts_of(cast.officer, row)}


def listed(cast: Cast, notice: Notice) -> list[parts.Listed]:
    with tenant_scope(cast.harbour.pk):
        return selectors.parts_listed(cast.officer, Notice.objects.get(id=notice.pk))


@pytest.mark.django_db
def test_it_keeps_every_part_sealed_with_its_digest(cast: Cast) -> None:
    item = an_item(cast)
    found, rows = opened(cast, item.notice), listed(cast, item.notice)
    assert set(found) == {
        "subject", "plain", "html", "pdf", "json", "xarf", "feedback", "message", "sheetsite", "sheetgoogle", "sheetbing",
    }  # fmt: skip
    assert sorted(part.listed for part in found.values()) == rows
    assert parts.digest(rows) == item.notice.content_sha256
    with tenant_scope(cast.harbour.pk), connection.cursor() as cursor:
        cursor.execute("SELECT content FROM takedowns_noticepart WHERE kind = 'plain'")
        assert b"bridges.example" not in bytes(cursor.fetchone()[0])
    with tenant_scope(cast.island.pk):
        assert not NoticePart.objects.exists()


@pytest.mark.django_db
def test_it_never_changes_a_part_and_keeps_those_of_a_decided_notice(cast: Cast) -> None:
    item = an_item(cast)
    review.item_approve(cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)
    for statement in ("UPDATE takedowns_noticepart SET name = 'x'", "DELETE FROM takedowns_noticepart"):
        with tenant_scope(cast.harbour.pk), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["plain", "pdf", "sheet", "json"])
def test_it_voids_the_approval_of_a_part_whose_bytes_changed(cast: Cast, kind: str) -> None:
    item = an_item(cast)
    with tenant_scope(cast.harbour.pk):
        row = NoticePart.objects.filter(kind=kind).first()
        assert row is not None
        values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"}
        row.delete()
        NoticePart.objects.create(**values | {"content": bytes(values["content"]) + b" "})
    with pytest.raises(Conflict, match="changed"):
        review.item_approve(cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)


def received(mail: Any) -> EmailMessage:
    message = message_from_bytes(mail.content, policy=SMTP)
    assert isinstance(message, EmailMessage) and not [part for part in message.walk() if part.defects]
    return message


@pytest.mark.parametrize("programs", [False, True], ids=["people", "programs"])
def test_it_delivers_exactly_the_approved_parts(committed_cast: Cast, settings: LazySettings, programs: bool) -> None:
    cast, item = committed_cast, an_item(committed_cast)
    if programs:
        Provider.objects.update(accepts_xarf=True)
    with tenant_scope(cast.harbour.pk):
        restate.notice_restate(cast.officer, Notice.objects.get(id=item.notice_id), looked="nobody")
    approved = fresh(cast, item.notice)
    hashes = {row.sha256: row.kind for row in listed(cast, approved)}
    review.item_approve(cast.officer, item_id=item.pk, sha256=approved.content_sha256)
    with relay(settings) as box:
        delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    (arrived,) = box.mails
    message = received(arrived)
    own = received(type("Mail", (), {"content": bytes(approved.content)}))
    assert set(message.keys()) - set(own.keys()) == ADDED, "and no others"
    assert arrived.content.endswith(bytes(approved.content))
    assert hashes[sha256(bytes(approved.content)).hexdigest()] == "message"
    leaves = [part for part in message.walk() if not part.is_multipart() and "Feedback-Type" not in part]
    kinds = [hashes[sha256(part.get_payload(decode=True)).hexdigest()] for part in leaves]
    assert kinds == (["plain", "html", "xarf"] if programs else ["plain", "html", "pdf", "json"])
    assert hashes[sha256(str(message["Subject"]).encode()).hexdigest()] == "subject"
    if programs:
        report = next(part for part in message.walk() if part.get_content_type() == "message/feedback-report")
        body = report.get_payload(0).as_bytes(policy=SMTP).rstrip(b"\r\n") + b"\r\n"
        assert hashes[sha256(body).hexdigest()] == "feedback"


def test_it_sends_nothing_when_a_part_outside_the_message_changed(
    committed_cast: Cast, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, item = committed_cast, an_item(committed_cast)
    review.item_approve(cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)
    kept = selectors.parts_of
    monkeypatch.setattr(
        selectors, "parts_of",
        lambda *args: tuple(replace(p, content=b"{}") if p.kind is PartKind.SHEET else p for p in kept(*args)),
    )  # fmt: skip
    with relay(settings) as box:
        delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    assert not box.mails
    with tenant_scope(cast.harbour.pk):
        row = deliveries.of_notice(cast.officer, item.notice_id)
    assert row is not None and (row.state, row.blocked_by) == ("blocked", ["changed_after_approval"])


@pytest.mark.django_db
def test_it_reads_the_parts_of_an_older_notice_out_of_its_message(cast: Cast) -> None:
    item = an_item(cast)
    before = opened(cast, item.notice)
    with tenant_scope(cast.harbour.pk):
        NoticePart.objects.filter(notice_id=item.notice_id).delete()
        content = bytes(Notice.objects.get(id=item.notice_id).content)
        Notice.objects.filter(id=item.notice_id).update(content_sha256=sha256(content).hexdigest())
    after = opened(cast, item.notice)
    for name in ("subject", "plain", "html", "pdf", "json", "message"):
        assert after[name].content == before[name].content, name
    assert after["pdf"].content == SAMPLE_PDF
    review.item_approve(cast.officer, item_id=item.pk, sha256=sha256(content).hexdigest())


@pytest.mark.django_db
def test_it_sets_a_letter_on_demand_and_asks_for_approval_anew(cast: Cast) -> None:
    item = an_item(cast)
    before = item.notice.content_sha256
    with pytest.raises(NotFound):
        notice_letter(cast.outsider, notice_id=item.notice_id, wanted=True)
    with pytest.raises(Forbidden):
        notice_letter(cast.worker, notice_id=item.notice_id, wanted=True)
    notice_letter(cast.officer, notice_id=item.notice_id, wanted=True)
    assert "letter" in opened(cast, item.notice) and fresh(cast, item.notice).content_sha256 != before
    with pytest.raises(Conflict):
        review.item_approve(cast.officer, item_id=item.pk, sha256=before)
    notice_letter(cast.officer, notice_id=item.notice_id, wanted=False)
    assert "letter" not in opened(cast, item.notice)
    review.item_approve(cast.officer, item_id=item.pk, sha256=fresh(cast, item.notice).content_sha256)
    with pytest.raises(Conflict, match="decided"):
        notice_letter(cast.officer, notice_id=item.notice_id, wanted=True)


@pytest.mark.django_db
def test_it_notes_once_what_a_person_filed_and_what_came_back(cast: Cast) -> None:
    item = an_item(cast)
    with pytest.raises(Conflict, match="not approved"):
        delivery.delivery_file(cast.officer, notice_id=item.notice_id, channel="google")
    review.item_approve(cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)
    with pytest.raises(NotFound):
        delivery.delivery_file(cast.outsider, notice_id=item.notice_id, channel="google")
    with pytest.raises(Forbidden):
        delivery.delivery_file(cast.worker, notice_id=item.notice_id, channel="google")
    for wrong in ("mail", "fax", ""):
        with pytest.raises(Invalid):
            delivery.delivery_file(cast.officer, notice_id=item.notice_id, channel=wrong)
    row = delivery.delivery_file(
        cast.officer, notice_id=item.notice_id, channel="google", ticket=" 4-711 ", confirmation="We got it."
    )
    kept = fresh(cast, row)
    assert (kept.state, kept.ticket, kept.confirmation, kept.filed_by) == (
        "sent",
        "4-711",
        "We got it.",
        cast.officer.user_id,
    )
    with pytest.raises(Conflict, match="already"):
        delivery.delivery_file(cast.officer, notice_id=item.notice_id, channel="google")


@pytest.mark.django_db
def test_it_lets_a_person_file_what_goes_to_a_site_without_mail(cast: Cast) -> None:
    item = an_item(cast)
    Provider.objects.update(abuse_email="", form_url="https://bridges.example/report")
    with tenant_scope(cast.harbour.pk):
        restate.notice_restate(cast.officer, Notice.objects.get(id=item.notice_id), looked="nobody")
    notice = fresh(cast, item.notice)
    assert (notice.state, notice.recipient, notice.content) == ("ready", "", None)
    sheet = json.loads(opened(cast, notice)["sheetsite"].content)
    assert sheet["form"] == "https://bridges.example/report" and "message" not in opened(cast, notice)
    review.item_approve(cast.officer, item_id=item.pk, sha256=notice.content_sha256)
    delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    with tenant_scope(cast.harbour.pk):
        (waits,) = deliveries.waiting_for_a_person(cast.officer)
    assert (waits.channel, waits.state) == ("form", "by_hand")
    delivery.delivery_file(cast.officer, notice_id=item.notice_id, channel="form", ticket="7")
    assert fresh(cast, notice).state == "sent"
    with tenant_scope(cast.harbour.pk):
        assert not deliveries.waiting_for_a_person(cast.officer).exists()
