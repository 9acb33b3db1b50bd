"""The parts of a found picture that the registry is asked for: the whole, what is inside frames, and cells of a collage.

Each has its eight hashes. The inverted picture needs no part of its own: its hash is the complement of the bits.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache

from cases.fingerprints import aslant, content, pdq, unmarked
from cases.fingerprints.pdq import Pdq
from cases.fingerprints.plane import Dots, Plane, Rectangle
from cases.fingerprints.query import TRIMMED, WHOLE, View

FLOOR = 50  # quality below which a hash is noise and not asked for
SMALLEST = 48  # px of a part's shorter side
Down = Callable[[int, int], Dots]
STRAIGHT = "straight"  # what lies aslant on plain ground
UNMARKED = ("without light marks", "without dark marks")
INNER = ("inner", "innermost")  # further guesses of what is inside a frame


class Effort(StrEnum):
    """How many parts: QUICK for every crawled picture, FULL where missing a copy costs more than time."""

    QUICK = "quick"
    FULL = "full"


# Rows and columns of a collage.
GRIDS = {
    Effort.QUICK: ((1, 2), (2, 1), (2, 2)),
    Effort.FULL: ((1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2), (3, 3)),
}


def views(plane: Plane, effort: Effort = Effort.QUICK, *, whole: tuple[Pdq, ...] | None = None) -> tuple[View, ...]:
    """The views of a picture, the whole first; `whole` are its hashes if the reference path has made them.

    The part "2x3:0,1" is the cell in row 0, column 1 of two rows by three columns; "+" behind it says that its plain
    gutters are taken off. Parts without structure are left out.
    """
    down = cache(plane.down)  # a band of rows serves several parts
    found = [View(WHOLE, whole or _whole(plane, down))]
    boxes = content.boxes(plane.dots)
    found += [View(name, plane.hashes(_px(plane, box))) for name, box in zip((TRIMMED, *INNER), boxes, strict=False)]
    for rows, columns in GRIDS[effort]:
        found += _cells(plane, down, rows, columns, gutters=effort is Effort.FULL)
    if effort is Effort.FULL:
        found += _mended(plane)
    return tuple(view for at, view in enumerate(found) if not at or view.turns[0].quality >= FLOOR)


def _mended(plane: Plane) -> Iterator[View]:
    """The whole made straight, and without thin marks all over it."""
    for name, dots in (
        (STRAIGHT, aslant.straight(plane.dots)),
        (UNMARKED[0], unmarked.without_light(plane.dots)),
        (UNMARKED[1], unmarked.without_dark(plane.dots)),
    ):
        if dots is not None and min(dots.shape) >= SMALLEST:
            height, width = dots.shape
            mended = Plane(dots, 1, width, height)
            yield View(name, mended.hashes(mended.whole))


def _whole(plane: Plane, down: Down) -> tuple[Pdq, ...]:
    if min(plane.width, plane.height) < pdq.SMALLEST_SIDE:
        return plane.hashes(plane.whole)
    return plane.across(down(0, plane.height), 0, plane.width)


def _cells(plane: Plane, down: Down, rows: int, columns: int, *, gutters: bool) -> Iterator[View]:
    width, height = plane.width, plane.height
    if min(height // rows, width // columns) < SMALLEST:
        return
    for row in range(rows):
        top, bottom = height * row // rows, height * (row + 1) // rows
        summed = down(top, bottom)
        for column in range(columns):
            left, right = width * column // columns, width * (column + 1) // columns
            name = f"{rows}x{columns}:{row},{column}"
            yield View(name, plane.across(summed, left, right))
            if gutters and (inside := _inside(plane, Rectangle(left, top, right, bottom))):
                yield View(f"{name}+", plane.hashes(inside))


def _inside(plane: Plane, cell: Rectangle) -> Rectangle | None:
    """A cell without its gutters, or None if it has none."""
    top, left = (cell.top + plane.top) // plane.factor, (cell.left + plane.left) // plane.factor
    bottom, right = -(-(cell.bottom + plane.top) // plane.factor), -(-(cell.right + plane.left) // plane.factor)
    box = content.bordered(plane.dots[top:bottom, left:right])
    if box is None:
        return None
    return _px(plane, content.Box(box.top + top, box.bottom + top, box.left + left, box.right + left))


def _px(plane: Plane, box: content.Box) -> Rectangle:
    """A box of dots in the px of the picture."""
    return Rectangle(
        max(box.left * plane.factor - plane.left, 0),
        max(box.top * plane.factor - plane.top, 0),
        min(box.right * plane.factor - plane.left, plane.width),
        min(box.bottom * plane.factor - plane.top, plane.height),
    )
