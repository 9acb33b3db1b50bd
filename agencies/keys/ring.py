"""The key ring of this process: which key seals and opens what.

A case's key lies in the database, wrapped by its agency's key, which is wrapped by the master key outside the database. An
agency's key is unwrapped once per process and stays in a bounded cache that is asked by its wrapped bytes, so a rotated key
is never taken for the old one. Case keys are unwrapped here and forgotten with the scope: a shredded key opens nothing from
the next scope on, in no process. Models need the ring, so it lies below them and speaks SQL.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.db import connection, transaction

from agencies.keys import sealing
from agencies.keys.errors import GONE, BadBlob, KeyMissing, KeyTrouble, Shredded
from agencies.keys.sealing import DATA, Place
from agencies.tenancy import scope

CACHED = 512  # agency keys that a process keeps open
FIRST = 1
PAIR = "k.version, k.wrapped, a.version, a.master, a.wrapped"
JOINED = (
    """agencies_casekey k JOIN agencies_agencykey a ON a.agency_id = k.agency_id AND a.version = k.agency_version"""
)
Key = tuple[int, bytes]  # version, key


class Master(Protocol):
    """What keeps the outermost key: a file or a token."""

    @property
    def current(self) -> str:
        """Name of the master key that new keys are wrapped under."""

    def wrap(self, key: bytes, context: str) -> bytes:
        """The key under the current master key; raises KeyTrouble."""

    def unwrap(self, name: str, wrapped: bytes, context: str) -> bytes:
        """A key that the master key of this name wrapped; raises KeyTrouble."""


class _Ring:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.open: OrderedDict[bytes, bytes] = OrderedDict()
        self.maker: Callable[[], Master] | None = None


_ring = _Ring()


def provide(maker: Callable[[], Master]) -> None:
    """Say where the master key comes from; called once at start, asked at each use."""
    _ring.maker = maker


def master() -> Master:
    """The master key's keeper; raises KeyTrouble when none is set up."""
    if _ring.maker is None:
        raise KeyTrouble("No master key is set up.")
    return _ring.maker()


def forget() -> None:
    """Close all agency keys of this process; the next use unwraps them anew."""
    with _ring.lock:
        _ring.open.clear()


def agency_context(agency_id: int, version: int) -> str:
    """What an agency's key is bound to under the master key."""
    return f"agencykey|{agency_id}|{version}"


def case_context(agency_id: int, case_id: int | None, version: int) -> str:
    """What a case's key is bound to under the agency's key."""
    return f"casekey|{agency_id}|{case_id}|{version}"


def outer_key(name: str, wrapped: bytes, context: str) -> bytes:
    """An agency's or the platform's key; asks the master key only when this process has not opened it yet."""
    mark = context.encode() + b"|" + name.encode() + b"|" + wrapped
    with _ring.lock:
        if mark in _ring.open:
            _ring.open.move_to_end(mark)
            return _ring.open[mark]
    key = master().unwrap(name, wrapped, context)
    with _ring.lock:
        _ring.open[mark] = key
        while len(_ring.open) > CACHED:
            _ring.open.popitem(last=False)
    return key


def seal(agency_id: int, place: Place, data: bytes) -> bytes:
    """A blob under the newest key of the place's case, or the agency's own; makes the key at first use. Raises Shredded."""
    version, key = newest(agency_id, place.case_id)
    return sealing.seal(key, DATA, version, place, data)


def unseal(agency_id: int, place: Place, blob: bytes) -> bytes:
    """What a blob holds. Raises Shredded, or KeyTrouble when the key is away or the bytes are not this place's."""
    try:
        version = sealing.version_of(blob, DATA)
        key = key_of(agency_id, place.case_id, version)
        return sealing.unseal(key, DATA, place, blob)
    except BadBlob as error:
        raise KeyTrouble(
            f"A sealed value of {place.column} (row {place.row_id}) cannot be opened: it was changed, or moved from another "
            "row. Nothing was overwritten. Restore the row from a backup, and look at who can write to the database."
        ) from error


def newest(agency_id: int, case_id: int | None) -> Key:
    """(version, key) that seals now. The key's row is held (KEY SHARE), so nobody ends it before this transaction does."""
    memory, mark = scope.memory(agency_id), ("newest", case_id)
    found = memory.get(mark)
    if found is not None and _still_held(found[0]):
        return found[1]  # type: ignore[no-any-return]
    rows = _held(agency_id, case_id) or _held(agency_id, case_id) or _made(agency_id, case_id)
    key = _opened(agency_id, case_id, rows[0])
    memory[mark] = (tuple(connection.savepoint_ids), key)
    memory["key", case_id, key[0]] = key[1]
    return key


def _still_held(savepoints: tuple[Any, ...]) -> bool:
    """Whether the savepoint in which the key's row was locked or made is still open: rolled back, it would be gone."""
    return tuple(connection.savepoint_ids[: len(savepoints)]) == savepoints


def _held(agency_id: int, case_id: int | None) -> list[tuple[Any, ...]]:
    """The newest key's row, locked; empty when there is none, or when it ended while we waited for the lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {PAIR} FROM {JOINED} WHERE k.agency_id = %s AND k.case_id IS NOT DISTINCT FROM %s
                ORDER BY k.version DESC LIMIT 1 FOR KEY SHARE OF k""",
            [agency_id, case_id],
        )
        return list(cursor.fetchall())


def _made(agency_id: int, case_id: int | None) -> list[tuple[Any, ...]]:
    """Make the first key of a case (or of the agency itself), unless it was shredded; one maker at a time."""
    with transaction.atomic():
        lock(agency_id, case_id)
        refuse_shredded(agency_id, case_id)
        if rows := _held(agency_id, case_id):
            return rows
        add_version(agency_id, case_id, FIRST)
    return _held(agency_id, case_id)


def add_version(agency_id: int, case_id: int | None, version: int) -> None:
    """Write a new key of a case (or of the agency itself) under the agency's newest key; the caller holds the lock."""
    outer_version, outer = agency_newest(agency_id)
    wrapped = sealing.wrap(outer, sealing.new_key(), case_context(agency_id, case_id, version))
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO agencies_casekey (agency_id, case_id, version, agency_version, wrapped, loose)
               VALUES (%s, %s, %s, %s, %s, false)""",
            [agency_id, case_id, version, outer_version, wrapped],
        )
    scope.memory(agency_id).pop(("newest", case_id), None)


def agency_newest(agency_id: int) -> Key:
    """(version, key) of the agency's newest key; makes the first one. Its row is held until the transaction ends."""
    sql = "SELECT version, master, wrapped FROM agencies_agencykey WHERE agency_id = %s ORDER BY version DESC LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR KEY SHARE", [agency_id])
        row = cursor.fetchone()
        if row is None:
            lock(agency_id, None)
            refuse_shredded(agency_id, None)
            cursor.execute(f"{sql} FOR KEY SHARE", [agency_id])
            row = cursor.fetchone()
        if row is None:
            add_agency_version(agency_id, FIRST)
            cursor.execute(f"{sql} FOR KEY SHARE", [agency_id])
            row = cursor.fetchone()
    return row[0], outer_key(row[1], bytes(row[2]), agency_context(agency_id, row[0]))


def add_agency_version(agency_id: int, version: int) -> None:
    """Write a new agency key under the current master key; the caller holds the lock."""
    keeper = master()
    wrapped = keeper.wrap(sealing.new_key(), agency_context(agency_id, version))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agencies_agencykey (agency_id, version, master, wrapped) VALUES (%s, %s, %s, %s)",
            [agency_id, version, keeper.current, wrapped],
        )


def lock(agency_id: int, case_id: int | None) -> None:
    """One change of a case's keys at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(7262, hashtext(%s))", [f"{agency_id}/{'own' if case_id is None else case_id}"]
        )


def key_of(agency_id: int, case_id: int | None, version: int) -> bytes:
    """One version of a case's key (or of the agency's own). Raises Shredded, or KeyTrouble when it is simply not there."""
    memory = scope.memory(agency_id)
    if ("key", case_id, version) not in memory:
        load(agency_id, [case_id])
    if ("key", case_id, version) not in memory:
        refuse_shredded(agency_id, case_id)
        raise KeyMissing(
            f"Version {version} of the key of case {case_id} of agency {agency_id} is missing. The sealed content is "
            "untouched and cannot be read without it. Restore the key store's backup; see the operator's page on keys."
        )
    return memory["key", case_id, version]  # type: ignore[no-any-return]


def load(agency_id: int, case_ids: Iterable[int | None]) -> None:
    """Open all keys of these cases with one query, for a page that shows many."""
    wanted = list(case_ids)
    numbers = [case_id for case_id in wanted if case_id is not None]
    memory = scope.memory(agency_id)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {PAIR}, k.case_id FROM {JOINED}
                WHERE k.agency_id = %s AND (k.case_id = ANY(%s) OR (%s AND k.case_id IS NULL))""",
            [agency_id, numbers, None in wanted],
        )
        rows = cursor.fetchall()
    for *pair, case_id in rows:
        version, key = _opened(agency_id, case_id, tuple(pair))
        memory["key", case_id, version] = key


def drop(agency_id: int, case_id: int | None) -> None:
    """Forget what this scope has opened of a case."""
    memory = scope.memory(agency_id)
    for mark in [mark for mark in memory if mark[:2] in {("newest", case_id), ("key", case_id)}]:
        del memory[mark]


def known(agency_id: int, case_id: int | None) -> bool:
    """Whether this scope has opened keys of the case already."""
    return any(mark[:2] == ("key", case_id) for mark in scope.memory(agency_id))


def _opened(agency_id: int, case_id: int | None, row: tuple[Any, ...]) -> Key:
    version, wrapped, outer_version, name, outer_wrapped = row
    outer = outer_key(name, bytes(outer_wrapped), agency_context(agency_id, outer_version))
    try:
        return version, sealing.unwrap(outer, bytes(wrapped), case_context(agency_id, case_id, version))
    except BadBlob as error:
        raise KeyTrouble(
            f"The key of case {case_id} of agency {agency_id} does not fit the agency's key. Nothing was overwritten. "
            "Database and key store come from different backups: restore the two that belong together."
        ) from error


def refuse_shredded(agency_id: int, case_id: int | None) -> None:
    """Raises Shredded when the case, or its whole agency, is on the shred list."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT 1 FROM agencies_shredding
               WHERE agency_ref = %s AND (case_ref IS NULL OR case_ref = %s) LIMIT 1""",
            [agency_id, case_id],
        )
        if cursor.fetchone():
            raise Shredded(GONE)
