"""Somebody with the database owner's password takes triggers and walls down and changes the trail: each way is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction

from agencies.audit import anchors, services
from agencies.audit.chain import Break
from agencies.audit.models import AuditLine, AuditSeal
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as cases
from tests import databases
from tests.people import Cast

TABLES = ("agencies_auditline", "agencies_auditseal", "agencies_auditanchor")


@pytest.fixture
def sealed(committed_cast: Cast, settings: LazySettings, tmp_path: Path) -> Cast:
    """A chain of some lines with an anchor."""
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchors.jsonl")
    system = Actor.system(committed_cast.harbour.pk)
    source = Actor(
        committed_cast.worker.agency_id,
        committed_cast.worker.roles,
        committed_cast.worker.user_id,
        source="203.0.113.4",
    )
    for _ in range(4):
        cases.case_open(source, age_band="adult", purposes=[])
    services.seal(system)
    assert services.anchor(system)
    assert services.verify(committed_cast.auditor) == []
    return committed_cast


@contextmanager
def as_owner(database: str) -> Iterator[Callable[..., None]]:
    """Runs statements as the owner of the tables, with triggers, walls and references down."""
    owner = psycopg2.connect(databases.address("OWNER_DATABASE_URL", database))
    try:
        with owner, owner.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
            for table in (*TABLES, "agencies_auditsource"):
                cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(
                """SELECT conrelid::regclass, conname FROM pg_constraint
                   WHERE contype = 'f' AND confrelid = 'agencies_auditline'::regclass"""
            )
            for table, name in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            yield lambda sql, *values: cursor.execute(sql, values)
    finally:
        owner.close()


def number_of(cast: Cast, position: int) -> tuple[int, int]:
    """(number, line id) of a sealed line."""
    with tenant_scope(cast.harbour.pk):
        row = list(AuditSeal.objects.order_by("number"))[position]
    return row.number, row.line_id


def kinds(cast: Cast, **outside: Any) -> list[tuple[Break, int]]:
    return [(found.kind, found.number) for found in services.verify(cast.auditor, **outside)]


def test_it_finds_an_edited_line(sealed: Cast, committed: str) -> None:
    number, line = number_of(sealed, 2)
    for column, value in (("action", "case.close"), ("data", '{"x": 1}'), ("at", "2020-01-01"), ("actor_user_id", 9)):
        with as_owner(committed) as run:
            run(f"CREATE TABLE kept AS SELECT * FROM agencies_auditline WHERE id = {line}")
            run(f"UPDATE agencies_auditline SET {column} = %s WHERE id = %s", value, line)
        assert (Break.EDITED, number) in kinds(sealed), column
        with as_owner(committed) as run:
            run(
                f"UPDATE agencies_auditline SET {column} = (SELECT {column} FROM kept) WHERE id = {line}; DROP TABLE kept"
            )
        assert kinds(sealed) == []


def test_it_finds_a_line_that_is_gone(sealed: Cast, committed: str) -> None:
    number, line = number_of(sealed, 3)
    with as_owner(committed) as run:
        run("DELETE FROM agencies_auditline WHERE id = %s", line)
    assert kinds(sealed) == [(Break.REMOVED, number)]


def test_it_finds_a_gap(sealed: Cast, committed: str) -> None:
    number, line = number_of(sealed, 3)
    with as_owner(committed) as run:
        run("DELETE FROM agencies_auditseal WHERE line_id = %s", line)
        run("DELETE FROM agencies_auditline WHERE id = %s", line)
    assert kinds(sealed) == [(Break.GAP, number)]


def test_it_finds_lines_that_changed_places(sealed: Cast, committed: str) -> None:
    (one, first), (two, second) = number_of(sealed, 2), number_of(sealed, 4)
    swap = "UPDATE agencies_auditseal SET line_id = CASE line_id WHEN %s THEN -1 ELSE line_id END"
    with as_owner(committed) as run:
        run(swap, first)
        run("UPDATE agencies_auditseal SET line_id = %s WHERE line_id = %s", first, second)
        run("UPDATE agencies_auditseal SET line_id = %s WHERE line_id = -1", second)
    assert kinds(sealed) == [(Break.ORDER, one), (Break.ORDER, two)]


def test_it_finds_seals_that_changed_numbers(sealed: Cast, committed: str) -> None:
    (one, first), (two, second) = number_of(sealed, 2), number_of(sealed, 3)
    with as_owner(committed) as run:
        run("UPDATE agencies_auditseal SET number = 1000 WHERE line_id = %s", first)
        run("UPDATE agencies_auditseal SET number = %s WHERE line_id = %s", one, second)
        run("UPDATE agencies_auditseal SET number = %s WHERE line_id = %s", two, first)
    assert {(Break.ORDER, one), (Break.ORDER, two)} <= set(kinds(sealed))


@pytest.mark.parametrize("with_anchors", [False, True])
def test_it_finds_that_the_newest_part_is_cut(sealed: Cast, committed: str, with_anchors: bool, settings: Any) -> None:
    outside = anchors.parse(Path(settings.AUDIT_ANCHOR_FILE).read_text())[sealed.harbour.pk]
    number, line = number_of(sealed, -2)
    with as_owner(committed) as run:
        run("DELETE FROM agencies_auditsource WHERE line_id >= %s", line)
        run("DELETE FROM agencies_auditseal WHERE line_id >= %s", line)
        run("DELETE FROM agencies_auditline WHERE id >= %s", line)
        if with_anchors:
            run("DELETE FROM agencies_auditanchor")
    assert kinds(sealed) == ([] if with_anchors else [(Break.CUT, number)])
    assert kinds(sealed, outside=outside) == [(Break.CUT, number)], "the copy outside knows it all the same"


def test_it_finds_that_all_seals_are_gone_and_made_anew(sealed: Cast, committed: str, settings: Any) -> None:
    """The whole chain computed again over changed lines fits itself; only an anchor tells."""
    outside = anchors.parse(Path(settings.AUDIT_ANCHOR_FILE).read_text())[sealed.harbour.pk]
    _, line = number_of(sealed, 1)
    with as_owner(committed) as run:
        run("DELETE FROM agencies_auditseal")
        run("UPDATE agencies_auditline SET action = 'case.close' WHERE id = %s", line)
    services.seal(Actor.system(sealed.harbour.pk))
    found = kinds(sealed)
    assert [kind for kind, _ in found] == [Break.REWRITTEN]
    with as_owner(committed) as run:
        run("DELETE FROM agencies_auditanchor")
    assert kinds(sealed) == []
    assert [kind for kind, _ in kinds(sealed, outside=outside)] == [Break.REWRITTEN]


def test_it_finds_an_older_line_that_was_put_in_later(sealed: Cast, committed: str) -> None:
    with as_owner(committed) as run:
        run(
            """INSERT INTO agencies_auditline (agency_id, at, actor_kind, action, subject_kind, request_id, source_digest, data)
               VALUES (%s, now() - interval '2 days', 'person', 'case.read', 'case', '', '', '{}')""",
            sealed.harbour.pk,
        )
    services.seal(Actor.system(sealed.harbour.pk))
    with tenant_scope(sealed.harbour.pk):
        last = AuditSeal.objects.order_by("-number").values_list("number", flat=True)[0]
    assert kinds(sealed) == [(Break.LATE, last)]


def test_it_finds_a_changed_address_and_one_that_is_gone_too_early(sealed: Cast, committed: str) -> None:
    with tenant_scope(sealed.harbour.pk):
        line = AuditLine.objects.exclude(source_digest="").earliest("id")
        number = AuditSeal.objects.get(line=line).number
    with as_owner(committed) as run:
        run("UPDATE agencies_auditsource SET address = '198.51.100.1' WHERE line_id = %s", line.pk)
    assert kinds(sealed) == [(Break.SOURCE, number)]
    with as_owner(committed) as run:
        run("DELETE FROM agencies_auditsource WHERE line_id = %s", line.pk)
    assert kinds(sealed) == [(Break.SOURCE, number)]


def test_it_refuses_changes_by_the_portal_itself(sealed: Cast) -> None:
    for table in (*TABLES, "agencies_platformline", "agencies_platformseal", "agencies_platformanchor"):
        for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE agencies_auditsource SET address = '198.51.100.1'")
