"""Every registration and withdrawal reaches the matcher, whatever order transactions end in, and nothing else does."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np
import psycopg2
import pytest
from django.db import connection, connections

from agencies.tenancy.scope import tenant_scope
from cases.fingerprints.adapters import feed as feeds
from cases.fingerprints.adapters import matcher
from cases.fingerprints.models import MatcherEntry
from tests import databases
from tests.engine.registered import a_case, a_fingerprint, entries, found, register, withdraw
from tests.people import Cast


@contextmanager
def open_transaction(agency_id: int) -> Iterator[Any]:
    """A second session of the portal with a transaction open in the agency's scope."""
    session = psycopg2.connect(databases.address("DATABASE_URL", connection.settings_dict["NAME"]))
    try:
        with session.cursor() as cursor:
            cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(agency_id)])
            yield session, cursor
    finally:
        session.close()


def insert(cursor: Any, row: Any, seed: int) -> None:
    entry = entries(row, [seed])[0]
    cursor.execute(
        """INSERT INTO cases_matcherentry (agency_id, fingerprint_id, kind, value, quality, at_ms)
           VALUES (%s, %s, 'pdq', %s, 90, 0)""",
        [row.agency_id, row.pk, entry.value],
    )


def test_it_sees_additions_and_withdrawals_at_once(committed_cast: Cast) -> None:
    cast = committed_cast
    assert len(matcher.registry().values) == 0
    before = matcher.registry().values.version
    case = a_case(cast).pk
    row = register(cast.worker, case, [1, 2])
    added = matcher.registry().values.version
    assert found(matcher.registry(), 1) == [row.pk] and found(matcher.registry(), 2) == [row.pk] and added != before
    withdraw(row)
    registry = matcher.registry()
    assert found(registry, 1) == [] and len(registry.values) == 0
    assert registry.values.version == added, "a withdrawal needs no new look at anything"
    matcher.disconnect()
    assert matcher.registry().values.version == added, "every process calls the same state the same"
    register(cast.worker, case, [1])
    assert matcher.registry().values.version not in {before, added}


def test_it_skips_nothing_when_transactions_end_in_another_order(committed_cast: Cast) -> None:
    cast = committed_cast
    case = a_case(cast).pk
    rows = [a_fingerprint(cast.worker, case) for _ in range(3)]
    registry = matcher.registry()
    agency = cast.harbour.pk
    with open_transaction(agency) as (early, first), open_transaction(agency) as (late, second):
        insert(first, rows[0], 1)
        insert(second, rows[1], 2)
        assert len(matcher.registry().values) == 0
        late.commit()
        assert found(matcher.registry(), 2) == [rows[1].pk], "a commit is seen although an older one is still open"
        seen = matcher.registry().values.version
        with tenant_scope(agency):
            MatcherEntry.objects.bulk_create(entries(rows[2], [3]))
        assert found(matcher.registry(), 3) == [rows[2].pk] and found(matcher.registry(), 1) == []
        early.commit()
        assert found(matcher.registry(), 1) == [rows[0].pk]
        assert matcher.registry().values.version[0] == seen[0] + 2
    with open_transaction(agency) as (session, cursor):
        insert(cursor, rows[0], 9)
        session.rollback()
    assert len(matcher.registry().values) == 3 and len(registry.values) == 3


def test_it_begins_in_the_middle_of_an_open_transaction(committed_cast: Cast) -> None:
    cast = committed_cast
    rows = [a_fingerprint(cast.worker, a_case(cast).pk) for _ in range(2)]
    with open_transaction(cast.harbour.pk) as (session, cursor):
        insert(cursor, rows[0], 1)
        with tenant_scope(cast.harbour.pk):
            MatcherEntry.objects.bulk_create(entries(rows[1], [2]))
        matcher.disconnect()
        begun = matcher.registry().values.version
        assert begun == matcher.registry().values.version, "what it read at the start is not counted again"
        session.commit()
    assert found(matcher.registry(), 1) == [rows[0].pk] and len(matcher.registry().values) == 2
    counted = matcher.registry().values.version
    matcher.disconnect()
    assert matcher.registry().values.version == counted


def test_it_forgets_old_changes_and_who_missed_them_reads_anew(committed_cast: Cast) -> None:
    cast = committed_cast
    case = a_case(cast).pk
    row = register(cast.worker, case, [1])
    assert len(matcher.registry().values) == 1
    withdraw(row)
    other = register(cast.worker, case, [2])
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_matcherfeed_prune(NULL, interval '1 day')")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT cases_matcherfeed_prune(NULL, interval '0')")
        (gone,) = cursor.fetchone()
    assert gone >= 2
    assert found(matcher.registry(), 1) == [] and found(matcher.registry(), 2) == [other.pk]
    version = matcher.registry().values.version
    matcher.disconnect()
    assert matcher.registry().values.version == version


def test_it_reads_values_of_all_kinds_and_agencies_and_nothing_else(committed_cast: Cast) -> None:
    cast = committed_cast
    mine = register(cast.worker, a_case(cast).pk, [1])
    with tenant_scope(cast.harbour.pk):
        MatcherEntry.objects.create(
            agency_id=cast.harbour.pk, fingerprint_id=mine.pk, kind="sha256", value=bytes(range(32)), quality=0, at_ms=7
        )
    values = matcher.registry().values
    (at,) = values.exact("sha256", bytes(range(32)))
    facts = values.take(np.array([at]))
    assert (facts.agency[0], facts.fingerprint[0], facts.at_ms[0]) == (cast.harbour.pk, mine.pk, 7)
    session = psycopg2.connect(databases.address("MATCHER_DATABASE_URL", connection.settings_dict["NAME"]))
    session.autocommit = True
    for statement in (
        "SELECT * FROM cases_case", "SELECT * FROM cases_fingerprint", "SELECT * FROM agencies_agency",
        "DELETE FROM cases_matcherchange", "UPDATE cases_matcherfeed SET floor = '0'",
        "INSERT INTO cases_matcherchange (added, entry_id, fingerprint_id) VALUES (true, 1, 1)",
        "DELETE FROM cases_matcherentry", "SELECT cases_matcherfeed_prune(NULL, interval '0')",
    ):  # fmt: skip
        with session.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(statement)
    session.close()
    for statement in ("SELECT * FROM cases_matcherchange", "DELETE FROM cases_matcherfeed"):
        with connections["default"].cursor() as cursor, pytest.raises(Exception, match="permission denied"):
            cursor.execute(statement)


def test_it_answers_from_memory_for_a_while_and_then_not_at_all(
    committed_cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = register(committed_cast.worker, a_case(committed_cast).pk, [1])
    assert found(matcher.registry(), 1) == [row.pk]

    def away(*_: object, **__: object) -> None:
        raise psycopg2.OperationalError("away")

    monkeypatch.setattr(feeds, "psycopg2", SimpleNamespace(connect=away))
    matcher._state.feed.close()
    assert found(matcher.registry(), 1) == [row.pk]
    settings.MATCH_MAX_LAG_SECONDS = -1
    with pytest.raises(matcher.MatcherAway):
        matcher.registry()
    matcher.disconnect()
    settings.MATCH_MAX_LAG_SECONDS = 60
    with pytest.raises(matcher.MatcherAway):
        matcher.registry()
