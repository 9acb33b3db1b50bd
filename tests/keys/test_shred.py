"""Nothing that people wrote stands in a dump; a destroyed key opens nothing, and a restore does not bring it back."""

import io
from pathlib import Path

import psycopg2
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection

from agencies.audit.models import AuditLine
from agencies.help import services as letters
from agencies.keys import ring, selectors
from agencies.keys.errors import Shredded
from agencies.keys.models import CaseKey, Shredding
from agencies.keys.services import agency_shred, seal
from agencies.leaving.services import departures, exports
from agencies.onboarding.services import suspension
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Forbidden, Invalid
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case
from cases.detection.models import Match
from cases.detection.services import finds
from cases.exceptions import services as exceptions
from cases.fingerprints.models import MatcherEntry
from cases.intake.models import Report, ReportedLink
from cases.keeping import services as keeping
from cases.referrals.models import Referral
from takedowns.followup import services as followup
from takedowns.notices.models import Notice
from takedowns.review.models import ReviewItem
from tests.databases import address
from tests.people import Cast
from tests.rows import a_case, make_rows

PLANTED = {
    "text": "Planted Name of Bridge Street wrote this. 심은이름",
    "contact": "010-9876-5432 or planted@mail.example",
    "addresses": "https://planted.example/only/for/her",
}
SENTENCE = "Planted Name of Bridge Street: this sentence is sealed."
WORDS = ("Planted Name", "심은이름", "9876-5432", "98765432", "planted@mail", "planted.example")


@pytest.fixture(autouse=True)
def _own_list(settings: LazySettings, tmp_path: Path) -> None:
    settings.SHRED_LIST = tmp_path / "list.txt"
    ring.forget()


def closed(cast: Cast, **more: object) -> Case:
    case = a_case(cast, **more)
    casework.case_move(cast.worker, case_id=case.pk, to="closed")
    return case


def shred(cast: Cast, case: Case) -> None:
    casework.case_shred(cast.manager, case_id=case.pk, reason="person_asked", reference=case.reference)


def planted(cast: Cast) -> Case:
    """A closed case, and every place where somebody writes a sentence of their own has one."""
    rows = make_rows(cast)
    case = a_case(cast, **PLANTED)
    exceptions.glass_break(_restricted(cast, case), case_id=case.pk, reason=SENTENCE)
    with tenant_scope(cast.harbour.pk):
        exceptions.statement_keep(Actor.system(cast.harbour.pk), case=case, text=SENTENCE, settled=True)
        Referral.objects.create(
            agency=cast.harbour, case=case, partner=cast.island, help="legal", ground="override", reason=SENTENCE
        )
        review = ReviewItem.objects.get(id=rows.item_id)
        review.note = SENTENCE
        review.save(update_fields=["note"])
    exports.agency_export(cast.manager, reason=SENTENCE)
    exports.case_export(cast.manager, case_id=case.pk, reason=SENTENCE)
    keeping.hold_place(cast.manager, case_id=case.pk, reason=SENTENCE)
    keeping.hold_lift(cast.manager, case_id=case.pk)
    letters.ticket_open(cast.worker, subject="Planted Name", text=SENTENCE)
    departures.departure_start(cast.manager, typed="harbour", reason=SENTENCE)
    suspension.agency_suspend(Staff(0), agency_id=cast.harbour.pk, reason=SENTENCE)
    suspension.agency_lift(Staff(0), agency_id=cast.harbour.pk)
    casework.case_move(cast.manager, case_id=case.pk, to="closed")
    return case


def _restricted(cast: Cast, case: Case) -> Actor:
    exceptions.case_restrict(cast.worker, case_id=case.pk)
    return cast.manager


def dump(database: str) -> bytes:
    """Every row of every table as the owner sees it, past the walls, with the bytes of sealed columns as they are."""
    session = psycopg2.connect(address("OWNER_DATABASE_URL", database))
    found = io.BytesIO()
    try:
        with session.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            for (table,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
                cursor.copy_expert(f'COPY "{table}" TO STDOUT (FORMAT binary)', found)
                cursor.copy_expert(f'COPY "{table}" TO STDOUT', found)
    finally:
        session.rollback()
        session.close()
    return found.getvalue()


def test_it_leaves_no_planted_word_in_a_dump(committed: str, committed_cast: Cast) -> None:
    cast = committed_cast
    case = planted(cast)
    held = dump(committed)
    assert case.reference.encode() in held  # the dump holds the case, or the rest would prove nothing
    assert [word for word in WORDS if word.encode() in held] == []
    with tenant_scope(cast.harbour.pk):
        kept = list(CaseKey.objects.filter(case_id=case.pk))
        outer = ring.agency_newest(cast.harbour.pk)
    shred(cast, case)
    after = dump(committed)
    assert [word for word in WORDS if word.encode() in after] == []
    assert all(bytes(row.wrapped) not in after for row in kept)
    with tenant_scope(cast.harbour.pk):
        assert ring.agency_newest(cast.harbour.pk) == outer  # the other levels' keys are there, and open nothing of it
        row = Report.objects.get(case=case)
        with pytest.raises(Shredded):
            _ = row.text
        with pytest.raises(Shredded):
            row.text = "again"
            row.save()


@pytest.mark.django_db
def test_it_asks_for_the_right_the_number_and_an_ended_case(cast: Cast) -> None:
    case = a_case(cast)
    with pytest.raises(Forbidden):
        casework.case_shred(cast.worker, case_id=case.pk, reason="person_asked", reference=case.reference)
    with pytest.raises(Invalid):
        casework.case_shred(cast.manager, case_id=case.pk, reason="person_asked", reference="2020-OTHER")
    with pytest.raises(Conflict):
        shred(cast, case)
    casework.case_move(cast.worker, case_id=case.pk, to="closed")
    shred(cast, case)
    with pytest.raises(Conflict):
        shred(cast, case)
    with pytest.raises(Conflict):
        casework.case_move(cast.worker, case_id=case.pk, to="in_service")


@pytest.mark.django_db
def test_it_stops_everything_and_keeps_the_trail(cast: Cast) -> None:
    rows = make_rows(cast)
    casework.case_move(cast.worker, case_id=rows.case_id, to="closed")
    with tenant_scope(cast.harbour.pk):
        case = Case.objects.get(id=rows.case_id)
    shred(cast, case)
    system = Actor.system(cast.harbour.pk)
    finds.case_forget(system, case_id=case.pk)
    followup.checks_forget(system, case_id=case.pk)
    with tenant_scope(cast.harbour.pk):
        assert not MatcherEntry.objects.exists() and not ReportedLink.objects.exists()
        assert set(Match.objects.values_list("page_url", "media_url")) == {("", "")}
        assert AuditLine.objects.filter(action="case.shred", case_id=case.pk).count() == 1
        notice = Notice.objects.get(id=rows.notice_id)
        with pytest.raises(Shredded):
            _ = notice.content


@pytest.mark.django_db
def test_it_says_on_the_pages_of_a_case_that_it_was_shredded(cast: Cast) -> None:
    rows = make_rows(cast)
    casework.case_move(cast.worker, case_id=rows.case_id, to="closed")
    with tenant_scope(cast.harbour.pk):
        case = Case.objects.get(id=rows.case_id)
    manager = cast.client("manager")
    address = f"/cases/{case.pk}/shred/"
    assert f"{address}" in manager.get(f"/cases/{case.pk}/").content.decode()
    wrong = manager.post(address, {"reason": "person_asked", "reference": "x"})
    assert wrong.status_code == 422 and "Nothing was destroyed" in wrong.content.decode()
    done = manager.post(address, {"reason": "person_asked", "reference": case.reference.lower()}, follow=True)
    assert "This case was shredded" in done.content.decode()
    for page in (f"/cases/{case.pk}/", f"/cases/{case.pk}/timeline/", "/cases/", "/notices/", "/review/"):
        assert cast.client("officer").get(page).status_code == 200, page
    for page in (f"/notices/{rows.notice_id}/", f"/evidence/{rows.package_id}/"):
        answer = cast.client("officer").get(page)
        assert answer.status_code in {200, 409}, page
        assert "Please remove this" not in answer.content.decode()


@pytest.mark.django_db(transaction=False)
def test_it_shreds_again_after_a_restore(
    cast: Cast, settings: LazySettings, django_capture_on_commit_callbacks: object
) -> None:
    case = closed(cast, **PLANTED)
    agency = cast.harbour.pk
    settings.SHRED_LIST.write_text(f"{agency} {case.pk} person_asked\n{agency} {case.pk + 50} person_asked\n")
    assert "shred_replay" in selectors.problems()[0]
    said = io.StringIO()
    call_command("shred_replay", stdout=said)
    assert said.getvalue().startswith("1 cases")
    assert selectors.problems() == []
    with tenant_scope(agency):
        assert Case.objects.get(pk=case.pk).shredded_at is not None
        with pytest.raises(Shredded):
            _ = Report.objects.get(case=case).text
    assert a_case(cast).pk > case.pk + 50  # no new case gets the number of one that was shredded
    call_command("shred_replay", stdout=said)


def test_it_writes_the_list_beside_the_database(committed_cast: Cast, settings: LazySettings) -> None:
    case = closed(committed_cast)
    shred(committed_cast, case)
    assert settings.SHRED_LIST.read_text() == f"{committed_cast.harbour.pk} {case.pk} person_asked\n"
    assert settings.SHRED_LIST.stat().st_mode & 0o077 == 0
    settings.SHRED_LIST.unlink()
    call_command("key_check")
    assert str(case.pk) in settings.SHRED_LIST.read_text()


@pytest.mark.django_db
def test_it_destroys_all_keys_of_an_agency(cast: Cast) -> None:
    case = a_case(cast)
    with tenant_scope(cast.harbour.pk):
        assert agency_shred(cast.harbour.pk) == 2
        assert not CaseKey.objects.exists()
        assert Shredding.objects.filter(agency_ref=cast.harbour.pk, case_ref=None).exists()
        for touch in (
            lambda: Report.objects.get(case=case).text,
            lambda: seal(cast.harbour.pk, place="t.c", row_id=1, data=b"x"),
        ):
            with pytest.raises(Shredded):
                touch()
    with tenant_scope(cast.island.pk):
        seal(cast.island.pk, place="t.c", row_id=1, data=b"x")
    assert connection.is_usable()
