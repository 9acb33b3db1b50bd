"""Where the details of a copy lie, and where those of something drawn over two pictures do."""

import numpy as np
import pytest

from cases.fingerprints import placing
from cases.fingerprints.placing import Placed

GRID = np.array([(x, y) for x in np.linspace(0.1, 0.9, 9) for y in np.linspace(0.1, 0.9, 9)])


def placed(
    places: list[tuple[float, float]], *, middle: int = 20, registered: int = 48, frame: int = 120, own: object = GRID
) -> Placed:
    found = np.array([(x, y, 0.1) for x, y in places])
    return Placed([middle] * len(places), found, np.asarray(own), registered, frame)


CORNERS = [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8), (0.5, 0.5), (0.2, 0.5), (0.8, 0.5)]
MARK = [(0.7 + 0.04 * n, 0.9) for n in range(7)]
FRAME = [(x, y) for x in np.linspace(0.1, 0.9, 9) for y in (0.1, 0.9)]
INSET = [(0.7 + 0.02 * x, 0.7 + 0.02 * y) for x in range(5) for y in range(4)]
CROWD = [(x, y) for x in np.linspace(0.05, 0.95, 17) for y in np.linspace(0.05, 0.95, 17)]
CROWD += [(0.69 + 0.004 * n, 0.73) for n in range(30)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (placed(CORNERS), True),  # a crop: few, all over the picture
        (placed(CORNERS, middle=13), False),  # few and all alike to the bit: drawn over both
        (placed(MARK), False),  # few in a corner
        (placed(MARK, frame=50), True),  # the same frame, covered or darkened
        (placed(MARK, frame=51), False),  # the same layout
        (placed(FRAME), True),  # many
        (placed(FRAME, own=GRID * 0.4 + 0.3), False),  # many around a middle that is another one
        (placed(INSET, own=CROWD), False),  # many in a corner, among others there, the picture full of other things
        (placed(INSET, own=[(0.7 + 0.04 * n, 0.71) for n in range(3)]), True),  # ... and where all else is plain
        (placed(INSET, own=[*GRID, *[(x, y) for x, y in INSET]]), True),  # a picture inside another
        (placed(INSET, registered=100, own=[*CROWD, *INSET]), False),  # a small part of the registered
        (placed(CORNERS, own=np.zeros((0, 2))), False),  # nothing of its own to compare with
    ],
)
def test_it_tells_how_the_details_of_a_copy_lie(found: Placed, expected: bool) -> None:
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
