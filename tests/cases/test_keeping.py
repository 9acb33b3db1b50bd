"""Retention: casework goes, the watch stays; holds, announcements, reminders, and a dry run."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.events.models import Event
from agencies.keys.fields import sealed_columns
from agencies.leaving.models import CaseKeeping
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case, Consent
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.intake.models import Report
from cases.keeping import selectors, services
from takedowns.evidence.models import CustodyEvent, EvidenceItem, EvidencePackage
from takedowns.notices.models import Notice
from tests.people import Cast
from tests.rows import Rows, make_rows

sealed = pytest.mark.skipif(not sealed_columns(Report), reason="reports are not sealed yet")
WHY = "A court asked for the evidence."


def closed(cast: Cast, days: float) -> Rows:
    """A case with everything in it that was closed so long ago; nothing has happened since."""
    rows = make_rows(cast)
    then = timezone.now() - timedelta(days=days)
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=rows.case_id).update(state="closed", closed_at=then, opened_at=then)
        Event.objects.filter(case_id=rows.case_id).update(at=then)
    return rows


def events_of(cast: Cast, case_id: int) -> list[str]:
    with tenant_scope(cast.harbour.pk):
        return list(Event.objects.filter(case_id=case_id).order_by("id").values_list("kind", flat=True))


@sealed
@pytest.mark.django_db
def test_it_deletes_casework_and_goes_on_watching(cast: Cast) -> None:
    rows = closed(cast, 91)
    assert services.retention_round()["ended"] == 1
    with tenant_scope(cast.harbour.pk):
        report = Report.objects.get(case_id=rows.case_id)
        assert report.text == "" and report.contact == "call before noon", "the watch's reminder needs the contact"
        notice = Notice.objects.get()
        assert notice.text == "" and notice.content is None and notice.reference == "H-1"
        assert not EvidenceItem.objects.exists() and EvidencePackage.objects.exists()
        assert Case.objects.filter(id=rows.case_id).exists() and Consent.objects.exists()
        assert Fingerprint.objects.filter(state="active").exists() and MatcherEntry.objects.exists()
        line = AuditLine.objects.get(action="casework.end")
    assert line.data["cleared"]["takedowns_evidenceitem"] == 1
    assert events_of(cast, rows.case_id)[-1] == "watch.recalled" or "casework.ended" in events_of(cast, rows.case_id)
    assert services.retention_round()["ended"] == 0


@sealed
@pytest.mark.django_db
def test_it_forgets_the_contact_when_nothing_is_watched(cast: Cast) -> None:
    rows = closed(cast, 91)
    with tenant_scope(cast.harbour.pk):
        Fingerprint.objects.update(state="withdrawn")
    services.retention_round()
    with tenant_scope(cast.harbour.pk):
        assert Report.objects.get(case_id=rows.case_id).contact == ""


@pytest.mark.django_db
def test_it_waits_while_something_happens_or_the_case_is_open(cast: Cast) -> None:
    rows = closed(cast, 91)
    with tenant_scope(cast.harbour.pk):
        Event.objects.create(agency=cast.harbour, kind="match.found", case_id=rows.case_id, actor_kind="system")
    assert services.retention_round()["ended"] == 0
    with tenant_scope(cast.harbour.pk):
        Event.objects.filter(kind="match.found").delete()
        Case.objects.filter(id=rows.case_id).update(state="in_service", closed_at=None)
    assert services.retention_round()["ended"] == 0
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=rows.case_id).update(state="closed", closed_at=timezone.now())
    assert services.retention_round() == {"ended": 0, "announced": 0, "reminded": 0}


@pytest.mark.django_db
def test_it_announces_once_and_holds(cast: Cast) -> None:
    rows = closed(cast, 80)
    assert [services.retention_round()["announced"] for _ in range(2)] == [1, 0]
    with pytest.raises(Invalid):
        services.hold_place(cast.worker, case_id=rows.case_id, reason="no")
    with pytest.raises(Forbidden):
        services.hold_place(cast.officer, case_id=rows.case_id, reason=WHY)
    services.hold_place(cast.worker, case_id=rows.case_id, reason=WHY)
    with pytest.raises(Conflict):
        services.hold_place(cast.worker, case_id=rows.case_id, reason=WHY)
    then = timezone.now() - timedelta(days=100)
    with tenant_scope(cast.harbour.pk):
        Case.objects.update(closed_at=then)
        Event.objects.update(at=then)
        assert WHY not in str(CaseKeeping.objects.values_list())
    assert services.retention_round()["ended"] == 0
    services.hold_lift(cast.manager, case_id=rows.case_id)
    with tenant_scope(cast.harbour.pk):
        assert selectors.due(Actor.system(cast.harbour.pk)).held == []


@pytest.mark.django_db
def test_it_recalls_the_watch_every_year(cast: Cast) -> None:
    closed(cast, 366)
    assert services.retention_round()["reminded"] == 1
    assert services.retention_round()["reminded"] == 0
    with tenant_scope(cast.harbour.pk):
        CaseKeeping.objects.update(watch_reminded_at=timezone.now() - timedelta(days=366))
    assert services.retention_round()["reminded"] == 1


@pytest.mark.django_db
def test_it_says_what_it_would_do(cast: Cast, capsys: Any) -> None:
    rows = closed(cast, 91)
    call_command("retention", "--dry-run")
    said = capsys.readouterr().out
    assert f"casework goes [{rows.case_id}]" in said and "posted" not in said
    with tenant_scope(cast.harbour.pk):
        assert Report.objects.get(case_id=rows.case_id).text
    Agency.objects.filter(id=cast.harbour.pk).update(suspended_at=timezone.now())
    call_command("retention")
    with tenant_scope(cast.harbour.pk):
        assert Report.objects.get(case_id=rows.case_id).text, "suspended: nothing is changed"


@pytest.mark.django_db
def test_it_leaves_the_chain_of_custody(cast: Cast) -> None:
    rows = closed(cast, 91)
    with tenant_scope(cast.harbour.pk):
        CustodyEvent.objects.create(
            agency=cast.harbour,
            package_id=rows.package_id,
            at=timezone.now(),
            actor_kind="system",
            action="kept",
            digest="1",
        )
    services.retention_round()
    with tenant_scope(cast.harbour.pk), connection.cursor() as cursor:
        assert CustodyEvent.objects.exists()
        with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
            cursor.execute("DELETE FROM takedowns_custodyevent")


@pytest.mark.django_db
def test_it_shows_pages_for_the_hold_and_the_archive(cast: Cast) -> None:
    rows = closed(cast, 1)
    worker = cast.client("worker")
    assert worker.post(f"/cases/{rows.case_id}/keeping/", {"reason": "no"}).status_code == 422
    assert worker.post(f"/cases/{rows.case_id}/keeping/", {"reason": WHY}).status_code == 302
    assert WHY in worker.get(f"/cases/{rows.case_id}/keeping/").content.decode()
    worker.post(f"/cases/{rows.case_id}/keeping/lift/")
    assert "Hold the case" in worker.get(f"/cases/{rows.case_id}/keeping/").content.decode()
    page = worker.post(f"/cases/{rows.case_id}/export/", {"reason": WHY})
    assert page.status_code == 200 and b"openssl enc -d" in page.content
    assert cast.client("outsider").get(f"/cases/{rows.case_id}/export/").status_code == 404
