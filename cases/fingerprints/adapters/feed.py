"""What the matcher's role reads: registered values with their owners, and which of them changed. No case data.

How nothing is skipped. A row of the change table carries the number of the transaction that wrote it, and numbers are
given out before transactions commit, in another order. At each reading, `horizon` is the number below which every
transaction has ended. All visible rows from the last horizon on are read, so a change is seen as soon as it is
committed, and the transactions that were seen above the horizon are remembered so that they are not read twice. What
commits later with a lower number lies above the last horizon too: it is read next time.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg2
from django.conf import settings
from numpy.typing import NDArray
from psycopg2.extensions import connection as Connection

from cases.fingerprints.values import KINDS, Columns

Lost = psycopg2.Error
PART = 1 << 26  # bytes of the stream that are turned into columns together
HEAD, TAIL = 19, 2  # bytes around the rows of a binary COPY
CASES = " ".join(f"WHEN '{kind}' THEN {number}" for kind, number in KINDS.items())
KNOWN = ", ".join(f"'{kind}'" for kind in KINDS)
SELECT = f"""SELECT id::bigint, agency_id::bigint, fingerprint_id::bigint, (CASE kind {CASES} END)::smallint,
    substr(value || decode(repeat('00', 32), 'hex'), 1, 32), quality::smallint, at_ms::bigint
    FROM cases_matcherentry WHERE kind IN ({KNOWN})"""
NAMES = ("entry", "agency", "fingerprint", "kind", "value", "quality", "at_ms")
SHAPES: tuple[Any, ...] = (">i8", ">i8", ">i8", ">i2", ("u1", 32), ">i2", ">i8")
RECORD = np.dtype(
    [("fields", ">i2")]
    + [
        part
        for name, shape in zip(NAMES, SHAPES, strict=True)
        for part in ((f"{name}_length", ">i4"), (name, *shape) if isinstance(shape, tuple) else (name, shape))
    ]
)
CHANGES = """SELECT pg_snapshot_xmin(pg_current_snapshot())::text, f.floor::text, f.feed::text,
    (SELECT oid FROM pg_database WHERE datname = current_database()), c.xid::text, c.entry_id, c.fingerprint_id, c.added
    FROM cases_matcherfeed f LEFT JOIN cases_matcherchange c ON c.xid >= %s::xid8 AND c.xid <> ALL(%s::xid8[])
    ORDER BY c.xid, c.id"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading stands: which feed, everything below `horizon`, and these transactions above it."""

    feed: str
    horizon: int
    above: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """Changed entries since a place: number of the entry and its registration; how many of the rows were additions."""

    place: Place
    floor: int  # changes of transactions below it are forgotten
    entries: tuple[tuple[int, int], ...]
    added: int


class Feed:
    """One connection as the matcher's role, for one process."""

    def __init__(self) -> None:
        self.pid, self.address = os.getpid(), settings.MATCHER_DATABASE_URL
        self._connection: Connection = psycopg2.connect(
            self.address, connect_timeout=5, application_name="maru-matcher", options="-c statement_timeout=30000"
        )
        self._connection.set_session(readonly=True, autocommit=True)

    @property
    def usable(self) -> bool:
        """Whether it is this process's own, still open, and to the database that is wanted now."""
        mine = self.pid == os.getpid() and self.address == settings.MATCHER_DATABASE_URL
        return mine and not self._connection.closed

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Everything read inside is of one moment, and may take long."""
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0")
            try:
                yield
            finally:
                if not self._connection.closed:
                    cursor.execute("ROLLBACK")

    def changes(self, since: Place | None) -> Changes:
        """What changed since; None: only where the feed is now."""
        asked = since or Place("", 2**63 - 1)
        with self._connection.cursor() as cursor:
            cursor.execute(CHANGES, [str(asked.horizon), [str(xid) for xid in asked.above]])
            rows = cursor.fetchall()
        horizon, floor, feed, database = rows[0][:4]
        new = [row[4:] for row in rows if row[4] is not None]
        above = frozenset({*asked.above, *(int(xid) for xid, *_ in new)}) if since else self._above(int(horizon))
        place = Place(f"{feed}:{database}", int(horizon), frozenset(xid for xid in above if xid >= int(horizon)))
        entries = tuple((entry, fingerprint) for _, entry, fingerprint, _ in new)
        return Changes(place, int(floor), entries, sum(1 for *_, added in new if added))

    def added(self) -> int:
        """How many additions there ever were, except those that were here before the feed was."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                """SELECT f.added + (SELECT count(*) FROM cases_matcherchange c WHERE c.added) FROM cases_matcherfeed f"""
            )
            (number,) = cursor.fetchone() or (0,)
        return int(number)

    def snapshot(self) -> str:
        """What is visible now, for `since`; as PostgreSQL writes it."""
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            (text,) = cursor.fetchone() or ("",)
        return str(text)

    def since(self, snapshot: str) -> tuple[int, float]:
        """How many changes that snapshot does not show, and for how many seconds the first withdrawal of them lasts.

        A horizon would not do: it stays where the oldest transaction of the whole server began, a backup's of hours.
        """
        with self._connection.cursor() as cursor:
            cursor.execute(
                """SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(at) FILTER (WHERE NOT added)), 0)
                   FROM cases_matcherchange WHERE xid >= pg_snapshot_xmin(%s) AND NOT pg_visible_in_snapshot(xid, %s)""",
                [snapshot, snapshot],
            )
            changed, seconds = cursor.fetchone() or (0, 0)
        return int(changed), float(seconds)

    def count(self) -> int:
        """How many values are registered."""
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_matcherentry")
            (number,) = cursor.fetchone() or (0,)
        return int(number)

    def entries(self, numbers: list[int] | None = None) -> tuple[NDArray[np.int64], Columns]:
        """These entries as they are now, or all; those that are gone are left out."""
        only = "" if numbers is None else f" AND id = ANY(ARRAY[{','.join(str(int(n)) for n in numbers)}]::bigint[])"
        sink = _Sink()
        with self._connection.cursor() as cursor:
            cursor.copy_expert(f"COPY ({SELECT}{only} ORDER BY id) TO STDOUT (FORMAT binary)", sink)
        return sink.columns()

    def _above(self, horizon: int) -> frozenset[int]:
        """Transactions above the horizon that are visible now: a reading of all entries has their changes already."""
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT xid::text FROM cases_matcherchange WHERE xid >= %s::xid8", [str(horizon)])
            return frozenset(int(xid) for (xid,) in cursor.fetchall())


class _Sink:
    """Takes a binary COPY and turns it into columns part by part, since the stream takes twice their room."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._skip = HEAD
        self._parts: list[dict[str, NDArray[Any]]] = []

    def write(self, data: bytes) -> None:
        self._held += data
        if len(self._held) >= PART:
            self._turn()

    def columns(self) -> tuple[NDArray[np.int64], Columns]:
        """Numbers of the entries and their columns, in the order of the stream."""
        self._turn()
        found = {name: np.concatenate([part[name] for part in self._parts]) for name in NAMES}
        entries = found.pop("entry").astype(np.int64)
        return entries, Columns(
            found["agency"].astype(np.int64), found["fingerprint"].astype(np.int64), found["kind"].astype(np.int8),
            found["value"], found["quality"].astype(np.int16), found["at_ms"].astype(np.int64),
        )  # fmt: skip

    def _turn(self) -> None:
        whole = (len(self._held) - self._skip) // RECORD.itemsize
        end = self._skip + max(0, whole) * RECORD.itemsize
        rows = np.frombuffer(bytes(self._held[self._skip : end]), dtype=RECORD)
        if len(rows) and not (rows["fields"] == len(NAMES)).all():
            raise ValueError("the database answered in another shape than it was asked for")
        self._parts.append({name: rows[name].copy() for name in NAMES})
        del self._held[:end]
        self._skip = 0
