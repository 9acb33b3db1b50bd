"""A picture on plain ground seen aslant or tilted, made straight again: a screen or a print that was photographed.

The corners are those of the smallest quadrilateral around everything that is not ground, found by leaving out the sides of
its convex hull one by one, always the one that adds the least area. What lies between them is stretched to a square by the
projective map of the four corners; hashes of a picture do not depend on its proportions.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import content
from cases.fingerprints.placing import area, hull
from cases.fingerprints.plane import Dots

SIDE = 512  # dots of the straight picture
COARSE = 320  # along the longer side when corners are looked for
FITS = 0.9  # of the quadrilateral, what the hull covers at least; else what is on the ground has no four sides
FULL = 0.5  # of it that is not ground
SMALLEST = 0.15  # of the picture
LEANS = 0.02  # of the longer side, by which a corner lies beside the upright box at least; else borders are taken off

Corners = NDArray[np.float64]


def straight(dots: Dots) -> Dots | None:
    """What lies aslant on plain ground, SIDE x SIDE; None if nothing does."""
    found = corners(dots)
    return None if found is None else warped(dots, found)


def corners(dots: Dots) -> Corners | None:
    """x and y of the left upper, right upper, right lower and left lower corner, in dots."""
    step = -(-max(dots.shape) // COARSE)
    coarse = dots[::step, ::step]
    grounds = content.grounds(coarse)
    if not grounds or min(coarse.shape) < content.SMALLEST_TRIMMED:
        return None
    filled = np.all([np.abs(coarse - ground) > content.TOLERANCE for ground in grounds], axis=0)
    filled[1:-1, 1:-1] &= filled[:-2, 1:-1] & filled[2:, 1:-1] & filled[1:-1, :-2] & filled[1:-1, 2:]  # no specks
    rows = np.flatnonzero(filled.any(axis=1))
    first, last = filled.argmax(axis=1)[rows], filled.shape[1] - 1 - filled[:, ::-1].argmax(axis=1)[rows]
    outline = hull(np.concatenate([np.stack([first, rows], 1), np.stack([last, rows], 1)]))
    box = _four(outline)
    if box is None or area(outline) < FITS * area(box) or filled.sum() < FULL * area(box):
        return None
    if area(box) < SMALLEST * filled.size:
        return None
    low, high = outline.min(axis=0), outline.max(axis=0)
    upright = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
    if np.abs(_turned(box) - upright).max() < LEANS * max(coarse.shape):
        return None
    return np.asarray(_turned(box) * step, dtype=np.float64)


def warped(dots: Dots, found: Corners) -> Dots:
    """The quadrilateral of these corners as a square of SIDE x SIDE, between four dots each."""
    there = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    rows: list[list[float]] = []
    for (u, v), (x, y) in zip(there, found.tolist(), strict=True):
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v], [0, 0, 0, u, v, 1, -y * u, -y * v]]
    a: NDArray[Any] = np.append(np.linalg.solve(np.array(rows), found.reshape(8)), 1.0)
    at = (np.arange(SIDE) + 0.5) / SIDE
    across, down = at[None, :], at[:, None]
    under = a[6] * across + a[7] * down + a[8]
    left_of = ((a[0] * across + a[1] * down + a[2]) / under).clip(0, dots.shape[1] - 1.001)
    top_of = ((a[3] * across + a[4] * down + a[5]) / under).clip(0, dots.shape[0] - 1.001)
    left, top = left_of.astype(int), top_of.astype(int)
    fx, fy = left_of - left, top_of - top
    above = dots[top, left] * (1 - fx) + dots[top, left + 1] * fx
    below = dots[top + 1, left] * (1 - fx) + dots[top + 1, left + 1] * fx
    return np.ascontiguousarray(above * (1 - fy) + below * fy, dtype=np.float32)


def _four(outline: Corners) -> Corners | None:
    """The convex outline with all but four of its sides left out."""
    while len(outline) > 4:
        grown = [_without(outline, at) for at in range(len(outline))]
        usable = [each for each in grown if each is not None]
        if not usable:
            return None
        outline = min(usable, key=area)
    return outline if len(outline) == 4 else None


def _without(outline: Corners, at: int) -> Corners | None:
    """The outline without the side that begins at a corner, its neighbours lengthened until they meet; None if they do not."""
    a, b, c, d = (outline[(at + by) % len(outline)] for by in (-1, 0, 1, 2))
    one, other = b - a, d - c
    cross = one[0] * other[1] - one[1] * other[0]
    if abs(cross) < 1e-9:
        return None
    along = ((c[0] - a[0]) * other[1] - (c[1] - a[1]) * other[0]) / cross
    back = ((c[0] - a[0]) * one[1] - (c[1] - a[1]) * one[0]) / cross
    if along < 1 or back > 0:
        return None
    kept = [outline[n] for n in range(len(outline)) if n not in (at, (at + 1) % len(outline))]
    place = at if at + 1 < len(outline) else len(kept)
    kept.insert(place, a + along * one)
    return np.array(kept)


def _turned(box: Corners) -> Corners:
    """The corners clockwise from the one next to the left upper corner of the picture."""
    middle = box.mean(axis=0)
    angles = np.arctan2(box[:, 1] - middle[1], box[:, 0] - middle[0])
    box = box[np.argsort(angles)]
    return np.roll(box, -int(box.sum(axis=1).argmin()), axis=0)
