"""A picture drawn with whole numbers only, so that any language draws the same; and the file of what its patches are.

Run as a script, it writes the file anew: only for a new version of the algorithm.
"""

import json
from pathlib import Path

import numpy as np

from cases.fingerprints import patches

VECTORS = Path(__file__).with_name("vectors-patches.json")
SEEDS = (1, 2, 3)
FAINT = (3,)  # of them, a sixteenth of the contrast
WIDTH, HEIGHT = 600, 400


def drawn(seed: int) -> np.ndarray:
    """300 ellipses and boxes over each other, each from six numbers of a generator: x * 1103515245 + 12345 mod 2^31."""
    picture = np.full((HEIGHT, WIDTH), 128, dtype=np.uint8)
    down, across = np.mgrid[:HEIGHT, :WIDTH]
    state = seed
    for _ in range(300):
        numbers = []
        for _ in range(6):
            state = (state * 1103515245 + 12345) % 2**31
            numbers.append(state >> 12)
        x, y, a, b, shade, kind = numbers
        x, y, a, b = x % WIDTH, y % HEIGHT, 6 + a % 50, 6 + b % 50
        dx, dy = np.abs(across - x), np.abs(down - y)
        inside = (dx <= a) & (dy <= b) if kind % 2 else dx * dx * b * b + dy * dy * a * a <= a * a * b * b
        picture[inside] = shade % 256
    return 112 + picture // 16 if seed in FAINT else picture


def described(seed: int) -> dict[str, object]:
    """What the file says of one picture."""
    picture = drawn(seed)
    return {
        "seed": seed,
        "registered": [[patch.bits.hex(), patch.quality] for patch in patches.registered(picture)],
        "asked": [[patch.bits.hex(), patch.spot] for patch in patches.asked(picture, patches.QUICK)],
    }


if __name__ == "__main__":
    found = {"algorithm": patches.ALGORITHM, "width": WIDTH, "height": HEIGHT, "pictures": [*map(described, SEEDS)]}
    VECTORS.write_text(json.dumps(found, indent=1) + "\n")
