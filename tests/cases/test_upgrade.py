"""A database with registrations from before their values were sealed is upgraded in place, and loses none."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.fingerprints import digest, packing, tasks
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.services import aligning, upgrading
from cases.fingerprints.services.marks import mark_key
from tests import databases

BEFORE = [("cases", "0005_access"), ("agencies", "0010_onboarding")]
FILE, OTHER = bytes(range(32)), bytes(range(1, 33))


@pytest.fixture
def old(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[int]]:
    """Two agencies (their ids) with a registration each, the first with a withdrawn one too, and then the upgrade."""
    with django_db_blocker.unblock(), databases.copy(databases.empty()) as name:
        for target in BEFORE:
            databases.migrate(name, *target)
        state = MigrationLoader(None).project_state(BEFORE).apps
        ids = [_agency(state, slug, file) for slug, file in (("harbour", FILE), ("island", OTHER))]
        databases.migrate(name)
        yield ids


def _agency(state: Any, slug: str, file: bytes) -> int:
    """What an older version wrote: digests in clear in the matcher's table, and no value anywhere else."""
    made = {model: state.get_model("agencies", model) for model in ("Agency", "AgencySettings")}
    made |= {model: state.get_model("cases", model) for model in ("Case", "Consent", "Fingerprint", "MatcherEntry")}
    with transaction.atomic(), connection.cursor() as cursor:
        agency = made["Agency"].objects.create(name=slug, slug=slug, kind="ngo", country="NL")
        cursor.execute("SELECT set_config(%s, %s, true)", ["app.tenant", str(agency.pk)])
        made["AgencySettings"].objects.create(agency=agency)
        case = made["Case"].objects.create(agency=agency, reference="C-1", age_band="adult", state="in_service")
        made["Consent"].objects.create(agency=agency, case=case, purpose="detection")
        facts = {"agency": agency, "case": case, "algorithm": "pdq-1", "preparation": "1", "origin": "browser"}
        live = made["Fingerprint"].objects.create(media="image", quality=90, **facts)
        made["Fingerprint"].objects.create(media="image", quality=90, state="withdrawn", **facts)
        for kind, value, quality in (("sha256", file, 0), ("pdq", file[::-1], 90)):
            made["MatcherEntry"].objects.create(
                agency=agency, fingerprint=live, kind=kind, value=value, quality=quality
            )
    return int(agency.pk)


def test_it_seals_what_an_older_version_registered(old: list[int]) -> None:
    harbour, island = old
    actor = Actor.system(harbour)
    with tenant_scope(harbour):
        row = Fingerprint.objects.get(state="active")
        case_id, job = row.case_id, Job.objects.get(kind="cases.fingerprints.seal").pk
    aligning.case_align(actor, case_id=case_id)  # a change before the job ran loses nothing
    tasks.seal(agency_id=harbour, job_id=job)
    with tenant_scope(harbour):
        assert Job.objects.get(id=job).state == "done"
        row = Fingerprint.objects.get(id=row.pk)
        assert {(v.kind, v.bits, v.quality) for v in packing.unpack(row.values)} == {
            ("sha256", FILE, 0),
            ("pdq", FILE[::-1], 90),
        }
        held = {(e.kind, bytes(e.value)) for e in MatcherEntry.objects.all()}
        assert held == {("sha256", digest.mark("sha256", FILE, mark_key())), ("pdq", FILE[::-1])}
        assert row.mark and row.group == row.pk and not Fingerprint.objects.filter(group=None).exists()
        with connection.cursor() as cursor:
            cursor.execute('SELECT "values" FROM cases_fingerprint WHERE id = %s', [row.pk])
            assert FILE not in bytes(cursor.fetchone()[0]), "it is sealed"
    with tenant_scope(island):
        assert bytes(MatcherEntry.objects.get(kind="sha256").value) == OTHER, "each agency in its own scope"
    call_command("fingerprints_seal")
    with tenant_scope(island):
        assert bytes(MatcherEntry.objects.get(kind="sha256").value) != OTHER
    assert upgrading.seal_all() == {"sealed": 0}, "again: the same"


def test_it_says_when_it_sealed_fewer_than_there_are(committed_cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrading, "_unsealed", lambda actor: iter([4711]))
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("fingerprints_seal")
