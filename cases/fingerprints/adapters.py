"""The matcher's own way into the database: a role that sees fingerprint values and owner ids, and no case data."""

import os
from dataclasses import dataclass, field

import psycopg2
from django.conf import settings
from psycopg2.extensions import connection as Connection

from cases.fingerprints.matching import Registry
from cases.fingerprints.values import MemoryValues, columns

COLUMNS = "id, agency_id, fingerprint_id, kind, value, quality, at_ms"


class MatcherAway(Exception):
    """The matcher's database cannot be reached now."""


@dataclass(slots=True)
class _State:
    """One connection per process; a fork gets its own."""

    pid: int = 0
    connection: Connection | None = None
    address: str = ""
    registry: Registry | None = field(default=None, repr=False)


_state = _State()


def _connection() -> Connection:
    wanted = settings.MATCHER_DATABASE_URL
    fresh = _state.pid == os.getpid() and _state.address == wanted
    if not fresh or _state.connection is None or _state.connection.closed:
        connection = psycopg2.connect(wanted, connect_timeout=5, application_name="maru-matcher")
        connection.set_session(readonly=True, autocommit=True)
        _state.pid, _state.address, _state.connection, _state.registry = os.getpid(), wanted, connection, None
    return _state.connection  # type: ignore[return-value]


def disconnect() -> None:
    """Close this process's connection; the next look-up opens it again."""
    if _state.connection is not None:
        _state.connection.close()
    _state.connection = None


def registry() -> Registry:
    """The live values of all agencies, read again only when the table changed; raises MatcherAway."""
    try:
        now = _version()
        if _state.registry is None or _state.registry.values.version != now:
            _state.registry = Registry(_read(now))
    except psycopg2.Error as error:
        _state.connection = None
        raise MatcherAway from error
    return _state.registry


def _version() -> tuple[int, int]:
    """(rows, highest id): changes with every registration and withdrawal, also when transactions overlap."""
    with _connection().cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM cases_matcherentry")
        rows, highest = cursor.fetchone() or (0, 0)
    return int(rows), int(highest)


def _read(now: tuple[int, int]) -> MemoryValues:
    with _connection().cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM cases_matcherentry WHERE id <= %s ORDER BY id", [now[1]])
        rows = cursor.fetchall()
    version = now if len(rows) == now[0] else (len(rows), -1)  # changed while we read: read again next time
    return MemoryValues(columns([row[1:] for row in rows]), version)
