"""The inner loops of mih.py. Plain functions that numba compiles when they are first needed, never at import.

Words are 64 bits. Counting bits is spelled out because numba has no name for it; the compiler knows the spelling and
makes one instruction of it. Whoever changes a constant's type makes it slow: unsigned and signed mixed become floats.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.compiled import fast

ONES, TWOS, FOURS = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)
BYTES = np.uint64(0x0101010101010101)
BY1, BY2, BY4, BY56 = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
Search = Callable[..., int]


def bits(word: Any) -> Any:
    """How many bits of a word of 64 are set."""
    word = word - ((word >> BY1) & ONES)
    word = (word & TWOS) + ((word >> BY2) & TWOS)
    return (((word + (word >> BY4)) & FOURS) * BYTES) >> BY56


def apart(one: NDArray[Any], other: NDArray[Any]) -> Any:
    """Differing bits of two values of 4 words."""
    distance = np.int64(0)
    for word in range(4):
        distance += np.int64(bits(one[word] ^ other[word]))
    return distance


def seen(query: NDArray[Any], value: NDArray[Any], band: int, low: int, cut: int) -> bool:
    """Whether a band before this one has found the pair already: each pair is reported by its first band only."""
    for earlier in range(band):
        if bits(np.uint64(query[earlier] ^ value[earlier])) <= low:
            after = earlier + 1
            if bits(np.uint64(query[after] ^ value[after])) <= cut:
                return True
    return False


def probe(
    words: NDArray[Any], bands: NDArray[Any], offsets: NDArray[Any], ids: NDArray[Any], sides: NDArray[Any],
    value_words: NDArray[Any], value_bands: NDArray[Any], low: int, cut: int, radius: int,
    numbers: NDArray[Any], rows: NDArray[Any], distances: NDArray[Any],
) -> int:  # fmt: skip
    """Number of the query, row and distance of each hit into the last three; how many, which may be more than fit.

    `words` M x 4 and `bands` M x 16 of the queries, `value_words` N x 4 and `value_bands` N x 16 of the values (the same
    bytes), `offsets` 16 x 65537, `ids` and `sides` 16 x postings. `low` 0 or 1: bits that may be flipped in a band.
    """
    found = 0
    for number in range(len(words)):
        query = bands[number]
        for band in range(16):
            side = query[(band + 1) & 15]
            for flip in range(1 + 16 * low):
                key = np.int64(query[band]) ^ (np.int64(1) << np.int64(flip) >> np.int64(1))  # 0 flips nothing
                for at in range(offsets[band, key], offsets[band, key + 1]):
                    if bits(np.uint64(sides[band, at] ^ side)) <= cut:
                        row = ids[band, at]
                        distance = apart(words[number], value_words[row])
                        if distance <= radius and not seen(query, value_bands[row], band, low, cut):
                            if found < len(rows):
                                numbers[found], rows[found], distances[found] = number, row, distance
                            found += 1
    return found


def scan(
    words: NDArray[Any], values: NDArray[Any], radius: int, numbers: NDArray[Any], rows: NDArray[Any],
    distances: NDArray[Any],
) -> int:  # fmt: skip
    """The same by looking at every one of N x 4 words."""
    found = 0
    for number in range(len(words)):
        query = words[number]
        for row in range(len(values)):
            half = np.int64(bits(values[row, 0] ^ query[0])) + np.int64(bits(values[row, 1] ^ query[1]))
            if half <= radius:
                distance = apart(query, values[row])
                if distance <= radius:
                    if found < len(rows):
                        numbers[found], rows[found], distances[found] = number, row, distance
                    found += 1
    return found


def post(value_bands: NDArray[Any], chosen: NDArray[Any], band: int, offsets: NDArray[Any], ids: NDArray[Any], sides: NDArray[Any]) -> int:  # fmt: skip
    """One band's postings by counting: offsets (65537), then row and next band of every chosen row, in order of rows."""
    after = (band + 1) & 15
    for number in range(len(chosen)):
        offsets[np.int64(value_bands[chosen[number], band]) + 1] += 1
    for key in range(65536):
        offsets[key + 1] += offsets[key]
    free = offsets[:65536].copy()
    for number in range(len(chosen)):
        row = chosen[number]
        at = free[value_bands[row, band]]
        ids[at] = row
        sides[at] = value_bands[row, after]
        free[value_bands[row, band]] = at + 1
    return len(chosen)


@functools.cache
def compiled() -> tuple[Search, Search, Search]:
    """(probe, scan, post) as machine code; kept on disk beside this file, so a second process takes milliseconds."""
    from numba.extending import register_jitable

    for helper in (bits, apart, seen):
        register_jitable(helper)
    return fast(probe, nogil=True), fast(scan, nogil=True), fast(post, nogil=True)
