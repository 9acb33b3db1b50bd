"""A picture without the thin light or dark marks that lie all over it: an opening or a closing of its brightness.

An opening (the darkest of a square around each dot, then the lightest of those) takes away what is lighter than its
surroundings and narrower than the square, such as a pale watermark repeated over the whole picture, and leaves the large
shapes that the hash of the whole consists of. A closing does the same to dark marks. Serra, "Image Analysis and
Mathematical Morphology" (1982).
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from cases.fingerprints.plane import Dots

LONGEST = 480  # dots along the longer side, about
WIDE = 7  # dots, the side of the square: wider than the strokes of letters a twentieth of the picture's width high


def without_light(dots: Dots) -> Dots:
    """Brightness without thin light marks, at most LONGEST dots long or a little more."""
    return _around(_around(_coarse(dots), np.minimum), np.maximum)


def without_dark(dots: Dots) -> Dots:
    """The same without thin dark marks."""
    return _around(_around(_coarse(dots), np.maximum), np.minimum)


def _coarse(dots: Dots) -> Dots:
    """Means of squares, so that LONGEST is about the longer side."""
    step = max(1, round(max(dots.shape) / LONGEST))
    rows, columns = dots.shape[0] // step, dots.shape[1] // step
    if step == 1 or not rows or not columns:
        return dots
    cut = dots[: rows * step, : columns * step].reshape(rows, step, columns, step)
    return np.asarray(cut.mean(axis=(1, 3)), dtype=np.float32)


def _around(dots: Dots, choose: Callable[..., Any]) -> Dots:
    """The least or largest of the square of WIDE dots around each."""
    for axis in (0, 1):
        reach = [(0, 0), (0, 0)]
        reach[axis] = (WIDE // 2, WIDE // 2)
        wide, length = np.pad(dots, reach, mode="edge"), dots.shape[axis]
        dots = reduce(choose, ((wide[by:][:length] if axis == 0 else wide[:, by:][:, :length]) for by in range(WIDE)))
    return dots
