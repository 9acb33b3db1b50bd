"""Exact search for all hashes within a distance, by looking at every one of them.

A missed match is a harm, so nothing here is approximate. One scan of 100,000 hashes takes about a millisecond a query,
which serves an agency's registry and is the yardstick for every faster index. Most values are left after half of
their bits: two unrelated hashes hardly ever differ in 31 or fewer of 128 bits.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

RADIUS = 31  # bits of 256; the distance up to which the algorithm's authors call two pictures the same
BLOCK = 65_536  # values looked at together: half a megabyte a word, which stays in the processor's cache
FEW = 8_192  # values up to which the questions are put together and not the values
PAIRS = 1 << 19  # distances that are computed at a time
WORDS = 4

Found = tuple[int, int, int]


class Index:
    """Values to be found, each under a number of the caller's; the same number may stand for several values."""

    def __init__(self, ids: NDArray[np.int64], values: NDArray[Any]) -> None:
        """`ids` has N numbers, `values` is N x 32 bytes or N x 4 words of 64 bits. Raises ValueError if they differ."""
        words = as_words(values)
        if ids.shape != (len(words),):
            raise ValueError("as many ids as values are needed")
        self._ids = np.ascontiguousarray(ids, dtype=np.int64)
        self._planes = np.ascontiguousarray(words.T)

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, queries: NDArray[Any] | Sequence[bytes], radius: int = RADIUS) -> list[Found]:
        """(number of the query, id, distance) of every value within `radius` bits, by query, distance and id."""
        asked = as_words(queries)
        if len(self._ids) <= FEW:
            return self._table(asked, radius)
        found: list[Found] = []
        for number, query in enumerate(asked):
            hits: list[Found] = []
            for start in range(0, len(self._ids), BLOCK):
                hits += [(number, *hit) for hit in self._block(query, start, radius)]
            found += sorted(hits, key=lambda hit: (hit[2], hit[1]))
        return found

    def _table(self, queries: NDArray[np.uint64], radius: int) -> list[Found]:
        """The same for few values: many questions against all of them at once, PAIRS distances at a time."""
        found: list[Found] = []
        step = max(1, PAIRS // max(1, len(self._ids)))
        for start in range(0, len(queries), step):
            some = queries[start : start + step]
            apart = np.zeros((len(some), len(self._ids)), dtype=np.uint16)
            for word, plane in enumerate(self._planes):
                apart += np.bitwise_count(some[:, word, None] ^ plane)
            numbers, rows = np.nonzero(apart <= radius)
            distances, ids = apart[numbers, rows].astype(np.int64), self._ids[rows]
            order = np.lexsort((ids, distances, numbers))
            listed = ((numbers + start)[order].tolist(), ids[order].tolist(), distances[order].tolist())
            found += zip(*listed, strict=True)
        return found

    def _block(self, query: NDArray[np.uint64], start: int, radius: int) -> list[tuple[int, int]]:
        planes = self._planes[:, start : start + BLOCK]
        half = np.bitwise_count(planes[0] ^ query[0]) + np.bitwise_count(
            planes[1] ^ query[1]
        )  # at most 128: fits a byte
        near = np.flatnonzero(half <= radius)
        if not len(near):
            return []
        rest = np.bitwise_count(planes[2:, near] ^ query[2:, None]).sum(axis=0, dtype=np.int64)
        distances = half[near] + rest
        kept = distances <= radius
        ids = self._ids[start + near[kept]]
        return list(zip(ids.tolist(), distances[kept].tolist(), strict=True))


def as_words(values: NDArray[Any] | Sequence[bytes]) -> NDArray[np.uint64]:
    """N hashes as N x 4 words of 64 bits, from N x 32 bytes, N x 4 words or a list of 32-byte strings.

    Only for comparing with each other: the order of the bytes inside a word is the machine's.
    """
    if not isinstance(values, np.ndarray):
        if any(len(value) != 32 for value in values):
            raise ValueError("a hash has 32 bytes")
        values = np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, 32)
    if values.dtype == np.uint64 and values.ndim == 2 and values.shape[1] == WORDS:
        return values.view(np.uint64)
    if values.dtype != np.uint8 or values.ndim != 2 or values.shape[1] != 32:
        raise ValueError("values are N x 32 bytes or N x 4 words of 64 bits")
    words: NDArray[np.uint64] = np.ascontiguousarray(values).view(np.uint64)
    return words
