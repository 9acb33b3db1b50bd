"""Values and questions with known answers: random values, and neighbours in the spreads that an index would miss first."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BITS, BANDS, FARTHEST = 256, 16, 32
# Differing bits of the 16 bands, 32 in all: what leaves every posting just outside its cut, and softer ones.
HARD = np.array([[0, 4] * 8, [1, 3] * 8, [2] * 16, [4, 0] * 8, [0, 4, 2, 2] * 4, [1, 4, 1, 2] * 4, [16, 16] + [0] * 14])


@dataclass(frozen=True, slots=True)
class Planted:
    """M questions of 32 bytes, the row that each was made from and its distance 0 to 32; 32 is a decoy."""

    queries: NDArray[np.uint8]
    rows: NDArray[np.int64]
    distances: NDArray[np.int64]

    def expected(self, radius: int) -> set[tuple[int, int, int]]:
        """(question, row, distance) that must be found."""
        near = np.flatnonzero(self.distances <= radius)
        return set(zip(near.tolist(), self.rows[near].tolist(), self.distances[near].tolist(), strict=True))


def values(count: int, draw: Any) -> NDArray[np.uint8]:
    """N x 32 random bytes."""
    made: NDArray[np.uint8] = np.frombuffer(draw.bytes(count * 32), dtype=np.uint8).reshape(-1, 32)
    return made


def planted(held: NDArray[np.uint8], count: int, draw: Any) -> Planted:
    """Neighbours of random rows at distances 0 to 32 in turn, every second one in a hard spread."""
    rows = draw.integers(0, len(held), count)
    distances = np.arange(count) % (FARTHEST + 1)
    flips = _flips(count, draw)
    order = np.argsort(np.where(flips, draw.random(flips.shape), 2.0), axis=1)
    kept = np.zeros_like(flips)
    np.put_along_axis(kept, order, np.arange(BITS)[None] < distances[:, None], axis=1)
    return Planted(held[rows] ^ np.packbits(kept, axis=1), rows.astype(np.int64), distances.astype(np.int64))


def _flips(count: int, draw: Any) -> NDArray[np.bool_]:
    """32 bits of each of N x 256: half of them anywhere, half in one of the hard spreads, turned by some bands."""
    hard = HARD[draw.integers(0, len(HARD), count)]
    turned = np.take_along_axis(hard, (np.arange(BANDS)[None] + draw.integers(0, BANDS, (count, 1))) % BANDS, axis=1)
    ranks = np.argsort(np.argsort(draw.random((count, BANDS, BANDS)), axis=2), axis=2)
    flips = (ranks < turned[:, :, None]).reshape(count, BITS)
    anywhere = np.argsort(np.argsort(draw.random((count, BITS)), axis=1), axis=1) < FARTHEST
    flips[::2] = anywhere[::2]
    made: NDArray[np.bool_] = flips
    return made
