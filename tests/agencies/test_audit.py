"""The trail: written with the change, numbered and chained later, and telling when a line was touched."""

import psycopg2
import pytest

from agencies.audit import chain, services
from agencies.audit.models import AuditLine, AuditSeal
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as cases
from cases.casework.models import Case
from tests import databases
from tests.people import Cast


def seal_all(cast: Cast) -> int:
    return services.seal(Actor.system(cast.harbour.pk))


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
    assert services.verify(cast.auditor) is None
    with pytest.raises(Forbidden):
        services.verify(cast.officer)


def test_it_tells_which_line_was_touched(committed_cast: Cast, committed: str) -> None:
    cast = committed_cast
    cases.case_open(cast.worker, age_band="adult", purposes=["detection"])
    seal_all(cast)
    owner = psycopg2.connect(databases.address("OWNER_DATABASE_URL", committed))
    try:
        with owner, owner.cursor() as cursor:  # somebody with the owner's password takes wall and trigger down
            cursor.execute("ALTER TABLE agencies_auditline DISABLE TRIGGER append_only")
            cursor.execute("ALTER TABLE agencies_auditline NO FORCE ROW LEVEL SECURITY")
            cursor.execute(
                "UPDATE agencies_auditline SET action = 'case.close' WHERE action = 'case.create' RETURNING id"
            )
            touched = cursor.fetchone()[0]
    finally:
        owner.close()
    with tenant_scope(cast.harbour.pk):
        number = AuditSeal.objects.get(line_id=touched).number
    assert services.verify(cast.auditor) == number


@pytest.mark.django_db
def test_it_keeps_agencies_chains_apart(cast: Cast) -> None:
    cases.case_open(cast.worker, age_band="adult", purposes=[])
    seal_all(cast)
    services.seal(Actor.system(cast.island.pk))
    assert services.verify(cast.auditor) is None
    with tenant_scope(cast.island.pk):
        assert not AuditLine.objects.filter(action="case.create").exists()


def test_it_chains_over_the_history() -> None:
    first = chain.link(chain.START, {"id": 1})
    assert chain.link(first, {"id": 2}) != chain.link(chain.START, {"id": 2})
    assert chain.link(first, {"b": 1, "a": 2}) == chain.link(first, {"a": 2, "b": 1})
