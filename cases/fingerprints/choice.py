"""Which pieces of a picture are registered and which are asked with: those that last, spread over places and sizes.

Registered is only what tells a picture from others: no piece of two flat shades (letters, signs, the edge of a board),
and none that the picture has twice (windows, bricks, letters again): what occurs twice in one occurs in others too.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.agreeing import FORMS
from cases.fingerprints.patchwork import CLEAR, FAINT, LEAST_QUALITY, SPAN, Gate, pieces
from cases.fingerprints.scalespace import Floats, blurred, fit, scaled
from cases.fingerprints.squares import EMPTY, Pieces

AGAIN = 32  # bits within which a piece counts as found again in a changed version of its own picture
ALWAYS = 480  # px: up to this side a picture is enlarged
ENOUGH = 0.75  # of a larger side that a picture must have itself
TWO_TONED = 0.12  # of the variance left unexplained by two shades, up to which a piece is not registered
MIDDLE = 0.45  # of the way from dark to bright, where the middle brightness of a picture that is not dark lies
UNEVEN = 2.2  # the power that brightness needs for that, or one by it, from which on a picture is too dark or bright
STEEPEST = 3.0
TWICE = 70  # bits within which a piece repeats another one of its picture, in any form
ELSEWHERE = 0.5  # of the larger side: centres at least so far apart are two places of a picture
SAME_PLACE = 0.35  # of the side of a piece: centres closer than this show the same spot
SAME_SIZE = 1.5  # if their sides differ by less than this factor


def lasting(luma: NDArray[Any], side: int, most: int) -> Pieces:
    """At most `most` pieces of a picture that are its own and are found again in changed versions of it, spread over it."""
    picture = fit(luma, side)
    found = _lasting(picture, CLEAR)
    if len(found) < most:
        found = _lasting(picture, FAINT)
    return found.take(np.arange(min(most, len(found))))


def _lasting(picture: Floats, gate: Gate) -> Pieces:
    """One piece of each spot, the clear ones and then the most lasting ones first."""
    found = pieces(picture, gate)
    if not len(found):
        return found
    score = np.zeros(len(found), dtype=np.int64)
    for changed in _changes(picture):
        score += np.maximum(0, AGAIN - _nearest(found.bits, pieces(changed, gate).bits))
    kept = (found.tones > TWO_TONED) & ~repeated(found)
    score, found = score[kept], found.take(np.flatnonzero(kept))
    found = found.take(np.lexsort((-score, found.quality < LEAST_QUALITY)))
    spots = _spots(found.place)
    chosen = sorted({spot: at for at, spot in reversed(list(enumerate(spots.tolist())))}.values())
    return found.take(np.array(chosen, dtype=np.int64))  # empty where the picture has no piece of its own


@dataclass(frozen=True, slots=True)
class Version:
    """A picture as it is looked at: longer side (px), pieces at most, width stretched by, what a piece needs, and
    whether it is looked at only if it is far too dark or bright, as `evened` makes it."""

    side: int
    most: int
    stretch: float = 1.0
    gate: Gate = CLEAR
    evened: bool = False


def spread(luma: NDArray[Any], versions: Sequence[Version]) -> tuple[Pieces, NDArray[np.int64], int]:
    """Pieces of a picture in the given versions; their spots; and how many of them are of the first version.

    Sides beyond what the picture has are left out. Places are those of the picture with a longer side of ALWAYS.
    """
    taken = []
    for version in versions:
        if version.side > ALWAYS and max(luma.shape) < version.side * ENOUGH:
            continue
        picture = fit(luma, version.side)
        if version.stretch != 1.0:
            picture = scaled(picture, picture.shape[0], max(1, int(picture.shape[1] * version.stretch + 0.5)))
        light = evened(picture) if version.evened else picture
        if light is None:
            continue
        found = pieces(light, version.gate)
        found = found.take(np.arange(min(version.most, len(found))))
        place = found.place.copy()
        place[:, :3] *= np.float32(ALWAYS / version.side)
        place[:, 0] /= np.float32(version.stretch)
        taken.append(replace(found, place=place))
    whole = _joined(taken) if taken else EMPTY
    return whole, _spots(whole.place), len(taken[0]) if taken else 0


def repeated(found: Pieces) -> NDArray[np.bool_]:
    """Which pieces nearly equal one elsewhere in the picture: as it is, mirrored, with inverted colours, or both."""
    x, y, side = found.place[:, 0], found.place[:, 1], found.place[:, 2] * np.float32(SPAN)
    reach = np.float32(ELSEWHERE) * np.maximum(side[:, None], side)
    elsewhere = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 >= reach * reach
    words = np.ascontiguousarray(found.bits).view(np.uint64)
    result = np.zeros(len(found), dtype=np.bool_)
    for mask in FORMS:
        apart = np.zeros((len(found), len(found)), dtype=np.uint16)
        for word, form in zip(words.T, np.frombuffer(mask, dtype=np.uint64), strict=True):
            apart += np.bitwise_count(word[:, None] ^ word ^ form)
        result |= ((apart <= TWICE) & elsewhere).any(axis=1)
    return result


def evened(picture: Floats) -> Floats | None:
    """A picture far too dark or bright as it may have been before: its middle brightness near the middle. None if it is neither."""
    low, high = (float(each) for each in np.percentile(picture[::4, ::4], (1, 99)))
    light = np.clip((picture - np.float32(low)) / np.float32(max(high - low, 1.0)), 0, 1)
    middle = min(max(float(np.median(light[::4, ::4])), 0.02), 0.98)
    power = min(max(math.log(MIDDLE) / math.log(middle), 1 / STEEPEST), STEEPEST)
    if 1 / UNEVEN < power < UNEVEN:
        return None
    return np.asarray(np.float32(255) * light ** np.float32(power), dtype=np.float32)


def _joined(parts: Sequence[Pieces]) -> Pieces:
    return Pieces(
        np.concatenate([part.place for part in parts]),
        np.concatenate([part.contrast for part in parts]),
        np.concatenate([part.tones for part in parts]),
        np.concatenate([part.drawn for part in parts]),
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
