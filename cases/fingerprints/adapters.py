"""The matcher's own way into the database: a role that sees fingerprint values and owner ids, and no case data."""

import os
from dataclasses import dataclass, field

import numpy as np
import psycopg2
from django.conf import settings
from numpy.typing import NDArray
from psycopg2.extensions import connection as Connection

KINDS = {"pdq": 0, "frame": 1, "sha256": 2}
COLUMNS = "id, agency_id, fingerprint_id, kind, value, quality, at_ms"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every agency's live values: parallel arrays of length N (value: N x 32 bytes), and the state they were read in."""

    version: tuple[int, int]
    agency: NDArray[np.int64]
    fingerprint: NDArray[np.int64]
    kind: NDArray[np.int8]
    value: NDArray[np.uint8]
    quality: NDArray[np.int16]
    at_ms: NDArray[np.int64]


@dataclass(slots=True)
class _State:
    """One connection per process; a fork gets its own."""

    pid: int = 0
    connection: Connection | None = None
    snapshot: Snapshot | None = field(default=None, repr=False)


_state = _State()


def _connection() -> Connection:
    if _state.pid != os.getpid() or _state.connection is None or _state.connection.closed:
        fresh = psycopg2.connect(settings.MATCHER_DATABASE_URL, connect_timeout=5, application_name="maru-matcher")
        fresh.set_session(readonly=True, autocommit=True)
        _state.pid, _state.connection, _state.snapshot = os.getpid(), fresh, None
    return _state.connection


def version() -> tuple[int, int]:
    """(rows, highest id) of the matcher's table: changes with every registration and withdrawal."""
    try:
        with _connection().cursor() as cursor:
            cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM cases_matcherentry")
            rows, highest = cursor.fetchone() or (0, 0)
    except psycopg2.Error:
        _state.connection = None
        raise
    return int(rows), int(highest)


def snapshot() -> Snapshot:
    """The live values, read again only when the table changed; raises psycopg2.Error when the database is away."""
    now = version()
    if _state.snapshot is None or _state.snapshot.version != now:
        _state.snapshot = _read(now)
    return _state.snapshot


def _read(now: tuple[int, int]) -> Snapshot:
    with _connection().cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM cases_matcherentry WHERE id <= %s ORDER BY id", [now[1]])
        rows = cursor.fetchall()
    values = b"".join(bytes(row[4]).ljust(32, b"\0") for row in rows)
    return Snapshot(
        version=now if len(rows) == now[0] else (len(rows), -1),  # changed while we read: read again next time
        agency=np.array([row[1] for row in rows], dtype=np.int64),
        fingerprint=np.array([row[2] for row in rows], dtype=np.int64),
        kind=np.array([KINDS[row[3]] for row in rows], dtype=np.int8),
        value=np.frombuffer(values, dtype=np.uint8).reshape(-1, 32),
        quality=np.array([row[5] for row in rows], dtype=np.int16),
        at_ms=np.array([row[6] for row in rows], dtype=np.int64),
    )
