"""Exact search for all hashes within a distance by multi-index hashing, without looking at every one of them.

After Norouzi, Punjani and Fleet, "Fast exact search in Hamming space with multi-index hashing" (arXiv 1307.2982), with
a side word of our own. A value is cut into 16 bands of 16 bits, and these into 8 pairs. For each band there is a table
from the band's 65,536 contents to its postings: the row of a value (4 bytes) and, beside it, the other band of the pair
(2 bytes). A query looks for each of its bands, and for the 16 contents that differ from it in one bit, and only reads the
value of a posting whose side word fits. That takes 32 + 16 x 6 = 128 bytes a value.

Why nothing is missed. Two values within 31 bits differ, in at least one of the 8 pairs, in at most `few` = 31 // 8 = 3
bits, since 8 pairs of 4 or more would be 32; in general `few` = radius // 8. Say the left band of that pair differs in a
bits and the right one in b, a + b <= few, and let low = few // 2. If a <= low, the left band is looked for with a flipped
bits (0 or 1) and the side word, which differs in b, may differ in 0 to few - a. Otherwise a >= low + 1, so b <= few -
low - 1 <= 1: the right band is looked for with b flipped bits, and its side word may differ in low + 1 to few - b. These
two exclude each other, so a pair of bands finds a value once; one that several pairs find is reported by the first.

Rows come in the order of search.Index: by query, distance and row.
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
MANY = 64  # questions from which on threads pay
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
        self._offsets = _frozen(tables.offsets)
        self._ids, self._sides = _frozen(tables.ids).reshape(-1), _frozen(tables.sides).reshape(-1)

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
        asked = _frozen(words)
        return _hits(
            probe, len(words), asked, _bands(asked), self._offsets, self._ids, self._sides, self._words, self._bands,
            radius // (BANDS // 2), radius,
        )  # fmt: skip


def scan(values: NDArray[Any], queries: NDArray[Any], radius: int = RADIUS) -> NDArray[np.int64]:
    """What Mih.search answers, by looking at every value with compiled code; for a few ten thousand new values."""
    _, look, _ = kernels.compiled()
    words = as_words(queries)
    return ordered(_hits(look, len(words), _frozen(words), _frozen(as_words(values)), radius))


def ordered(table: NDArray[np.int64]) -> NDArray[np.int64]:
    """Hits by query, distance and row."""
    if len(table) < 2:
        return table
    order: NDArray[np.int64] = table[np.lexsort((table[:, 1], table[:, 2], table[:, 0]))]
    return order


def _hits(kernel: kernels.Search, queries: int, *given: Any) -> NDArray[np.int64]:
    """(query, row, distance) x hits; asked again with more room if there were too many."""
    room = ROOM + 4 * queries
    while True:
        table = np.empty((room, 3), dtype=np.int64)
        found = kernel(*given, table)
        if found <= room:
            return table[:found]
        room = found


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    """A plain read-only view: one type for all arrays, in memory or mapped, so that one compiled version serves them."""
    view = np.asarray(array).view(np.ndarray)
    view.flags.writeable = False
    return view


def _bands(values: NDArray[Any]) -> NDArray[np.uint16]:
    bands: NDArray[np.uint16] = as_words(values).view(np.uint16)
    return bands
