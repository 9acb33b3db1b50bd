"""Which pieces of a picture are registered and which are asked with: those that last, spread over places and sizes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.patchwork import EMPTY, SPAN, Pieces, pieces
from cases.fingerprints.scalespace import Floats, blurred, fit, scaled

AGAIN = 32  # bits within which a piece counts as found again in a changed version of its own picture
ALWAYS = 480  # px: up to this side a picture is enlarged
ENOUGH = 0.75  # of a larger side that a picture must have itself
SAME_PLACE = 0.35  # of the side of a piece: centres closer than this show the same spot
SAME_SIZE = 1.5  # if their sides differ by less than this factor


def lasting(luma: NDArray[Any], side: int, most: int) -> Pieces:
    """At most `most` pieces of a picture that are found again in changed versions of it, spread over it."""
    picture = fit(luma, side)
    found = pieces(picture)
    if not len(found):
        return found
    score = np.zeros(len(found), dtype=np.int64)
    for changed in _changes(picture):
        score += np.maximum(0, AGAIN - _nearest(found.bits, pieces(changed).bits))
    found = found.take(np.argsort(-score, kind="stable"))
    spots = _spots(found.place)
    first = np.array(sorted({spot: at for at, spot in reversed(list(enumerate(spots.tolist())))}.values()))
    return found.take(first[:most])


def spread(luma: NDArray[Any], versions: Sequence[tuple[int, float, int]]) -> tuple[Pieces, NDArray[np.int64]]:
    """Pieces of a picture at the given longer sides and stretches, so many of each at most; and their spots.

    Sides beyond what the picture has are left out.
    """
    taken = []
    for side, stretch, most in versions:
        if side > ALWAYS and max(luma.shape) < side * ENOUGH:
            continue
        picture = fit(luma, side)
        if stretch != 1.0:
            picture = scaled(picture, picture.shape[0], max(1, int(picture.shape[1] * stretch + 0.5)))
        found = pieces(picture)
        found = found.take(np.arange(min(most, len(found))))
        place = found.place.copy()
        place[:, :3] *= np.float32(ALWAYS / side)
        place[:, 0] /= np.float32(stretch)
        taken.append(Pieces(place, found.contrast, found.quality, found.bits))
    whole = _joined(taken) if taken else EMPTY
    return whole, _spots(whole.place)


def _joined(parts: Sequence[Pieces]) -> Pieces:
    return Pieces(
        np.concatenate([part.place for part in parts]),
        np.concatenate([part.contrast for part in parts]),
        np.concatenate([part.quality for part in parts]),
        np.concatenate([part.bits for part in parts]),
    )


def _changes(picture: Floats) -> list[Floats]:
    """The picture half as large, blurred, and a little wider."""
    height, width = picture.shape
    half = scaled(scaled(picture, (height + 1) // 2, (width + 1) // 2), height, width)
    return [half, blurred(picture, 2.0), scaled(picture, height, int(width * 1.1))]


def _nearest(bits: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.int64]:
    """For each of N x 32 bytes the distance to the nearest of M x 32 bytes (256 if there is none)."""
    if not len(others):
        return np.full(len(bits), 256, dtype=np.int64)
    apart = np.bitwise_count(bits.view(np.uint64)[:, None, :] ^ others.view(np.uint64)[None, :, :])
    nearest: NDArray[np.int64] = apart.sum(axis=2, dtype=np.int64).min(axis=1)
    return nearest


def _spots(place: Floats) -> NDArray[np.int64]:
    """The number of the spot that each piece (x, y, blur, direction) shows: that of the first that it mostly overlaps."""
    result = np.zeros(len(place), dtype=np.int64)
    leaders = np.zeros((0, 3), dtype=np.float32)
    for at, (x, y, blur, _) in enumerate(place):
        near = (leaders[:, 0] - x) ** 2 + (leaders[:, 1] - y) ** 2 < (
            SAME_PLACE * SPAN * np.minimum(leaders[:, 2], blur)
        ) ** 2
        ratio = leaders[:, 2] / blur
        same = np.flatnonzero(near & (ratio < SAME_SIZE) & (ratio > 1 / SAME_SIZE))
        if len(same):
            result[at] = same[0]
        else:
            result[at] = len(leaders)
            leaders = np.concatenate([leaders, np.array([[x, y, blur]], dtype=np.float32)])
    return result
