"""When the pieces of two pictures agree (patches.py says what they are). Needs nothing but the hashes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.query import QueryPatch

NEAR = 31  # bits: at least one piece is this close
VERIFY = 48  # bits: what counts once one is
WEIGHT = 60  # bits by which all that agree lie inside VERIFY, taken together, at least: two faint ones are chance
FEWEST = (
    12  # registered pieces below which a picture is too plain to be known by them: a screen full of text, a drawing
)
DISTINCT = 64  # bits by which two registered pieces differ, at least, to count as two
TWO, STRONG = 2, 3  # pieces in agreement


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many different pieces agree, and the bits in which each of them differs, ascending; how the picture is seen."""

    distances: tuple[int, ...] = ()
    mirrored: bool = False
    inverted: bool = False

    @property
    def count(self) -> int:
        """Different pieces in agreement; 0 unless the rule of `agreement` is met."""
        return len(self.distances)

    @property
    def strong(self) -> bool:
        """Whether pieces alone are one independent proof (HARMS 18)."""
        return self.count >= STRONG


def _mask(rows_and_columns: Callable[[int, int], bool]) -> bytes:
    """32 bytes with those bits set whose row and column (0 is frequency 1) are named."""
    return sum(1 << bit for bit in range(256) if rows_and_columns(bit // 16, bit % 16)).to_bytes(32, "big")


# Exclusive or with the hash of a piece gives that of the piece as it is found in a mirror, or with its colours inverted.
# In a mirror the gradient still points to the right, so the piece is upside down: odd frequencies of its rows change sign.
# Inverted, the gradient points the other way: the piece is turned by half and every sign changes.
MIRROR = _mask(lambda row, column: row % 2 == 0)
INVERSE = _mask(lambda row, column: (row + column) % 2 == 0)
# What is laid over the hash of a piece: nothing, or as it is found in a mirror, with inverted colours, or both.
FORMS = (bytes(32), MIRROR, INVERSE, bytes(a ^ b for a, b in zip(MIRROR, INVERSE, strict=True)))


def agreement(
    values: NDArray[np.uint8], patches: Sequence[QueryPatch], *, near: int = NEAR, verify: int = VERIFY
) -> Agreement:
    """What the pieces of one registration (N x 32 bytes) and of one found picture have in common, bits of distance.

    Counted are pairs within `verify`, each spot once and each registered piece once, registered pieces that nearly equal
    one already counted not at all; all seen directly, or all in a mirror, or inverted, or both, whichever agrees most.
    Without a pair within `near`, with one pair only, or with less than WEIGHT in all, nothing agrees; nor does anything
    with a registration of less than FEWEST pieces.
    """
    if len(values) < FEWEST or not patches:
        return Agreement()
    bits = np.frombuffer(b"".join(patch.bits for patch in patches), dtype=np.uint8).reshape(-1, 32)
    spots = [patch.spot for patch in patches]
    ways = []
    alike = distances(values, values) <= DISTINCT
    for form, mask in enumerate(FORMS):
        apart = distances(values, bits ^ np.frombuffer(mask, dtype=np.uint8))
        found = _pairs(apart, alike, spots, verify)
        if len(found) >= TWO and found[0] <= near and enough(found):
            ways.append(Agreement(found, mirrored=bool(form & 1), inverted=bool(form & 2)))
    return max(ways, key=lambda way: (way.count, -sum(way.distances)), default=Agreement())


def enough(found: Sequence[int], weight: int = WEIGHT) -> bool:
    """Whether distances that agree are enough together: few must be near, more may be further."""
    return sum(VERIFY - bits for bits in found) >= weight


def distances(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The bits in which each of N x 32 bytes differs from each of M x 32 bytes: N x M."""
    words, others = np.ascontiguousarray(one).view(np.uint64), np.ascontiguousarray(other).view(np.uint64)
    counted: NDArray[np.int64] = np.bitwise_count(words[:, None, :] ^ others[None, :, :]).sum(axis=2, dtype=np.int64)
    return counted


def distinct(pairs: Iterable[tuple[int, int]], alike: NDArray[np.bool_]) -> list[int]:
    """Which of the pairs (registered piece, spot) count, as places in their order: each spot once, each piece once, and
    none that nearly equals one counted before (`alike`, N x N)."""
    spots: set[int] = set()
    taken = np.zeros(len(alike), dtype=np.bool_)
    kept = []
    for at, (row, spot) in enumerate(pairs):
        if spot not in spots and not taken[row]:
            spots.add(spot)
            taken |= alike[row]
            kept.append(at)
    return kept


def _pairs(apart: NDArray[np.int64], alike: NDArray[np.bool_], spots: Sequence[int], verify: int) -> tuple[int, ...]:
    """The distances of the pairs that count, nearest first."""
    rows, columns = np.nonzero(apart <= verify)
    order = np.lexsort((columns, rows, apart[rows, columns]))
    listed = [(int(rows[at]), int(columns[at])) for at in order]
    kept = distinct(((row, spots[column]) for row, column in listed), alike)
    return tuple(int(apart[listed[at]]) for at in kept)
