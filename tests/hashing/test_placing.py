"""Where the details of a copy lie, and where those of something drawn over two pictures do."""

import numpy as np
import pytest

from cases.fingerprints import placing
from cases.fingerprints.placing import Placed

GRID = np.array([(x, y) for x in np.linspace(0.1, 0.9, 9) for y in np.linspace(0.1, 0.9, 9)])


def placed(
    places: list[tuple[float, float]],
    *,
    middle: int = 20,
    registered: int = 48,
    frame: int = 120,
    own: object = GRID,
    seen: float = 0.4,
) -> Placed:
    """Details that agree; `seen`: the share of them that a camera saw, the others are drawn."""
    found = np.array([(x, y, 0.1) for x, y in places])
    drawn = np.arange(len(places)) >= round(seen * len(places))
    return Placed([middle] * len(places), found, np.asarray(own), registered, frame, drawn)


CORNERS = [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8), (0.5, 0.5), (0.2, 0.5), (0.8, 0.5)]
MARK = [(0.7 + 0.04 * n, 0.9) for n in range(7)]
FRAME = [(x, y) for x in np.linspace(0.1, 0.9, 9) for y in (0.1, 0.9)]
INSET = [(0.7 + 0.02 * x, 0.7 + 0.02 * y) for x in range(5) for y in range(4)]
CROWD = [(x, y) for x in np.linspace(0.05, 0.95, 17) for y in np.linspace(0.05, 0.95, 17)]
CROWD += [(0.69 + 0.004 * n, 0.73) for n in range(30)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (placed(MARK, seen=1), True),  # photographed, wherever it lies
        (placed(MARK, seen=1, middle=31), False),  # letters over two photographs: seen, but faintly
        (placed(MARK[:2], seen=1, middle=10), True),  # few, but near
        (placed(MARK[:6], seen=0.67, middle=2), True),  # ... and a sign that is drawn over it
        (placed(MARK, seen=0.55, middle=20), False),  # letters with some of what lies around them
        (placed(MARK, seen=1, middle=33, frame=51), False),  # none of it near
        (placed(CORNERS), False),  # letters all over the picture
        (placed(MARK, frame=50), True),  # the same frame, covered or darkened
        (placed(MARK, frame=51), False),  # the same layout
        (placed(MARK, frame=50, middle=0), False),  # the same form
        (placed(CORNERS[:3], frame=50, middle=26), False),  # too few of letters
        (placed(FRAME, seen=0), False),  # many, but drawn
        (placed(FRAME, seen=0, registered=26), True),  # most of a drawing
        (placed(FRAME, seen=0, registered=26, own=GRID * 0.4 + 0.3), False),  # many around a middle that is another one
        (placed(INSET, registered=28, own=CROWD), False),  # in a corner, among others there
        (placed(INSET, registered=28, own=[(0.7 + 0.04 * n, 0.71) for n in range(3)]), True),  # where all else is plain
        (placed(INSET, registered=28, own=[*GRID, *[(x, y) for x, y in INSET]]), True),  # a drawing inside another
        (placed(CORNERS, registered=8, middle=4), True),  # a small drawing, cropped
        (placed(CORNERS, registered=8, own=np.zeros((0, 2))), False),  # nothing of its own to compare with
    ],
)
def test_it_tells_a_copy_from_what_is_drawn_over_two_pictures(found: Placed, expected: bool) -> None:
    assert placing.copied(found) is expected


def test_it_finds_outlines() -> None:
    points = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0.5, 0.5), (1, 0.5), (0, 0)])
    outline = placing.hull(points)
    assert sorted(map(tuple, outline.tolist())) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert placing.area(outline) == pytest.approx(1)
    inside = placing.within(outline, np.array([(0.5, 0.5), (1.0, 0.5), (1.1, 0.5), (-0.1, 0)]))
    assert inside.tolist() == [True, True, False, False]
    line = placing.hull(np.array([(0, 0), (0.5, 0.5), (1, 1)]))
    assert placing.area(line) == 0 and not placing.within(line, points).any()
    assert placing.hull(np.array([(0.3, 0.3)])).shape[1] == 2
