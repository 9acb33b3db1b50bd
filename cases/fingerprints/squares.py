"""The pieces of a picture as they are passed on (patchwork.py makes them), and how even the picture is around them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.scalespace import Floats

STEP = 0.5  # grey levels


@dataclass(frozen=True, slots=True)
class Pieces:
    """N pieces of one picture. `place`: x, y, blur (px of the picture given) and direction; `contrast` of the point;
    `tones`: the share of its variance that two shades leave unexplained, near 0 for letters and signs. `drawn`: it has even
    shades, as letters, signs and buttons have and what a camera sees has not.
    """

    place: Floats
    contrast: Floats
    tones: NDArray[np.float64]
    drawn: NDArray[np.bool_]
    quality: NDArray[np.int16]
    bits: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.contrast)

    def take(self, rows: NDArray[Any]) -> "Pieces":
        """Those of these rows, in their order."""
        return Pieces(
            self.place[rows],
            self.contrast[rows],
            self.tones[rows],
            self.drawn[rows],
            self.quality[rows],
            self.bits[rows],
        )


EMPTY = Pieces(
    np.zeros((0, 4), dtype=np.float32),
    np.zeros(0, dtype=np.float32),
    np.zeros(0, dtype=np.float64),
    np.zeros(0, dtype=np.bool_),
    np.zeros(0, dtype=np.int16),
    np.zeros((0, 32), dtype=np.uint8),
)


def even(picture: Floats, place: Floats, wide: float) -> Floats:
    """The share of the picture around each place (N x 3 or more: x, y, blur) within `wide` times the
    blur, without a step of STEP to the right or down."""
    flat = np.zeros((picture.shape[0], picture.shape[1]), dtype=np.int64)
    flat[1:, 1:] = (np.abs(np.diff(picture, axis=1))[:-1] < STEP) & (np.abs(np.diff(picture, axis=0))[:, :-1] < STEP)
    summed = flat.cumsum(axis=0).cumsum(axis=1)
    reach = place[:, 2] * np.float32(wide)
    left, right = ((place[:, 0] + way * reach).astype(int).clip(0, picture.shape[1] - 1) for way in (-1, 1))
    top, bottom = ((place[:, 1] + way * reach).astype(int).clip(0, picture.shape[0] - 1) for way in (-1, 1))
    inside = summed[bottom, right] - summed[top, right] - summed[bottom, left] + summed[top, left]
    return np.asarray(inside / np.maximum((bottom - top) * (right - left), 1), dtype=np.float32)
