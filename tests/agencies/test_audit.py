"""The trail: written with the change, numbered and chained later, addresses apart from it, anchors outside."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from agencies.audit import chain, services
from agencies.audit.models import (
    AuditAnchor,
    AuditLine,
    AuditSeal,
    AuditSource,
    PlatformLine,
    PlatformSeal,
    PlatformSource,
)
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Forbidden
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as cases
from cases.casework.models import Case
from tests.people import Cast

HERE = "203.0.113.9"


@pytest.fixture(autouse=True)
def _file(settings: LazySettings, tmp_path: Path) -> None:
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchors.jsonl")


def seal_all(cast: Cast) -> int:
    return services.seal(Actor.system(cast.harbour.pk))


def from_here(actor: Actor) -> Actor:
    return Actor(actor.agency_id, actor.roles, actor.user_id, source=HERE)


@pytest.mark.django_db
def test_it_writes_the_line_with_the_change_or_not_at_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with tenant_scope(cast.harbour.pk):
        before = AuditLine.objects.count()
    monkeypatch.setattr("agencies.events.services.emit", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cases.case_open(cast.worker, age_band="adult", purposes=[])
    with tenant_scope(cast.harbour.pk):
        assert AuditLine.objects.count() == before
        assert not Case.objects.exists()


@pytest.mark.django_db
def test_it_numbers_and_chains_lines(cast: Cast) -> None:
    cases.case_open(cast.worker, age_band="adult", purposes=["detection"])
    assert seal_all(cast) > 0
    assert seal_all(cast) == 0
    with tenant_scope(cast.harbour.pk):
        numbers = list(AuditSeal.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert services.verify(cast.auditor) == []
    with pytest.raises(Forbidden):
        services.verify(cast.officer)


@pytest.mark.django_db
def test_it_keeps_agencies_chains_apart(cast: Cast) -> None:
    cases.case_open(cast.worker, age_band="adult", purposes=[])
    seal_all(cast)
    services.seal(Actor.system(cast.island.pk))
    assert services.verify(cast.auditor) == []
    with tenant_scope(cast.island.pk):
        assert not AuditLine.objects.filter(action="case.create").exists()


def test_it_chains_over_the_history() -> None:
    first = chain.link(chain.START, 1, chain.line_digest({"id": 1}))
    second = chain.line_digest({"id": 2})
    assert chain.link(first, 2, second) != chain.link(chain.START, 2, second)
    assert chain.link(first, 2, second) != chain.link(first, 3, second)
    assert chain.line_digest({"b": 1, "a": 2}) == chain.line_digest({"a": 2, "b": 1})


@pytest.mark.django_db
def test_it_keeps_addresses_apart_and_lets_them_go(cast: Cast, settings: LazySettings) -> None:
    cases.case_open(from_here(cast.worker), age_band="adult", purposes=[])
    seal_all(cast)
    with tenant_scope(cast.harbour.pk):
        line = AuditLine.objects.get(action="case.create")
        kept = AuditSource.objects.get(line=line)
        assert kept.address == HERE and kept.expires_on == timezone.now().date() + timedelta(days=731)
        assert HERE not in json.dumps(AuditLine.objects.filter(id=line.pk).values().get(), default=str)
    system = Actor.system(cast.harbour.pk)
    assert services.sources_expire(system) == 0
    with tenant_scope(cast.harbour.pk):
        AuditSource.objects.filter(line=line).delete()
    assert [found.kind for found in services.verify(cast.auditor)] == [chain.Break.SOURCE]


@pytest.mark.django_db
def test_it_stays_whole_when_addresses_are_gone_in_time(cast: Cast, settings: LazySettings) -> None:
    settings.AUDIT_SOURCE_DAYS = -1
    cases.case_open(from_here(cast.worker), age_band="adult", purposes=[])
    seal_all(cast)
    assert services.sources_expire(Actor.system(cast.harbour.pk)) > 0
    assert services.verify(cast.auditor) == []
    with tenant_scope(cast.harbour.pk):
        assert not AuditSource.objects.exists()


@pytest.mark.django_db
def test_it_keeps_no_address_of_a_reporter(cast: Cast) -> None:
    reporter = Actor(cast.harbour.pk, frozenset({"reporter"}), kind="reporter", source=HERE)
    cases.case_open(reporter, age_band="adult", purposes=[])
    with tenant_scope(cast.harbour.pk):
        assert AuditLine.objects.get(action="case.create").source_digest == ""
        assert not AuditSource.objects.exists()


@pytest.mark.django_db
def test_it_chains_the_platforms_own_lines(cast: Cast) -> None:
    for _ in range(3):
        services.record_platform(Staff(1, source=HERE), "agency.activate", subject_kind="agency", subject_id=1)
    assert services.seal_platform() == PlatformLine.objects.count()
    assert services.verify_platform() == []
    assert PlatformSource.objects.count() == 3 and PlatformSeal.objects.count() == PlatformLine.objects.count()


@pytest.mark.django_db
def test_it_leaves_one_line_for_a_page_that_is_refreshed(cast: Cast, settings: LazySettings) -> None:
    settings.AUDIT_READ_SECONDS = 600
    for actor in (cast.worker, cast.worker, cast.officer, cast.worker):
        with tenant_scope(cast.harbour.pk):
            services.seen(actor, "case.read", subject_kind="case", subject_id=1, case_id=1)
    with tenant_scope(cast.harbour.pk):
        rows = AuditLine.objects.filter(action="case.read")
        assert [row.actor_user_id for row in rows.order_by("id")] == [cast.worker.user_id, cast.officer.user_id]
        AuditLine.objects.filter(action="none").exists()
        services.seen(cast.worker, "case.read", subject_kind="case", subject_id=2, case_id=2)
        services.seen(cast.worker, "notice.read", subject_kind="case", subject_id=1, case_id=1)
        assert rows.count() == 3


def test_it_anchors_once_a_day_in_the_database_and_outside(
    committed_cast: Cast, settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    cast, system = committed_cast, Actor.system(committed_cast.harbour.pk)
    cases.case_open(cast.worker, age_band="adult", purposes=["detection"])
    seal_all(cast)
    assert services.anchor(system) and not services.anchor(system)
    cases.case_open(cast.worker, age_band="adult", purposes=[])
    seal_all(cast)
    assert not services.anchor(system), "early"
    settings.AUDIT_ANCHOR_SECONDS = 0
    assert services.anchor(system)
    file = Path(settings.AUDIT_ANCHOR_FILE)
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    with tenant_scope(cast.harbour.pk):
        kept = list(AuditAnchor.objects.order_by("id").values_list("number", "digest"))
    assert [(row["number"], row["digest"]) for row in rows] == kept and len(kept) == 2
    assert file.stat().st_mode & 0o077 == 0
    call_command("audit_verify", anchors=str(file))
    assert "harbour: " in (said := capsys.readouterr().out) and "BROKEN" not in said
    file.write_text(file.read_text(encoding="utf-8").replace(kept[0][1], "0" * 64), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("audit_verify", "harbour", anchors=str(file))
    assert f"number {kept[0][0]}: rewritten" in capsys.readouterr().out


@pytest.mark.django_db
def test_it_seals_a_line_that_was_committed_late(cast: Cast) -> None:
    """Numbers follow the sealing, not the ids: a smaller id that comes later is sealed all the same."""
    with tenant_scope(cast.harbour.pk):
        own = {"agency": cast.harbour, "actor_kind": "system", "action": "x", "subject_kind": "x"}
        late = AuditLine.objects.create(**own).pk + 1000
        AuditLine.objects.create(**own, id=late + 1)
        seal_all(cast)
        AuditLine.objects.create(**own, id=late)
    assert seal_all(cast) == 1
    assert services.verify(cast.auditor) == []
