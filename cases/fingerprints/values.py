"""Registered values as the matcher sees them: 256 bits each, with owner, registration, kind, quality and time.

`Values` is what matching needs of a registry, `MemoryValues` the plain one: arrays in memory and a look at every value.
A bigger one answers the same questions out of an index; this one is the yardstick that it is tested against.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.search import RADIUS, Index

# A digest shorter than 32 bytes (md5) is filled up with zero bytes.
KINDS = {"pdq": 0, "frame": 1, "sha256": 2, "md5": 3, "patch": 4, "sound": 5}
NEAR = (KINDS["pdq"], KINDS["frame"], KINDS["patch"], KINDS["sound"])  # compared by distance; the others by equality
EXACT = (KINDS["sha256"], KINDS["md5"])


@dataclass(frozen=True, slots=True)
class Columns:
    """N registered values: owner, registration, kind (KINDS), value (N x 32 bytes), quality 0-100, milliseconds into the clip."""

    agency: NDArray[np.int64]
    fingerprint: NDArray[np.int64]
    kind: NDArray[np.int8]
    value: NDArray[np.uint8]
    quality: NDArray[np.int16]
    at_ms: NDArray[np.int64]

    def take(self, rows: NDArray[Any]) -> "Columns":
        """Those of these rows, in their order."""
        return Columns(
            self.agency[rows], self.fingerprint[rows], self.kind[rows], self.value[rows], self.quality[rows],
            self.at_ms[rows],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """Pairs within the distance, by question, distance and row: number of the question, row of the value, bits."""

    asked: NDArray[np.int64]
    row: NDArray[np.int64]
    distance: NDArray[np.int64]


class Values(Protocol):
    """A registry to look things up in. Rows are numbers that stay valid for one object of this type."""

    @property
    def version(self) -> tuple[int, int]: ...
    def __len__(self) -> int: ...
    def has(self, kind: str) -> bool: ...
    def take(self, rows: NDArray[Any]) -> Columns: ...
    def of(self, fingerprint: int) -> NDArray[np.int64]: ...
    def near(self, queries: NDArray[np.uint8], radius: int = RADIUS) -> Near: ...
    def exact(self, kind: str, digest: bytes) -> list[int]: ...


class MemoryValues:
    """Values held in arrays; `version` is the caller's name for this state of the registry."""

    def __init__(self, columns: Columns, version: tuple[int, int] = (0, 0)) -> None:
        self.columns = columns
        self.version = version
        self._near_rows = np.flatnonzero(np.isin(columns.kind, NEAR)).astype(np.int64)
        self._index = Index(self._near_rows, columns.value[self._near_rows])
        self._exact: dict[tuple[int, bytes], list[int]] = defaultdict(list)
        for row in np.flatnonzero(np.isin(columns.kind, EXACT)).tolist():
            self._exact[int(columns.kind[row]), columns.value[row].tobytes()].append(row)
        self._of: dict[int, list[int]] = defaultdict(list)
        for row, number in enumerate(columns.fingerprint.tolist()):
            self._of[number].append(row)
        self._kinds = set(np.unique(columns.kind).tolist())

    def __len__(self) -> int:
        return len(self.columns.agency)

    def has(self, kind: str) -> bool:
        """Whether any value of this kind is registered: what nobody registered need not be computed of found files."""
        return KINDS[kind] in self._kinds

    def take(self, rows: NDArray[Any]) -> Columns:
        """The columns of these rows."""
        return self.columns.take(rows)

    def of(self, fingerprint: int) -> NDArray[np.int64]:
        """All rows of one registration."""
        return np.array(self._of.get(fingerprint, []), dtype=np.int64)

    def near(self, queries: NDArray[np.uint8], radius: int = RADIUS) -> Near:
        """Every value within `radius` bits of each of N x 32 bytes, of all kinds that are compared by distance."""
        found = self._index.search(queries, radius) if len(self._index) and len(queries) else []
        table = np.array(found, dtype=np.int64).reshape(-1, 3)
        return Near(table[:, 0], table[:, 1], table[:, 2])

    def exact(self, kind: str, digest: bytes) -> list[int]:
        """Rows with exactly this digest."""
        return self._exact.get((KINDS[kind], digest.ljust(32, b"\0")), [])


def columns(rows: Sequence[tuple[int, int, str, bytes, int, int]]) -> Columns:
    """Columns from rows of (agency, fingerprint, kind, value, quality, milliseconds)."""
    values = b"".join(bytes(row[3]).ljust(32, b"\0") for row in rows)
    return Columns(
        agency=np.array([row[0] for row in rows], dtype=np.int64),
        fingerprint=np.array([row[1] for row in rows], dtype=np.int64),
        kind=np.array([KINDS[row[2]] for row in rows], dtype=np.int8),
        value=np.frombuffer(values, dtype=np.uint8).reshape(-1, 32),
        quality=np.array([row[4] for row in rows], dtype=np.int16),
        at_ms=np.array([row[5] for row in rows], dtype=np.int64),
    )
