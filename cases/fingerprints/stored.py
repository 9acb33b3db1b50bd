"""Values in two parts: a base that never changes, indexed and usually mapped from files, and what came or went since.

`StoredValues` answers the questions of values.Values. Rows of the base keep their numbers 0..N-1, newer ones follow in the
order of their arrival; what was withdrawn is marked and left out of every answer, its number is not used again.
One thread at a time.
"""

from collections import defaultdict
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import mih
from cases.fingerprints.base import Base
from cases.fingerprints.search import RADIUS, Index
from cases.fingerprints.values import EXACT, KINDS, NEAR, Columns, Near, columns

PLAIN = 100_000  # values up to which every one is looked at without compiled code


class Delta:
    """What was registered since the base; arrays that grow, looked at one by one."""

    def __init__(self) -> None:
        self.columns = columns([])
        self.count = 0
        self.alive = np.zeros(0, dtype=bool)
        self.entries: dict[int, int] = {}  # of the live ones: entry, row
        self._of: dict[int, list[int]] = defaultdict(list)
        self._exact: dict[tuple[int, bytes], list[int]] = defaultdict(list)
        self._near: tuple[NDArray[np.int64], NDArray[np.uint8], Index] | None = None
        self._kinds: set[int] | None = None

    def add(self, entries: list[int], columns: Columns) -> None:
        """Append these; none of them is here yet."""
        first, self.count = self.count, self.count + len(entries)
        self.columns, self.alive = _grown(self.columns, columns, first), _longer(self.alive, self.count)
        self.alive[first : self.count] = True
        self._near = self._kinds = None
        for row, (entry, fingerprint, kind) in enumerate(
            zip(entries, columns.fingerprint.tolist(), columns.kind.tolist(), strict=True), start=first
        ):
            self.entries[entry] = row
            self._of[fingerprint].append(row)
            if kind in EXACT:
                self._exact[kind, self.columns.value[row].tobytes()].append(row)

    def bury(self, entry: int) -> bool:
        """Leave a row out from now on; its value is overwritten. False if it is not here."""
        row = self.entries.pop(entry, None)
        if row is None:
            return False
        self.alive[row], self._near, self._kinds = False, None, None
        self._of[int(self.columns.fingerprint[row])].remove(row)
        if (kind := int(self.columns.kind[row])) in EXACT:
            self._exact[kind, self.columns.value[row].tobytes()].remove(row)
        self.columns.value[row] = 0
        return True

    def near(self, queries: NDArray[Any], radius: int, *, fast: bool) -> NDArray[np.int64]:
        """(query, row, distance) of the live ones; `fast`: with compiled code."""
        if self._near is None:
            kept = self.alive[: self.count] & np.isin(self.columns.kind[: self.count], NEAR)
            rows = np.flatnonzero(kept).astype(np.int64)
            values = self.columns.value[rows]
            self._near = rows, values, Index(rows, values)
        rows, values, index = self._near
        if not len(rows):
            return np.empty((0, 3), dtype=np.int64)
        if not fast:
            return np.array(index.search(queries, radius), dtype=np.int64).reshape(-1, 3)
        found = mih.scan(values, queries, radius)
        found[:, 1] = rows[found[:, 1]]
        return found

    def of(self, fingerprint: int) -> list[int]:
        """Live rows of one registration."""
        return self._of.get(fingerprint, [])

    def exact(self, kind: int, value: bytes) -> list[int]:
        """Live rows with this digest."""
        return self._exact.get((kind, value), [])

    def has(self, kind: int) -> bool:
        if self._kinds is None:
            self._kinds = set(np.unique(self.columns.kind[: self.count][self.alive[: self.count]]).tolist())
        return kind in self._kinds


class StoredValues:
    """A base, if there is one, what came since, and what went. `version` changes whenever something was added."""

    def __init__(self, base: Base | None = None, version: tuple[int, int] = (0, 0), threads: int = 1) -> None:
        self.base, self.delta, self.version, self.threads = base, Delta(), version, threads
        self._first = len(base) if base else 0
        self._dead = np.zeros(self._first, dtype=bool)
        self._gone = 0

    def __len__(self) -> int:
        return self._first - self._gone + len(self.delta.entries)

    def put(self, entries: NDArray[np.int64], columns: Columns) -> None:
        """Entries as they are now; one that is here already with the same facts stays as it is."""
        fresh = [at for at, entry in enumerate(entries.tolist()) if not self._same(entry, columns, at)]
        numbers = [int(entries[at]) for at in fresh]
        for at, entry in zip(fresh, numbers, strict=True):
            self.bury(entry, int(columns.fingerprint[at]))
        self.delta.add(numbers, columns.take(np.array(fresh, dtype=np.int64)))

    def bury(self, entry: int, fingerprint: int) -> None:
        """An entry is no more; unknown ones are no mistake."""
        if self.delta.bury(entry) or self.base is None or entry > self.base.highest:
            return
        row = self.base.row(entry, fingerprint)
        if row is not None and not self._dead[row]:
            self._dead[row] = True
            self._gone += 1

    @property
    def changed(self) -> tuple[int, int]:
        """How many values are not in the base, and how many of the base are withdrawn."""
        return self.delta.count, self._gone

    def has(self, kind: str) -> bool:
        """Whether a value of this kind is registered; may stay true a while after the last one went."""
        return self.delta.has(KINDS[kind]) or (self.base is not None and self.base.has(KINDS[kind]))

    def take(self, rows: NDArray[Any]) -> Columns:
        """The columns of these rows."""
        rows = np.asarray(rows, dtype=np.int64)
        old, made = rows < self._first, []
        for each in fields(Columns):
            newer = getattr(self.delta.columns, each.name)
            column = np.empty((len(rows), *newer.shape[1:]), dtype=newer.dtype)
            if self.base is not None:
                column[old] = getattr(self.base.arrays, each.name)[rows[old]]
            column[~old] = newer[rows[~old] - self._first]
            made.append(column)
        return Columns(*made)

    def of(self, fingerprint: int) -> NDArray[np.int64]:
        """All rows of one registration."""
        newer = np.array(self.delta.of(fingerprint), dtype=np.int64) + self._first
        if self.base is None:
            return newer
        rows = self.base.of(fingerprint)
        return np.concatenate((rows[~self._dead[rows]], newer))

    def near(self, queries: NDArray[np.uint8], radius: int = RADIUS) -> Near:
        """Every value within `radius` bits of each of N x 32 bytes, of all kinds that are compared by distance."""
        if not len(queries):
            return Near(*np.empty((3, 0), dtype=np.int64))
        fast = self.base is not None or self.delta.count > PLAIN
        newer = self.delta.near(queries, radius, fast=fast)
        newer[:, 1] += self._first
        if self.base is None:
            return Near(newer[:, 0], newer[:, 1], newer[:, 2])
        table = self.base.near(queries, radius, self.threads)
        if self._gone:
            table = table[~self._dead[table[:, 1]]]
        if len(newer):
            table = mih.ordered(np.concatenate((table, newer)))
        return Near(table[:, 0], table[:, 1], table[:, 2])

    def exact(self, kind: str, digest: bytes) -> list[int]:
        """Rows with exactly this digest."""
        value = digest.ljust(32, b"\0")
        newer = [row + self._first for row in self.delta.exact(KINDS[kind], value)]
        if self.base is None:
            return newer
        return [row for row in self.base.exact(KINDS[kind], value) if not self._dead[row]] + newer

    def _same(self, entry: int, columns: Columns, at: int) -> bool:
        """Whether this entry is here already, alive and with the same facts."""
        row = self.delta.entries.get(entry)
        if row is not None:
            row += self._first
        elif self.base is not None and entry <= self.base.highest:
            row = self.base.row(entry, int(columns.fingerprint[at]))
        if row is None or (row < self._first and self._dead[row]):
            return False
        held = self.take(np.array([row]))
        return all(np.array_equal(getattr(held, f.name)[0], getattr(columns, f.name)[at]) for f in fields(Columns))


def _longer(array: NDArray[Any], length: int) -> NDArray[Any]:
    """The same with room for at least so many, twice as much when it must grow."""
    if length <= len(array):
        return array
    grown = np.zeros((max(length, 2 * len(array)), *array.shape[1:]), dtype=array.dtype)
    grown[: len(array)] = array
    return grown


def _grown(held: Columns, more: Columns, first: int) -> Columns:
    """`held` with `more` from row `first` on."""
    if not len(more.agency):
        return held
    made = []
    for each in fields(Columns):
        added = getattr(more, each.name)
        column = _longer(getattr(held, each.name), first + len(added))
        column[first : first + len(added)] = added
        made.append(column)
    return Columns(*made)
