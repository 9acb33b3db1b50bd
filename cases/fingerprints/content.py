"""Where the picture is inside a picture: within borders and bars, in the screenshot of an app, between blurred bars.

All of it looks at brightness (height x width) and answers with boxes in dots. A wrong box costs one hash that matches
nothing, a missing one a copy that is not found, so each way gives its own box and all are asked.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Dots = NDArray[np.float32]

SMALLEST_TRIMMED = 32  # px
SMALLEST_SHARE = 0.25  # of each side; what is smaller is not a picture with a border around it
SMALLEST_SHOWN = 0.2  # the same for a picture in an app, among texts and buttons
TOLERANCE = 12  # of 255; what a border's brightness may vary by after strong compression
FLAT = 7.0  # of 255; the same for the ground of an app's screen
COARSE = 256  # dots along the longer side when parts of a screen are told apart
PROBES = 160  # places along a line at which its detail is measured
SAME = 0.97  # two boxes that share this much of their union are one


class Box(NamedTuple):
    """A rectangle in dots; bottom and right lie outside."""

    top: int
    bottom: int
    left: int
    right: int


def boxes(dots: Dots) -> tuple[Box, ...]:
    """The parts that may be the picture itself, the likeliest first, at most three; none if it fills all."""
    whole = Box(0, dots.shape[0], 0, dots.shape[1])
    found: list[Box] = []
    if min(dots.shape) < SMALLEST_TRIMMED:
        return ()
    for box in _ways(dots):
        if all(_overlap(box, other) < SAME for other in (whole, *found)):
            found.append(box)
    return tuple(found)


def _ways(dots: Dots) -> Iterator[Box]:
    """Nested: a screenshot's picture may have bars of its own."""
    for way in (bordered, screened, blurred):
        if box := way(dots):
            yield box
            inner = bordered(dots[box.top : box.bottom, box.left : box.right]) if way is screened else None
            if inner:
                yield _moved(inner, box)


def bordered(dots: Dots, *, tolerance: int = TOLERANCE) -> Box | None:
    """The box without the plain borders or bars around it, or None if there are none.

    A row or column belongs to a border while its brightness stays within `tolerance` (0 to 255) of the border's own
    at all but 1 % of its dots. Bars inside a border are taken off too, but only from two opposite sides at once:
    a plain sky under a border is part of the picture.
    """
    height, width = dots.shape
    top, bottom, left, right = 0, height, 0, width
    for inner in (False, True, True):
        above, below = _both(dots[top:bottom, left:right], tolerance, inner)
        top, bottom = top + above, bottom - below
        before, after = _both(dots[top:bottom, left:right].T, tolerance, inner)
        left, right = left + before, right - after
        if not above + below + before + after:
            break
    return _fitting(Box(top, bottom, left, right), dots.shape, SMALLEST_SHARE)


def _both(lines: Dots, tolerance: int, inner: bool) -> tuple[int, int]:
    """How many lines are plain at the start and at the end; none at either if `inner` and one of them is 0."""
    start = _plain(lines, tolerance)
    end = _plain(lines[start:][::-1], tolerance)
    return (0, 0) if inner and not (start and end) else (start, end)


def _plain(lines: Dots, tolerance: int) -> int:
    """How many lines from the first on are plain and of one brightness; one more if any, as edges are blurred."""
    if not lines.size:
        return 0
    colour = float(np.median(lines[0]))
    allowed = lines.shape[1] // 100
    count = 0
    for start in range(0, len(lines), 16):
        off = (np.abs(lines[start : start + 16] - colour) > tolerance).sum(axis=1) > allowed
        if off.any():
            count += int(off.argmax())
            break
        count += len(off)
    return min(count + 1, len(lines)) if count else 0


def screened(dots: Dots) -> Box | None:
    """The picture in a screenshot: the largest block that is not of the ground's colours, whatever texts lie around.

    The ground is what most of an outer edge shows. Rows, then columns of them, then rows of those are kept while less
    than half of them is ground.
    """
    step = max(1, max(dots.shape) // COARSE)
    coarse = dots[::step, ::step]
    found = grounds(coarse)
    if not found:
        return None
    filled = np.ones(coarse.shape, dtype=bool)
    for ground in found:
        filled &= np.abs(coarse - ground) > FLAT
    height, width = coarse.shape
    rows = _longest(filled.mean(axis=1) > 0.3, height // 40)
    columns = (0, width)
    for _ in range(3):
        if not rows:
            return None
        columns = _longest(filled[rows[0] : rows[1]].mean(axis=0) > 0.5, width // 40) or (0, 0)
        rows = _longest(filled[:, columns[0] : columns[1]].mean(axis=1) > 0.5, height // 40) if columns[1] else None
    if not rows:
        return None
    box = Box(rows[0] * step, rows[1] * step, columns[0] * step, columns[1] * step)
    return _fitting(_sharpened(dots, box, found, 2 * step), dots.shape, SMALLEST_SHOWN)


def grounds(coarse: Dots) -> list[float]:
    """The colours of which most of an outer edge consists."""
    found: list[float] = []
    for edge in (coarse[0], coarse[-1], coarse[:, 0], coarse[:, -1]):
        colour = float(np.median(edge))
        if (np.abs(edge - colour) <= FLAT).mean() > 0.5 and all(abs(colour - other) > FLAT for other in found):
            found.append(colour)
    return found


def _longest(wanted: NDArray[np.bool_], gap: int) -> tuple[int, int] | None:
    """The longest run of True, over gaps of at most `gap`: its start and its end."""
    at = np.flatnonzero(wanted)
    if not len(at):
        return None
    breaks = np.flatnonzero(np.diff(at) > gap + 1)
    starts, ends = at[np.concatenate([[0], breaks + 1])], at[np.concatenate([breaks, [len(at) - 1]])] + 1
    best = int((ends - starts).argmax())
    return int(starts[best]), int(ends[best])


def _sharpened(dots: Dots, box: Box, grounds: list[float], reach: int) -> Box:
    """The box with each edge moved, by at most `reach`, to where the ground ends."""
    rows, columns = dots[:, box.left : box.right], dots[box.top : box.bottom].T
    top = _edge(rows, box.top, grounds, reach)
    bottom = len(rows) - _edge(rows[::-1], len(rows) - box.bottom, grounds, reach)
    left = _edge(columns, box.left, grounds, reach)
    right = len(columns) - _edge(columns[::-1], len(columns) - box.right, grounds, reach)
    return Box(top, bottom, left, right)


def _edge(lines: Dots, near: int, grounds: list[float], reach: int) -> int:
    """The first line, close to `near`, of which more than half is not ground; one later, as edges are blurred."""
    start, end = max(near - reach, 0), min(near + reach + 1, len(lines))
    band = lines[start:end]
    filled = np.ones(band.shape, dtype=bool)
    for ground in grounds:
        filled &= np.abs(band - ground) > FLAT
    inside = filled.mean(axis=1) > 0.5
    first = start + int(inside.argmax()) if inside.any() else near
    return first + 1 if first else 0


def blurred(dots: Dots) -> Box | None:
    """What is sharp between two bars that are not: videos fill the sides of an upright clip with its own blurred image."""
    rows, columns = (0, dots.shape[0]), (0, dots.shape[1])
    rows = _sharp(dots) or rows
    columns = _sharp(dots.T) or columns
    return _fitting(Box(*rows, *columns), dots.shape, SMALLEST_SHARE)


def _sharp(lines: Dots) -> tuple[int, int] | None:
    """The lines between two bands without detail, each at least a twentieth of the whole; None if there are not two."""
    every = max(lines.shape[1] // PROBES, 1)
    step = np.abs(lines[:, 1::every] - lines[:, : lines.shape[1] - 1 : every])
    detail = np.minimum(step, 24.0).mean(axis=1)
    usual = float(np.percentile(detail, 75))
    lively = np.flatnonzero(detail > usual * 0.45)
    if usual < 1.0 or len(lively) < SMALLEST_TRIMMED:
        return None
    first, last = int(lively[0]), int(lively[-1]) + 1
    least = max(len(lines) // 20, 2)
    if first < least or len(lines) - last < least:
        return None
    if max(detail[:first].mean(), detail[last:].mean()) > usual * 0.3:
        return None
    return _jump(lines, first), _jump(lines, last)


def _jump(lines: Dots, near: int) -> int:
    """The line at which brightness jumps most, close to `near`."""
    start = max(near - 4, 0)
    return start + int(np.abs(np.diff(lines[start : near + 5], axis=0)).mean(axis=1).argmax()) + 1


def _fitting(box: Box, shape: tuple[int, ...], share: float) -> Box | None:
    """The box, unless it is everything or too small to be a picture."""
    kept = (box.bottom - box.top, box.right - box.left)
    if kept == tuple(shape) or min(kept) < SMALLEST_TRIMMED:
        return None
    return box if kept[0] >= share * shape[0] and kept[1] >= share * shape[1] else None


def _moved(inner: Box, outer: Box) -> Box:
    return Box(
        inner.top + outer.top, inner.bottom + outer.top, inner.left + outer.left, inner.right + outer.left
    )  # fmt: skip


def _overlap(one: Box, other: Box) -> float:
    """The share of the union of two boxes that they have in common."""
    tall = min(one.bottom, other.bottom) - max(one.top, other.top)
    wide = min(one.right, other.right) - max(one.left, other.left)
    common = max(tall, 0) * max(wide, 0)
    areas = [(box.bottom - box.top) * (box.right - box.left) for box in (one, other)]
    return common / max(sum(areas) - common, 1)
