"""Whether the details that agree are those of a copy, or of something drawn over both pictures.

Two pictures with the same watermark, masthead, story template or calendar share details, but show different things. Where
a registered detail lay is not kept; what it shows in the found picture, and where, is known. Measured, ADR 0034:

- What a camera saw has no even shades; letters, signs and buttons have. If two thirds of what agrees was seen, and agrees
  well, it is a copy. Letters over a photograph look seen, but they agree with letters over another one only faintly.
- A thing drawn over two pictures agrees to the bit, and nothing else does. A copy from which few details are left was
  cropped, scaled or saved anew, so those agree less well.
- It is the same frame: the hashes of the whole pictures are nearer than strangers' are, only not near enough.
- It is most of a registered drawing, and it lies as in a copy: few details are spread over the found picture, among others
  of its own; many lie where the picture's own details lie, or are most of what there is in the small part that they fill.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.agreeing import TWO, enough

SEEN = 0.66  # of what agrees, what a camera saw
NEAREST = 31  # bits: at least one detail that a camera saw is this near
CLOSE = 10  # bits: one of them this near says enough; the nearest of letters over two photographs measured was 16
WELL = 120  # bits by which they lie inside the distance that counts, taken together, else; of such letters at most 102
FAINT = (
    80  # bits by which drawn details lie inside the distance that counts, taken together, at least (agreeing.VERIFY)
)
MOST = 0.65  # of the registered details: of a drawing, so many of its own
FRAME = 50  # bits between the whole pictures: documents and screens of one layout are 60 and more apart
SLACK = 20.0  # bits of the middle distance, of which each share of the registered details is worth SHARED
SHARED = 40.0
MANY = 10  # details; below, the stricter rule
LEAST_SPREAD = 0.2  # of the area that the picture's own details enclose, what few details do
MOST_DENSE = 0.4  # details that agree for each of the picture's own inside that area, for few
NEAR_OWN = 0.35  # of the picture's own details that have an agreeing one near by
NEAR = 0.115  # how near: a part of the root of the picture's area (48 px of 480 x 360)
INSET_DENSE = 0.7  # the same for a picture inside another
INSET_SHARE = 0.25  # of the registered details, for a picture inside another

Floats = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """Details that agree: their bits of distance, their places (N x 3: x, y, side) and those of the found picture's own
    details (M x 2), in roots of the picture's area; of how many registered ones; bits between the whole pictures; which of
    those that agree are drawn (query.QueryPatch)."""

    distances: Sequence[int]
    places: Floats
    own: Floats
    registered: int
    frame: int
    drawn: NDArray[np.bool_]


def copied(found: Placed) -> bool:
    """Whether what agrees is that of a copy."""
    seen = [bits for bits, drawn in zip(found.distances, found.drawn, strict=True) if not drawn]
    count, share = len(found.distances), len(found.distances) / found.registered
    mostly = len(seen) >= TWO and len(seen) >= SEEN * count and min(seen) <= NEAREST
    if mostly and (min(seen) <= CLOSE or enough(seen, WELL)):
        return True
    if not enough(found.distances, FAINT) or float(np.median(found.distances)) + SHARED * share < SLACK:
        return False
    if found.frame <= FRAME:
        return True
    return share >= MOST and _spread(found)


def _spread(found: Placed) -> bool:
    """Whether they lie over the found picture, or over a part of it that shows nothing else."""
    count, share = len(found.distances), len(found.distances) / found.registered
    outline = hull(_corners(found.places))
    inside = int(within(outline, found.own).sum())
    spread = _accompanied(found) >= NEAR_OWN
    if count < MANY:
        wide = area(outline) >= LEAST_SPREAD * area(hull(found.own))
        return spread and wide and count <= MOST_DENSE * inside
    return spread or (share >= INSET_SHARE and count >= INSET_DENSE * inside)


def _corners(places: Floats) -> Floats:
    """Four points around each place, so that details have an extent however they are turned."""
    reach = places[:, 2:3] * 0.35
    return np.concatenate([places[:, :2] + reach * np.array(sign) for sign in ((-1, -1), (-1, 1), (1, -1), (1, 1))])


def _accompanied(found: Placed) -> float:
    """The share of the picture's own details that lie near an agreeing one, or within it; 1 if it has none."""
    if not len(found.own):
        return 1.0
    apart = ((found.own[:, None, :] - found.places[None, :, :2]) ** 2).sum(axis=2)
    return float((apart <= np.maximum(found.places[:, 2] / 2, NEAR) ** 2).any(axis=1).mean())


def hull(points: Floats) -> Floats:
    """The corners of the convex hull of N x 2 points, in order around it (Andrew's monotone chain, 1979)."""
    listed = sorted({(float(x), float(y)) for x, y in points})
    return np.array(_half(listed)[:-1] + _half(listed[::-1])[:-1]).reshape(-1, 2)


def _half(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    kept: list[tuple[float, float]] = []
    for x, y in points:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], (x, y)) <= 0:
            kept.pop()
        kept.append((x, y))
    return kept


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def area(outline: Floats) -> float:
    """Of a convex outline (N x 2); 0 below three corners."""
    if len(outline) < 3:
        return 0.0
    following = np.roll(outline, -1, axis=0)
    return float(abs((outline[:, 0] * following[:, 1] - outline[:, 1] * following[:, 0]).sum()) / 2)


def within(outline: Floats, points: Floats) -> NDArray[np.bool_]:
    """Which of N x 2 points lie inside a convex outline or on it."""
    if len(outline) < 3 or not len(points):
        return np.zeros(len(points), dtype=np.bool_)
    side = np.roll(outline, -1, axis=0) - outline
    off = points[:, None, :] - outline[None, :, :]
    turns: NDArray[Any] = side[:, 0] * off[:, :, 1] - side[:, 1] * off[:, :, 0]
    return np.asarray((turns >= 0).all(axis=1))
