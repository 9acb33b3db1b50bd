"""An agency leaves: two people, a grace period, keys first, then every row, and a certificate."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agencies.audit import services as audit
from agencies.audit.models import AuditLine, PlatformLine
from agencies.leaving import order, selectors
from agencies.leaving.models import Departure
from agencies.leaving.services import departures, shredding
from agencies.leaving.states import DepartureState
from agencies.onboarding.models import Agreement, Application, PlatformMail, Suspension
from agencies.onboarding.services import suspension
from agencies.people import services as members
from agencies.people.models import User
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import Agency
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from agencies.workspace.services.settings import settings_change
from tests.onboarding.papers import signed, staff
from tests.people import Cast, join
from tests.rows import make_rows

WHY = "The district closes its office."
STAYS = {"agencies_auditline", "agencies_auditseal"}


@pytest.fixture(autouse=True)
def _own_list(settings: LazySettings, tmp_path: Path) -> None:
    settings.SHRED_LIST = tmp_path / "list.txt"  # a portal that another test starts must not believe that agency 1 left


@pytest.fixture
def _quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agencies.doors.adapters.pdf.render", lambda html, **more: html.encode())


def second(cast: Cast) -> Actor:
    return join(cast.harbour, "minji", Role.MANAGER)[1]


def due(cast: Cast) -> Departure:
    """A departure whose grace is over."""
    row = departures.departure_start(cast.manager, typed="harbour", reason=WHY)
    departures.departure_confirm(second(cast), departure_id=row.pk)
    Departure.objects.filter(id=row.pk).update(due_at=timezone.now())
    return row


def left(agency: Agency) -> dict[str, int]:
    """Rows of the agency by table, from outside all models."""
    found = {}
    with tenant_scope(agency.pk), connection.cursor() as cursor:
        for model in selectors.tables():
            name = selectors.table_name(model)
            cursor.execute(f"SELECT count(*) FROM {name} WHERE agency_id = %s", [agency.pk])
            found[name] = cursor.fetchone()[0]
    return {name: number for name, number in found.items() if number}


def finish(row: Departure) -> None:
    for _ in range(50):
        if shredding.departure_work(row.pk, time.monotonic() + 30):
            return
    raise AssertionError("not done")


def test_it_orders_tables_so_that_references_go_first() -> None:
    assert order.deletion_order({"case": set(), "item": {"package"}, "package": {"case", "package"}}) == [
        "item", "package", "case",
    ]  # fmt: skip
    with pytest.raises(order.Cycle):
        order.deletion_order({"a": {"b"}, "b": {"a"}})


@pytest.mark.django_db
def test_it_needs_two_people_the_name_and_a_reason(cast: Cast) -> None:
    for typed, reason, field in (("harbor", WHY, "typed"), ("harbour", "no", "reason")):
        with pytest.raises(Invalid) as refused:
            departures.departure_start(cast.manager, typed=typed, reason=reason)
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        departures.departure_start(cast.auditor, typed="harbour", reason=WHY)
    row = departures.departure_start(cast.manager, typed=" harbour ", reason=WHY)
    with pytest.raises(Conflict):
        departures.departure_start(cast.manager, typed="harbour", reason=WHY)
    with pytest.raises(Conflict):
        departures.departure_confirm(cast.manager, departure_id=row.pk)
    with pytest.raises(NotFound):
        departures.departure_confirm(cast.outsider, departure_id=row.pk)
    departures.departure_confirm(second(cast), departure_id=row.pk)
    row.refresh_from_db()
    assert departures.reason(row) == WHY and WHY.encode() not in bytes(row.reason)
    assert row.state == DepartureState.WAITING and row.due_at is not None
    assert timedelta(days=29) < row.due_at - timezone.now() < timedelta(days=31)
    shredding.departures_work()
    assert Agency.objects.get(id=cast.harbour.pk).active, "the grace is not over"


@pytest.mark.django_db
def test_it_can_be_stopped_and_started_again(cast: Cast) -> None:
    row = departures.departure_start(cast.manager, typed="harbour", reason=WHY)
    with pytest.raises(NotFound):
        departures.departure_stop(cast.outsider, departure_id=row.pk)
    departures.departure_stop(second(cast), departure_id=row.pk)
    with pytest.raises(Conflict):
        departures.departure_stop(cast.manager, departure_id=row.pk)
    again = departures.departure_start(cast.manager, typed="harbour", reason=WHY)
    staff = Staff(user_id=User.objects.create_superuser("root@example.org", "x", name="Root").pk)
    departures.platform_confirm(staff, departure_id=again.pk)
    departures.platform_stop(staff, departure_id=again.pk)
    assert {row.action for row in PlatformLine.objects.all()} == {"departure.confirm", "departure.stop"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_quick_pdf")
def test_it_deletes_every_row_but_the_trail(cast: Cast, mailoutbox: object) -> None:
    make_rows(cast)
    others = left(cast.island)
    row = due(cast)
    before = left(cast.harbour)
    assert len(before) > 15
    finish(row)
    row.refresh_from_db()
    assert set(left(cast.harbour)) == STAYS
    assert left(cast.island) == others
    assert row.state == DepartureState.DONE and departures.reason(row) == ""
    assert {name: row.counts[name] for name in ("cases_case", "agencies_casekey")} == {
        name: before[name] for name in ("cases_case", "agencies_casekey")
    }
    assert set(row.kept) >= STAYS | {"agencies_departure"}
    text = bytes(row.certificate or b"").decode()
    assert "takedowns_evidenceitem" in text and "삭제 확인서" in text and "does not prove" in text
    with tenant_scope(cast.harbour.pk):
        assert not AuditLine.objects.filter(seal=None).exists()
    assert audit.verify(Actor(cast.harbour.pk, frozenset({Role.AUDITOR}))) == []
    finish(row)  # again: nothing changes
    assert set(left(cast.harbour)) == STAYS


@pytest.mark.django_db
@pytest.mark.usefixtures("_quick_pdf")
def test_it_closes_accounts_of_people_who_belong_nowhere_else(cast: Cast) -> None:
    join(cast.island, "alice", Role.CASE_WORKER)
    client = cast.client("worker")
    finish(due(cast))
    gone, stays = User.objects.get(id=cast.users["worker"].pk), User.objects.get(id=cast.users["officer"].pk)
    assert not gone.is_active and "woori" not in gone.email and gone.name == ""
    assert stays.is_active and stays.email == "alice@example.org"
    assert client.get("/cases/").status_code in {302, 404}


@pytest.mark.django_db
def test_it_deletes_evidence_at_no_other_time(cast: Cast) -> None:
    make_rows(cast)
    departures.departure_start(cast.manager, typed="harbour", reason=WHY)
    for statement in ("DELETE FROM takedowns_evidenceitem", "UPDATE takedowns_evidenceitem SET name = 'x'"):
        with (
            pytest.raises(DatabaseError),
            tenant_scope(cast.harbour.pk),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.usefixtures("_quick_pdf")
def test_it_goes_on_after_a_kill(committed_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every batch may be the last one of a worker: the next round goes on, and the counts are right."""
    cast = committed_cast
    make_rows(cast)
    row = due(cast)
    before = left(cast.harbour)
    monkeypatch.setattr(shredding, "BATCH", 1)
    real, calls = shredding._batch, [0]

    def dying(*args: object) -> int:
        calls[0] += 1
        if calls[0] < 60 and calls[0] % 3 == 0:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(shredding, "_batch", dying)
    for _ in range(500):
        try:
            if shredding.departure_work(row.pk, time.monotonic() + 30):
                break
        except KeyboardInterrupt:
            continue
    row.refresh_from_db()
    assert row.state == DepartureState.DONE
    assert set(left(cast.harbour)) == STAYS
    assert {name: row.counts.get(name) for name in before if name not in STAYS} == {
        name: number for name, number in before.items() if name not in STAYS
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("_quick_pdf")
def test_it_empties_what_the_platform_knows_of_the_institution(cast: Cast) -> None:
    _user, who = staff()
    application = signed(who, institution="Harbour Trust")
    applications_id, digest = application.pk, Agreement.objects.get(application=application).sha256
    Application.objects.filter(id=applications_id).update(state="active", agency=cast.harbour)
    suspension.agency_suspend(who, agency_id=cast.harbour.pk, reason="Keys were shared.")
    assert b"Keys were shared" not in bytes(Suspension.objects.get().sealed)
    suspension.agency_lift(who, agency_id=cast.harbour.pk)
    settings_change(cast.manager, version=1, values={"retention_days": 60})
    finish(due(cast))
    kept = Application.objects.get(id=applications_id)
    assert kept.erased_at and kept.submitted_at and (kept.institution, kept.contact_email) == ("–", "")
    agreement = kept.agreements.get()
    assert (agreement.sha256, agreement.signer_name, agreement.controller, bytes(agreement.sealed)) == (
        digest,
        "",
        "",
        b"",
    )
    assert agreement.signed_at and agreement.signer_source is None
    assert Suspension.objects.get().reason == "" and not PlatformMail.objects.exists()
    assert set(left(cast.harbour)) == STAYS
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        tenant_scope(cast.island.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM agencies_settingsversion")


@pytest.mark.django_db
@pytest.mark.usefixtures("_quick_pdf")
def test_it_closes_accounts_of_people_who_had_left_before(cast: Cast) -> None:
    members.member_end(cast.manager, user_id=cast.users["worker"].pk, to_user_id=None)
    finish(due(cast))
    gone = User.objects.get(id=cast.users["worker"].pk)
    assert not gone.is_active and gone.name == ""
