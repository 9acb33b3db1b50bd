"""The part of a registry that never changes: arrays in one order, with their tables, usually mapped from files."""

import bisect
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import mih
from cases.fingerprints.values import EXACT, NEAR, Columns


@dataclass(frozen=True, slots=True)
class Arrays:
    """A base: N values in the order of (fingerprint, entry), and its tables.

    `entry` numbers the matcher's rows; `exact` are the rows of digests in the order of (kind, value); the tables hold
    the rows of all other kinds. Per value 32 bytes and 96 of the tables (or 4 of `exact`), and 26 bytes of facts.
    """

    value: NDArray[np.uint8]
    entry: NDArray[np.int64]
    fingerprint: NDArray[np.int64]
    agency: NDArray[np.int32]
    kind: NDArray[np.int8]
    quality: NDArray[np.uint8]
    at_ms: NDArray[np.uint32]
    exact: NDArray[np.uint32]
    offsets: NDArray[np.uint32]
    ids: NDArray[np.uint32]
    sides: NDArray[np.uint16]


INDEX = ("value", "exact", "offsets", "ids", "sides")  # what a search needs; the others are the facts beside it


def arranged(entries: NDArray[np.int64], columns: Columns) -> dict[str, NDArray[Any]]:
    """The columns of a base and its `exact`, in its order; the tables come from mih.build over near_rows()."""
    order = np.lexsort((entries, columns.fingerprint))
    kind, value = columns.kind[order], columns.value[order]
    exact = np.flatnonzero(np.isin(kind, EXACT))
    words = np.ascontiguousarray(value[exact]).view(">u8")  # big-endian words sort as bytes do
    exact = exact[np.lexsort((*(words[:, at] for at in (3, 2, 1, 0)), kind[exact]))]
    return {
        "value": value,
        "entry": entries[order],
        "fingerprint": columns.fingerprint[order],
        "agency": columns.agency[order].astype(np.int32),
        "kind": kind,
        "quality": columns.quality[order].astype(np.uint8),
        "at_ms": columns.at_ms[order].astype(np.uint32),
        "exact": exact.astype(np.uint32),
    }


def near_rows(kind: NDArray[np.int8]) -> NDArray[np.uint32]:
    """The rows that belong into the tables."""
    return np.flatnonzero(np.isin(kind, NEAR)).astype(np.uint32)


class Base:
    """Look-ups in Arrays."""

    def __init__(self, arrays: Arrays, highest: int) -> None:
        """`highest`: the highest entry that is in it, or may have been."""
        self.arrays = Arrays(*(np.asarray(getattr(arrays, each.name)).view(np.ndarray) for each in fields(arrays)))
        self._mih = mih.Mih(arrays.value, mih.Tables(arrays.offsets, arrays.ids, arrays.sides))
        self._kind_of: dict[int, bool] = {}
        self.highest = highest

    def __len__(self) -> int:
        return len(self.arrays.entry)

    def near(self, queries: NDArray[Any], radius: int, threads: int) -> NDArray[np.int64]:
        """As mih.Mih.search."""
        return self._mih.search(queries, radius, threads)

    def of(self, fingerprint: int) -> NDArray[np.int64]:
        """Rows of one registration."""
        first, last = np.searchsorted(self.arrays.fingerprint, [fingerprint, fingerprint + 1])
        return np.arange(first, last, dtype=np.int64)

    def row(self, entry: int, fingerprint: int) -> int | None:
        """The row of one of the matcher's entries."""
        rows = self.of(fingerprint)
        found = rows[self.arrays.entry[rows] == entry]
        return int(found[0]) if len(found) else None

    def exact(self, kind: int, value: bytes) -> list[int]:
        """Rows with exactly this digest, by binary search."""
        wanted, order = (kind, value), self.arrays.exact

        def key(row: Any) -> tuple[int, bytes]:
            return int(self.arrays.kind[row]), self.arrays.value[row].tobytes()

        first = bisect.bisect_left(order, wanted, key=key)
        last = bisect.bisect_right(order, wanted, lo=first, key=key)
        return sorted(order[first:last].tolist())

    def has(self, kind: int) -> bool:
        if kind not in self._kind_of:
            self._kind_of[kind] = bool((self.arrays.kind == kind).any())
        return self._kind_of[kind]
