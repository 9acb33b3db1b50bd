"""What the database wall costs: `make bench ARGS=rls`. No test of the usual run: it makes a million rows.

The same statements in the same kind of transaction, by the portal's role (behind the policies) and by the owner of the tables, whom
they do not bind here (no FORCE); both in turn, so that what else the machine does hits both alike.
"""

import os
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg2
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tenancy.models import TenantModel
from agencies.tenancy.scope import tenant_scope
from cases.casework import selectors
from tests import databases
from tests.people import Cast
from tests.rows import a_case

AGENCIES, CASES = int(os.environ.get("BENCH_AGENCIES", "1000")), int(os.environ.get("BENCH_CASES", "1000000"))
RUNS, PAGES, BULK = 300, 100, 100
SCOPE = "SELECT set_config('app.tenant', %s, true)"
# Copies of one row with other ids: whatever columns a table has.
COPIES = """INSERT INTO {table} SELECT (jsonb_populate_record(t, {more})).* FROM {table} t, generate_series(1, {number}) g
            WHERE t.id = %s"""
Statement = tuple[str, tuple[Any, ...]]


def as_owner(database: str) -> Any:
    session = psycopg2.connect(databases.address("OWNER_DATABASE_URL", database))
    session.autocommit = True
    return session


def fill(database: str, agency_id: int, case_id: int) -> None:
    """AGENCIES agencies, the measured one among them, and CASES cases spread over them."""
    top = agency_id + 1000
    with closing(as_owner(database)) as owner, owner.cursor() as cursor:
        for model in apps.get_models():
            if issubclass(model, TenantModel):
                cursor.execute(f"ALTER TABLE {model._meta.db_table} NO FORCE ROW LEVEL SECURITY")
        more = f"jsonb_build_object('id', {top} + g, 'slug', 'bench-' || g, 'name', 'Bench ' || g)"
        cursor.execute(COPIES.format(table="agencies_agency", more=more, number=AGENCIES - 1), [agency_id])
        place = f"CASE mod(g, {AGENCIES}) WHEN 0 THEN {agency_id} ELSE {top} + mod(g, {AGENCIES}) END"
        more = f"jsonb_build_object('id', {case_id} + g, 'reference', 'B' || g, 'agency_id', {place})"
        cursor.execute(COPIES.format(table="cases_case", more=more, number=CASES), [case_id])
        cursor.execute("SELECT setval('cases_case_id_seq', (SELECT max(id) FROM cases_case))")
        cursor.execute("ANALYZE cases_case; ANALYZE agencies_agency")


def statements(cast: Cast, case_id: int) -> dict[str, Statement]:
    """What the list page, a case's page and new cases ask of the database, as Django writes it."""
    with tenant_scope(cast.harbour.pk):
        rows = selectors.cases(cast.worker)
        shown, one = rows[:25].query.sql_with_params(), rows.filter(id=case_id).query.sql_with_params()
    insert = """INSERT INTO cases_case SELECT (jsonb_populate_record(t, jsonb_build_object('id', nextval('cases_case_id_seq'),
                'reference', 'N' || currval('cases_case_id_seq')))).* FROM cases_case t, generate_series(1, %s) WHERE t.id = %s"""
    return {
        "list, 25 of an agency's": shown,
        "detail": one,
        "insert of 1": (insert, (1, case_id)),
        f"insert of {BULK}": (insert, (BULK, case_id)),
    }


def scoped(session: Any, agency_id: int, statement: Statement) -> Callable[[], None]:
    """BEGIN, SET LOCAL, the statement, COMMIT."""

    def run() -> None:
        with session, session.cursor() as cursor:
            cursor.execute(SCOPE, [str(agency_id)])
            cursor.execute(*statement)

    return run


def bare(session: Any, statement: Statement) -> Callable[[], None]:
    """The statement in a transaction without a scope."""

    def run() -> None:
        with session, session.cursor() as cursor:
            cursor.execute(*statement)

    return run


def medians(*works: Callable[[], None]) -> list[float]:
    """Milliseconds of each, one after the other RUNS times, after some to warm up."""
    times: list[list[float]] = [[] for _ in works]
    for number in range(RUNS + 20):
        for own, work in zip(times, works, strict=True):
            began = time.perf_counter()
            work()
            if number >= 20:
                own.append(time.perf_counter() - began)
    return [statistics.median(own) * 1000 for own in times]


def pages(client: Client) -> tuple[float, int]:
    """95th percentile of the list page in milliseconds, and how often it asks the database."""
    address, times = reverse("case-list"), []
    for number in range(PAGES + 5):
        began = time.perf_counter()
        assert client.get(address, {"page": number % 40 + 1}).status_code == 200
        times.append(time.perf_counter() - began)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    number = sum(not query["sql"].startswith(frame) for query in asked.captured_queries)
    return statistics.quantiles(times[5:], n=20)[-1] * 1000, number


def test_it_measures_the_wall(committed_cast: Cast, committed: str) -> None:
    cast = committed_cast
    case = a_case(cast)
    began = time.monotonic()
    fill(committed, cast.harbour.pk, case.pk)
    print(
        f"\nrls: {AGENCIES} agencies, {CASES} cases, made in {time.monotonic() - began:.0f} s; medians of {RUNS}, in turn"
    )
    worst = 0.0
    with closing(psycopg2.connect(databases.address("DATABASE_URL", committed))) as app:
        owner = psycopg2.connect(databases.address("OWNER_DATABASE_URL", committed))
        with closing(owner):
            for name, statement in statements(cast, case.pk).items():
                own = cast.harbour.pk
                walled, free, plain = medians(
                    scoped(app, own, statement), scoped(owner, own, statement), bare(owner, statement)
                )
                worst = max(worst, walled / free)
                print(
                    f"rls: {name}: {walled:.2f} ms behind the wall, {free:.2f} without: policy ratio {walled / free:.2f}; "
                    f"with tenant_scope against nothing at all {walled / plain:.2f}"
                )
    late, asked = pages(cast.client("worker"))
    print(f"rls: list page p95 {late:.0f} ms, {asked} queries; worst policy ratio {worst:.2f}")
    assert asked < 12
