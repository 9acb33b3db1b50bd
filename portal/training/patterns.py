"""Pictures that show nothing: stripes and rings made of a number, for fingerprints to practise with."""

import io

import numpy as np
from PIL import Image

SIZE = 320


def pattern(seed: int) -> bytes:
    """A PNG of smooth waves; another number gives another picture."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    waves = sum(
        np.sin(2 * np.pi * (a * x + b * y) + c)
        for a, b, c in chance.uniform((1, 1, 0), (9, 9, 6), size=(6, 3)).tolist()
    )
    grey = np.uint8(255 * (waves - np.min(waves)) / np.ptp(waves))
    target = io.BytesIO()
    Image.fromarray(np.stack([grey, np.roll(grey, 40, 0), np.roll(grey, 80, 1)], axis=2)).save(target, "PNG")
    return target.getvalue()
