"""The second wall: nothing is seen or written outside the agency's scope, however it is tried."""

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from agencies.tenancy import scope
from agencies.tenancy.errors import ScopeError
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as cases
from cases.casework.models import Case, Consent
from tests.people import Cast

pytestmark = pytest.mark.django_db


def raw(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def a_case(cast: Cast) -> Case:
    return cases.case_open(cast.worker, age_band="adult", purposes=["detection"])


def test_it_connects_as_a_plain_role(cast: Cast) -> None:
    assert raw("SELECT rolsuper OR rolbypassrls OR rolcreatedb FROM pg_roles WHERE rolname = current_user") == [
        (False,)
    ]
    assert raw("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user") == [(0,)]


def test_it_raises_outside_a_scope(cast: Cast) -> None:
    case = a_case(cast)
    for touch in (
        lambda: list(Case.objects.all()),
        lambda: Case.objects.count(),
        lambda: Case.objects.filter(id=case.pk).exists(),
        lambda: Case.objects.filter(id=case.pk).update(state="closed"),
        lambda: Case.objects.all().delete(),
        lambda: list(Case.objects.values_list("id", flat=True).iterator()),
        lambda: Case.objects.visible_to(cast.worker),
        lambda: case.save(),
        lambda: case.delete(),
        lambda: case.refresh_from_db(),
        lambda: Case.objects.bulk_create([Case(agency=cast.harbour, reference="x")]),
    ):
        with pytest.raises(ScopeError):
            touch()


def test_it_hides_other_agencies_from_raw_sql(cast: Cast) -> None:
    case = a_case(cast)
    assert raw("SELECT count(*) FROM cases_case") == [(0,)]
    with tenant_scope(cast.island.pk):
        assert raw("SELECT count(*) FROM cases_case") == [(0,)]
        assert raw("SELECT id FROM cases_case WHERE id = %s", case.pk) == []
        raw("UPDATE cases_case SET state = 'closed' WHERE id = %s", case.pk)
        raw("DELETE FROM cases_consent")
    with tenant_scope(cast.harbour.pk):
        assert raw("SELECT state FROM cases_case WHERE id = %s", case.pk) == [("received",)]
        assert raw("SELECT count(*) FROM cases_consent") == [(1,)]


def test_it_refuses_to_write_into_another_agency(cast: Cast) -> None:
    case = a_case(cast)
    with tenant_scope(cast.island.pk):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            raw(
                "INSERT INTO cases_consent (agency_id, case_id, purpose) VALUES (%s, %s, 'notices')",
                cast.harbour.pk,
                case.pk,
            )
        with pytest.raises(IntegrityError), transaction.atomic():  # the composite reference: own agency, foreign case
            Consent.objects.create(agency=cast.island, case_id=case.pk, purpose="notices")


def test_it_refuses_to_take_the_wall_down(cast: Cast) -> None:
    for statement in (
        "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant_wall ON cases_case",
        "TRUNCATE cases_case",
        "SET ROLE portal_owner",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            raw(statement)
    with pytest.raises(ProgrammingError), transaction.atomic():
        raw("SET LOCAL row_security = off")
        raw("SELECT * FROM cases_case")


def test_it_puts_the_scope_from_before_back(cast: Cast) -> None:
    a_case(cast)
    with tenant_scope(cast.harbour.pk):
        with tenant_scope(cast.harbour.pk):
            assert Case.objects.count() == 1
        assert Case.objects.count() == 1
    assert scope.current() is None
    assert raw("SELECT current_setting('app.tenant', true)") in ([("",)], [(None,)])
    assert raw("SELECT count(*) FROM cases_case") == [(0,)]


def test_it_closes_the_scope_when_the_work_fails(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), tenant_scope(cast.harbour.pk):
        _ = 1 / 0
    assert scope.current() is None
    assert raw("SELECT count(*) FROM agencies_agencysettings") == [(0,)]


def test_it_refuses_another_agencys_scope_inside_one(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk), pytest.raises(ScopeError), tenant_scope(cast.island.pk):
        pass


def test_it_refuses_rows_that_were_asked_for_in_another_scope(cast: Cast) -> None:
    a_case(cast)
    with tenant_scope(cast.harbour.pk):
        rows = Case.objects.visible_to(cast.worker)
        lazy = Case.objects.visible_to(cast.worker).iterator()
    with pytest.raises(ScopeError):
        list(rows)
    with pytest.raises(ScopeError):
        next(lazy)
    with tenant_scope(cast.island.pk), pytest.raises(ScopeError):
        list(rows)


def test_it_keeps_a_generator_from_leaking_its_scope(cast: Cast) -> None:
    def settings_of(agency_id: int):  # type: ignore[no-untyped-def]
        with tenant_scope(agency_id):
            yield AgencySettings.objects.get().agency_id

    waiting = settings_of(cast.harbour.pk)
    assert next(waiting) == cast.harbour.pk
    with pytest.raises(ScopeError), tenant_scope(cast.island.pk):  # fail closed while the other scope hangs open
        pass
    waiting.close()
    assert scope.current() is None


def test_it_blocks_changes_of_the_trail_for_everyone(cast: Cast) -> None:
    a_case(cast)
    with tenant_scope(cast.harbour.pk):
        for statement in ("UPDATE agencies_auditline SET action = 'x'", "DELETE FROM agencies_auditline"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                raw(statement)
