"""Values for the tests of the engine, drawn from a seed: plain ones, and neighbours that an index would miss first."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Differing bits of the 16 bands: the spreads of 32 bits that leave every posting outside its cut, and softer ones.
HARD = ([0, 4] * 8, [1, 3] * 8, [2] * 16, [4, 0] * 8, [0, 4, 2, 2] * 4, [1, 4, 1, 2] * 4, [16, 16] + [0] * 14)


def values(count: int, seed: int) -> NDArray[np.uint8]:
    """N x 32 random bytes."""
    return np.random.default_rng(seed).integers(0, 256, (count, 32), dtype=np.uint8)


def flipped(value: NDArray[np.uint8], spread: list[int], draw: Any) -> NDArray[np.uint8]:
    """The value with so many bits changed in each of its 16 bands."""
    bits = np.unpackbits(value).reshape(16, 16)
    for band, number in enumerate(spread):
        bits[band, draw.choice(16, min(number, 16), replace=False)] ^= 1
    return np.packbits(bits)


def neighbour(value: NDArray[np.uint8], distance: int, seed: int) -> NDArray[np.uint8]:
    """The value with exactly so many bits changed (0 to 32), every second time in a spread from HARD."""
    draw = np.random.default_rng(seed)
    if seed % 2:
        spread = np.roll(HARD[seed // 2 % len(HARD)], int(draw.integers(16))).tolist()
    else:
        spread = np.bincount(draw.choice(256, 32, replace=False) // 16, minlength=16).tolist()
    while sum(spread) > distance:
        spread[int(draw.choice(np.flatnonzero(spread)))] -= 1
    return flipped(value, spread, draw)
