"""Exact search for all hashes within a distance by multi-index hashing, without looking at every one of them.

After Norouzi, Punjani and Fleet, "Fast exact search in Hamming space with multi-index hashing" (arXiv 1307.2982), with
a side word of our own. A value is cut into 16 bands of 16 bits. For each band there is a table from the band's 65,536
contents to its postings: the row of a value (4 bytes) and, beside it, the value's next band (2 bytes; band 0 follows
band 15). A query looks for each of its bands, and for the 16 contents that differ from it in one bit, and only reads
the value of a posting whose side word is within the cut. That takes 32 + 16 x 6 = 128 bytes a value.

Why nothing within 31 bits is missed, with cut 3. Let e(b) be the bits in which band b differs; they sum to at most 31.
Claim: some band has e(b) <= 1 and e(b+1) <= 3, and that posting is looked at. Suppose not: every band with at most one
differing bit, call it low, is followed by one with at least four. That one is not low, and it follows one band only, so
the pairs (low, next) do not overlap, and each sums to at least 4 = 2 bands x 2. Every band in no pair is not low: at
least 2. So all 16 bands sum to at least 32, which is more than 31.

Within 15 bits band contents need to be looked for as they are only, with cut 1: if every band with no differing bit were
followed by one with at least two, those pairs sum to 2 bands x 1 and every other band has at least 1: 16.

A pair that several bands find is reported by the first of them. Rows come in the order of search.Index: by query,
distance and row.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import kernels
from cases.fingerprints.search import RADIUS, as_words

BANDS, CONTENTS = 16, 65_536
ROOM = 1024  # hits of one question before it is asked again with more room
MANY = 16  # questions from which on threads pay
NEVER = 2**32 - 1  # rows are numbered in 4 bytes


@dataclass(frozen=True, slots=True)
class Tables:
    """Postings of some of the values: offsets 16 x 65537 (uint32), ids 16 x P (uint32), sides 16 x P (uint16)."""

    offsets: NDArray[np.uint32]
    ids: NDArray[np.uint32]
    sides: NDArray[np.uint16]


def build(values: NDArray[Any], chosen: NDArray[np.uint32], into: Tables | None = None) -> Tables:
    """Tables over the rows `chosen` of N x 32 bytes, ascending; `into` may lie in a file. Deterministic."""
    if len(values) >= NEVER:
        raise ValueError("too many values for one index")
    *_, post = kernels.compiled()
    tables = into if into is not None else empty(len(chosen))
    bands = _frozen(_bands(values))
    chosen = _frozen(chosen)
    for band in range(BANDS):
        offsets = np.zeros(CONTENTS + 1, dtype=np.uint32)
        ids, sides = np.empty(len(chosen), dtype=np.uint32), np.empty(len(chosen), dtype=np.uint16)
        post(bands, chosen, band, offsets, ids, sides)
        tables.offsets[band], tables.ids[band], tables.sides[band] = offsets, ids, sides
    return tables


def empty(postings: int) -> Tables:
    """Room for so many postings a band."""
    return Tables(
        np.zeros((BANDS, CONTENTS + 1), dtype=np.uint32),
        np.zeros((BANDS, postings), dtype=np.uint32),
        np.zeros((BANDS, postings), dtype=np.uint16),
    )


class Mih:
    """N x 32 bytes and the tables over them; arrays may be memory-mapped and read-only."""

    def __init__(self, values: NDArray[Any], tables: Tables) -> None:
        self._words, self._bands = _frozen(as_words(np.asarray(values))), _frozen(_bands(np.asarray(values)))
        self._tables = Tables(*(_frozen(part) for part in (tables.offsets, tables.ids, tables.sides)))

    def search(self, queries: NDArray[Any], radius: int = RADIUS, threads: int = 1) -> NDArray[np.int64]:
        """(number of the query, row, distance) x hits of every value within `radius` bits; exact up to 31.

        `queries` as search.as_words takes them; many of them are shared out over `threads`. Raises ValueError for a
        wider radius.
        """
        if not 0 <= radius <= RADIUS:
            raise ValueError(f"the index is exact up to {RADIUS} bits")
        words = as_words(queries)
        if threads < 2 or len(words) < MANY:
            return ordered(self._asked(words, radius))
        parts = np.array_split(words, threads)
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(lambda part: self._asked(part, radius), parts))
        for hits, part in zip(found[1:], np.cumsum([len(part) for part in parts]), strict=False):
            hits[:, 0] += part
        return ordered(np.concatenate(found))

    def _asked(self, words: NDArray[np.uint64], radius: int) -> NDArray[np.int64]:
        probe, *_ = kernels.compiled()
        low, cut = (0, 1) if radius <= 15 else (1, 3)
        tables, asked = self._tables, _frozen(words)
        return _hits(
            probe, len(words), asked, _bands(asked), tables.offsets, tables.ids, tables.sides, self._words, self._bands,
            low, cut, radius,
        )  # fmt: skip


def scan(values: NDArray[Any], queries: NDArray[Any], radius: int = RADIUS) -> NDArray[np.int64]:
    """What Mih.search answers, by looking at every value with compiled code; for a few ten thousand new values."""
    _, look, _ = kernels.compiled()
    words = as_words(queries)
    return ordered(_hits(look, len(words), _frozen(words), _frozen(as_words(values)), radius))


def ordered(table: NDArray[np.int64]) -> NDArray[np.int64]:
    """Hits by query, distance and row."""
    order: NDArray[np.int64] = table[np.lexsort((table[:, 1], table[:, 2], table[:, 0]))]
    return order


def _hits(kernel: kernels.Search, queries: int, *given: Any) -> NDArray[np.int64]:
    """(query, row, distance) x hits; asked again with more room if there were too many."""
    room = ROOM + 4 * queries
    while True:
        table = np.empty((3, room), dtype=np.int64)
        found = kernel(*given, table[0], table[1], table[2])
        if found <= room:
            return np.ascontiguousarray(table[:, :found].T)
        room = found


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    """A plain read-only view: one type for all arrays, in memory or mapped, so that one compiled version serves them."""
    view = np.asarray(array).view(np.ndarray)
    view.flags.writeable = False
    return view


def _bands(values: NDArray[Any]) -> NDArray[np.uint16]:
    bands: NDArray[np.uint16] = as_words(values).view(np.uint16)
    return bands
