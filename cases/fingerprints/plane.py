"""The brightness of a picture in fewer, larger dots, and hashes of the whole or of any rectangle of it.

The weights with which PDQ looks at the picture itself are summed up for each dot. So the geometry stays the picture's own
to the pixel, which is what hashes of scaled pictures get wrong: they end within 4 bits of the exact value where those
are 8 to 20 bits off (measured, portal/docs/adr/0025-fast-path.md).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cases.fingerprints import pdq
from cases.fingerprints.pdq import Pdq

Dots = NDArray[np.float32]
LONGEST = 1024  # dots along the longer side, about; finer ones tell nothing more of a part of the picture
MANY = 256  # rows of dots from which on leaving out weights of zero is quicker than one product of matrices
TURNED = {2: 4, 3: 6, 4: 2, 5: 1, 6: 5, 7: 7, 8: 3}  # EXIF orientation: transpose (1), then flip down (2), across (4)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a picture in its own px; right and bottom lie outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """px"""
        return self.right - self.left

    @property
    def height(self) -> int:
        """px"""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Plane:
    """Brightness 0 to 255 of a picture of width x height px: each dot is the mean of factor x factor px.

    Dots at the edges may stand for fewer px; `left` and `top` are how many are missing in the first column and row.
    """

    dots: Dots
    factor: int
    width: int
    height: int
    left: int = 0
    top: int = 0

    @property
    def whole(self) -> Rectangle:
        """All of it."""
        return Rectangle(0, 0, self.width, self.height)

    def hashes(self, part: Rectangle) -> tuple[Pdq, ...]:
        """The eight hashes of a part of the picture, in the order of pdq.TURNS."""
        if min(part.width, part.height) < pdq.SMALLEST_SIDE:
            return (pdq.ZERO,) * len(pdq.TURNS)
        return self.across(self.down(part.top, part.bottom), part.left, part.right)

    def down(self, top: int, bottom: int) -> Dots:
        """64 weighted sums of the rows from `top` to `bottom` px: 64 x columns. Parts of the same rows share them."""
        first, weights = _along(top + self.top, bottom - top, self.factor)
        weights = weights[:, : len(self.dots) - first]
        dots = self.dots[first : first + weights.shape[1]]
        if len(dots) < MANY:
            plain: Dots = weights @ dots
            return plain
        summed = np.empty((pdq.SIDE, dots.shape[1]), np.float32)
        for point, (start, end) in enumerate(_reach(bottom - top, self.factor, (top + self.top) % self.factor)):
            np.matmul(weights[point, start:end], dots[start:end], out=summed[point])
        return summed

    def across(self, rows: Dots, left: int, right: int) -> tuple[Pdq, ...]:
        """The eight hashes from what `down` gave, between two columns."""
        first, weights = _along(left + self.left, right - left, self.factor)
        weights = weights[:, : rows.shape[1] - first]
        return pdq.dihedral_points((rows[:, first : first + weights.shape[1]] @ weights.T).astype(np.float64))

    def turned(self, orientation: int) -> "Plane":
        """As it is to be shown, from the EXIF orientation 1 to 8; any other number changes nothing."""
        how = TURNED.get(orientation, 0)
        width, height = (self.height, self.width) if how & 1 else (self.width, self.height)
        dots = self.dots.T if how & 1 else self.dots
        dots = dots[::-1] if how & 2 else dots
        dots = dots[:, ::-1] if how & 4 else dots
        left = dots.shape[1] * self.factor - width if how & 4 else 0
        top = dots.shape[0] * self.factor - height if how & 2 else 0
        return Plane(np.ascontiguousarray(dots), self.factor, width, height, left, top)


def of_image(image: Image.Image) -> Plane:
    """The plane of a picture in RGB."""
    factor = max(1, max(image.size) // LONGEST)
    small = image if factor == 1 else image.reduce(factor)
    return Plane(pdq.luma(np.asarray(small)), factor, image.width, image.height)


@lru_cache(maxsize=64)
def _reach(length: int, factor: int, lead: int) -> tuple[tuple[int, int], ...]:
    """Where the weights of each point begin and end; between lie few of many."""
    weights = folded(length, factor, lead) > 0
    return tuple(
        zip(weights.argmax(axis=1).tolist(), (weights.shape[1] - weights[:, ::-1].argmax(axis=1)).tolist(), strict=True)
    )


def _along(start: int, length: int, factor: int) -> tuple[int, Dots]:
    """The first dot, and 64 x dots weights, for the `length` px from `start` on."""
    return start // factor, folded(length, factor, start % factor)


@lru_cache(maxsize=512)
def folded(length: int, factor: int, lead: int) -> Dots:
    """`pdq.operator(length)` with the weights of each `factor` px summed up, after `lead` px that are left out."""
    window = (length + 127) // 128
    right = (window + 2) // 2 - 1
    left = window - right - 1
    every: NDArray[Any] = np.arange(length)
    inside = np.minimum(every + right, length - 1) - np.maximum(every - left, 0) + 1
    summed = np.concatenate([[0.0], np.cumsum(1.0 / inside)])
    centre = ((2 * np.arange(pdq.SIDE) + 1) * length // (2 * pdq.SIDE))[:, None]
    low, high = np.maximum(centre - left, 0), np.minimum(centre + right, length - 1)
    at = centre + np.arange(-2 * left, 2 * right + 1)
    weights = summed[np.minimum(at + left, high) + 1] - summed[np.maximum(at - right, low).clip(max=length)]
    weights = np.where((at < 0) | (at >= length), 0.0, weights.clip(min=0.0) / (high - low + 1))
    dots = -(-(length + lead) // factor)
    place = np.arange(pdq.SIDE)[:, None] * dots + (at.clip(0, length - 1) + lead) // factor
    matrix = np.bincount(place.ravel(), weights.ravel(), minlength=pdq.SIDE * dots).reshape(pdq.SIDE, dots)
    found: Dots = matrix.astype(np.float32)
    found.flags.writeable = False
    return found
