"""A sent notice is corrected or withdrawn: same recipient, same approval, same way out; nothing is sent by itself."""

import json
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case
from cases.detection.models import Match
from cases.fingerprints import services as fingerprints
from takedowns.delivery import services as delivery
from takedowns.delivery.models import Delivery
from takedowns.followup import services as followup
from takedowns.followup.models import Check
from takedowns.notices import adapters, languages, retraction, selectors, services
from takedowns.notices.models import AddressClaim, Notice
from takedowns.notices.states import NoticeKind, Why
from takedowns.quality import services as quality
from takedowns.quality.models import Sample
from takedowns.recipients import services as recipients
from takedowns.review import services as review
from takedowns.review.forms import RejectForm
from takedowns.review.models import ReviewItem
from tests.doors.test_mail import Box, running
from tests.notices.samples import FACTS
from tests.people import Cast
from tests.takedowns.flow import HOST, a_case, a_find, a_package, confirm_bases, fresh, quick_pdf


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def sent(cast: Cast, *, finds: int = 2) -> Notice:
    """A sent notice that names several finds of one case; its looks are planned."""
    confirm_bases()
    recipients.provider_set(
        name="Bridge Pictures", hosts=[HOST], country="DE", language="de", abuse_email=f"abuse@{HOST}",
        verified_on=timezone.now().date(),
    )  # fmt: skip
    system, case = Actor.system(cast.harbour.pk), a_case(cast)
    for number in range(finds):
        review.package_gather(system, package_id=a_package(cast, a_find(cast, case, number=number)))
    with tenant_scope(cast.harbour.pk):
        notice = Notice.objects.get(case=case)
    queue(cast, notice)
    notice = approve(cast, notice)
    with tenant_scope(cast.harbour.pk):
        Notice.objects.filter(id=notice.pk).update(state="sent")
        address = f"<{notice.reference.lower()}.1.{notice.token}@example.org>"
        Delivery.objects.create(
            agency_id=cast.harbour.pk, case=case, notice=notice, state="sent", recipient=notice.recipient,
            message_id=address, sent_at=timezone.now(),
        )  # fmt: skip
    followup.checks_plan(system, notice_id=notice.pk)
    return fresh(cast, notice)  # type: ignore[no-any-return]


def queue(cast: Cast, notice: Notice) -> ReviewItem:
    review.item_queue(Actor.system(cast.harbour.pk), notice_id=notice.pk)
    with tenant_scope(cast.harbour.pk):
        return ReviewItem.objects.get(notice_id=notice.pk)


def approve(cast: Cast, notice: Notice) -> Notice:
    with tenant_scope(cast.harbour.pk):
        item = ReviewItem.objects.get(notice_id=notice.pk)
    review.item_claim(cast.officer, item_id=item.pk)
    digest = fresh(cast, notice).content_sha256
    review.item_approve(cast.officer, item_id=item.pk, sha256=digest)
    return fresh(cast, notice)  # type: ignore[no-any-return]


def finds_of(cast: Cast, notice: Notice) -> list[int]:
    with tenant_scope(cast.harbour.pk):
        return [target.match_id for target in selectors.targets(cast.officer, notice.pk)]


def drafted(cast: Cast, notice: Notice, *, many: int = 2, why: str = "mistake") -> Notice:
    finds = finds_of(cast, notice)[:many]
    row = services.notice_retract(cast.officer, notice_id=notice.pk, finds=finds, why=why)
    queue(cast, row)
    return fresh(cast, row)  # type: ignore[no-any-return]


def go_out(cast: Cast, settings: LazySettings, notice: Notice) -> Any:
    box = Box()
    with running(box) as port:
        settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", port, "none"
        delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=notice.pk)
    return box.mails


def test_it_withdraws_a_notice_at_the_same_recipient_in_its_thread(
    committed_cast: Cast, settings: LazySettings
) -> None:
    cast, notice = committed_cast, sent(committed_cast)
    row = approve(cast, drafted(cast, notice))
    (mail,) = go_out(cast, settings, row)
    assert mail.rcpt_tos == [notice.recipient] and mail.content.endswith(bytes(row.content))
    message = message_from_bytes(mail.content, policy=policy.default)
    thread = f"<{notice.reference.lower()}.1.{notice.token}@example.org>"
    assert message["In-Reply-To"] == message["References"] == thread
    assert "h]" not in message["Subject"] and row.reference in message["Subject"]
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert f"We withdraw our notice {notice.reference} of " in text and "Withdrawal of a notice" in text
    assert message["Content-Language"].split(", ")[0] == "de" and "[de]" not in text
    assert "Please remove the material" not in text and f"https://{HOST}/post/1" in text
    [machine] = [part for part in message.iter_attachments() if part.get_filename() == "retraction.json"]
    data = json.loads(machine.get_content())
    assert data["kind"] == "withdrawal" and data["notice"]["reference"] == notice.reference and data["restore"]
    followup.retraction_follow(Actor.system(cast.harbour.pk), notice_id=row.pk)
    with tenant_scope(cast.harbour.pk):
        assert Notice.objects.get(id=row.pk).state == "sent"
        assert set(Check.objects.filter(notice=notice).values_list("state", flat=True)) == {"dropped"}
        assert set(Match.objects.filter(case=notice.case_id).values_list("state", flat=True)) == {"rejected"}
        assert not AddressClaim.objects.filter(notice=notice).exists()
        jobs = set(Job.objects.values_list("kind", flat=True))
    assert "takedowns.followup.retract" in jobs
    with pytest.raises(Conflict):
        drafted(cast, notice)


@pytest.mark.django_db
def test_it_corrects_one_address_and_leaves_the_others(cast: Cast) -> None:
    notice = sent(cast)
    one, two = finds_of(cast, notice)
    row = drafted(cast, notice, many=1)
    assert row.kind == NoticeKind.CORRECTION and "/post/0" in row.text and "/post/1" not in row.text
    assert f"We correct our notice {notice.reference}" in row.text
    more = services.notice_retract(cast.officer, notice_id=notice.pk, finds=[two], why="mistake")
    assert (more.pk, fresh(cast, more).kind, more.gone) == (row.pk, NoticeKind.WITHDRAWAL, [one, two])
    with pytest.raises(Conflict, match="already"):
        services.notice_retract(cast.officer, notice_id=notice.pk, finds=[two], why="mistake")
    with pytest.raises(Conflict, match="Decide that one first"):
        services.notice_retract(cast.officer, notice_id=notice.pk, finds=[two], why="wish")


@pytest.mark.django_db
def test_it_is_filed_by_hand_where_the_recipient_takes_only_forms(cast: Cast) -> None:
    notice = sent(cast)
    with tenant_scope(cast.harbour.pk):
        Notice.objects.filter(id=notice.pk).update(recipient="")
    row = approve(cast, drafted(cast, notice))
    assert row.content is None
    delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=row.pk)
    page = cast.client("officer").get(f"/notices/{row.pk}/sheets/").content.decode()
    assert f"We withdraw our notice {notice.reference}" in page and "Noted as filed" not in page
    delivery.delivery_file(cast.officer, notice_id=row.pk, channel="form", ticket="T-1")
    with tenant_scope(cast.harbour.pk):
        assert Notice.objects.get(id=row.pk).state == "sent"
        assert Job.objects.filter(kind="takedowns.followup.retract", args={"notice_id": row.pk}).exists()


@pytest.mark.django_db
def test_it_refuses_what_cannot_be_taken_back(cast: Cast) -> None:
    notice = sent(cast, finds=1)
    finds = finds_of(cast, notice)
    for wrong in ({"finds": []}, {"finds": [finds[0] + 99]}, {"why": "because"}):
        with pytest.raises(Invalid):
            services.notice_retract(cast.officer, **{"notice_id": notice.pk, "finds": finds, "why": "mistake"} | wrong)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        services.notice_retract(cast.outsider, notice_id=notice.pk, finds=finds, why="mistake")
    with pytest.raises(Forbidden):
        services.notice_retract(cast.worker, notice_id=notice.pk, finds=finds, why="mistake")
    with tenant_scope(cast.harbour.pk):
        Notice.objects.filter(id=notice.pk).update(state="approved")
    with pytest.raises(Conflict, match="was sent"):
        services.notice_retract(cast.officer, notice_id=notice.pk, finds=finds, why="mistake")


@pytest.mark.django_db
def test_it_goes_out_though_the_person_agrees_no_more_and_not_in_quiet_mode(cast: Cast) -> None:
    notice = sent(cast)
    row = drafted(cast, notice, why="wish")
    assert "We no longer pursue our notice" in row.text and "restore what you" not in row.text
    casework.consent_withdraw(cast.worker, case_id=notice.case_id, purpose="notices")
    row = approve(cast, row)
    with tenant_scope(cast.harbour.pk):
        assert delivery.reasons_not_to_send(Actor.system(cast.harbour.pk), row) == []
        Case.objects.filter(id=notice.case_id).update(quiet=True)
        assert delivery.reasons_not_to_send(Actor.system(cast.harbour.pk), row) == ["quiet_mode"]


@pytest.mark.django_db
def test_it_wants_a_second_person_where_the_agency_does(cast: Cast) -> None:
    notice = sent(cast)
    row = drafted(cast, notice)
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(two_person="all")
    row = approve(cast, row)
    assert row.state == "ready"
    with tenant_scope(cast.harbour.pk):
        item = ReviewItem.objects.get(notice_id=row.pk)
    assert item.state == "second"
    review.item_confirm(cast.approver, item_id=item.pk, sha256=row.content_sha256)
    assert fresh(cast, row).state == "approved"


@pytest.mark.django_db
def test_it_is_proposed_when_a_registration_is_contested_and_nothing_is_sent_by_itself(cast: Cast) -> None:
    notice = sent(cast)
    with tenant_scope(cast.harbour.pk):
        number = Match.objects.filter(case=notice.case_id).values_list("fingerprint_id", flat=True)[0]
    fingerprints.fingerprint_dispute(cast.worker, fingerprint_id=number, reason="It shows somebody else.")
    system = Actor.system(cast.harbour.pk)
    with tenant_scope(cast.harbour.pk):
        job = Job.objects.get(kind="takedowns.notices.contested")
        assert job.args == {"fingerprint_id": number}
    for _twice in range(2):
        services.retractions_propose(system, fingerprint_id=number)
    services.retractions_propose(Actor.system(cast.island.pk), fingerprint_id=number)
    with tenant_scope(cast.harbour.pk):
        [row] = Notice.objects.filter(about=notice)
        assert (row.kind, row.why, row.state) == ("withdrawal", "mistake", "ready")
        assert not Job.objects.filter(kind="takedowns.delivery.send", args={"notice_id": row.pk}).exists()
    item = queue(cast, row)
    assert item.priority <= 2
    with pytest.raises(Invalid):
        review.item_reject(cast.officer, item_id=item.pk, reason="not_same")
    review.item_reject(cast.officer, item_id=item.pk, reason="stands")
    services.retractions_propose(system, fingerprint_id=number)
    with tenant_scope(cast.harbour.pk):
        assert Notice.objects.filter(about=notice).count() == 1
        assert Match.objects.filter(case=notice.case_id, state="approved").count() == 2


@pytest.mark.django_db
def test_it_is_proposed_when_a_second_reader_finds_the_find_wrong(cast: Cast) -> None:
    notice = sent(cast, finds=1)
    with tenant_scope(cast.harbour.pk):
        item = ReviewItem.objects.get(notice=notice)
        sample = Sample.objects.create(
            agency_id=cast.harbour.pk,
            case_id=notice.case_id,
            item=item,
            first_by=item.decided_by or 0,
            first_approved=True,
        )
    quality.sample_read(cast.approver, sample_id=sample.pk, approve=False, code="not_same")
    with tenant_scope(cast.harbour.pk):
        assert Job.objects.get(kind="takedowns.notices.doubted").args == {"notice_id": notice.pk}
    services.retraction_of_doubt(Actor.system(cast.harbour.pk), notice_id=notice.pk)
    with tenant_scope(cast.harbour.pk):
        assert Notice.objects.get(about=notice).kind == "withdrawal"


@pytest.mark.django_db
def test_it_is_asked_for_and_shown_on_the_pages(cast: Cast) -> None:
    notice = sent(cast)
    client, finds = cast.client("officer"), finds_of(cast, notice)
    page = client.get(f"/notices/{notice.pk}/retract/").content.decode()
    assert page.count(f"https://{HOST}/post/") == 2
    assert client.post(f"/notices/{notice.pk}/retract/", {"why": "mistake"}).status_code == 422
    answer = client.post(f"/notices/{notice.pk}/retract/", {"why": "justified", "finds": [finds[0]]})
    assert answer.status_code == 302
    with tenant_scope(cast.harbour.pk):
        row = Notice.objects.get(about=notice)
    item = queue(cast, row)
    assert "Correction of a notice" in client.get(f"/notices/{notice.pk}/").content.decode()
    assert notice.reference in client.get(f"/notices/{row.pk}/").content.decode()
    review.item_claim(cast.officer, item_id=item.pk)
    desk = client.get(f"/review/{item.pk}/").content.decode()
    assert "It is about notice" in desk and "the notice goes on" in desk
    assert "must match more closely" not in desk
    for who, status in (("worker", 403), ("outsider", 404)):
        assert cast.client(who).get(f"/notices/{notice.pk}/retract/").status_code in {status, 404}
    assert set(dict(RejectForm(taking_back=False).fields["reason"].choices)).isdisjoint({"stands"})  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [NoticeKind.CORRECTION, NoticeKind.WITHDRAWAL])
@pytest.mark.parametrize("why", [Why.MISTAKE, Why.JUSTIFIED, Why.WISH])
def test_it_is_written_in_twelve_languages_without_a_gap(kind: NoticeKind, why: Why) -> None:
    one = retraction.Retraction(kind, why, "MR-1-2-ABCD", date(2026, 11, 2), ("https://bridges.example/1",))
    catalogues = [(language, adapters.catalogue(code)) for code, language in languages.LANGUAGES.items()]
    made = retraction.build(one, replace(FACTS), catalogues, {})
    assert len(made) == 12 and len({text.title for text in made}) >= 11
    for text in made:
        said = " ".join(line for block in text.blocks for line in block.paragraphs)
        assert "MR-1-2-ABCD" in said and "2026-11-02" in said and "%(" not in said
