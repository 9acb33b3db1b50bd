"""How long a person works with pictures, and when it is enough. Pure: moments and limits come in as values.

Minutes are counted as spells: from the first look to the end of the last one, with the pauses between them that are too
short to be a break. That is the time that somebody was at it, and not only the seconds that a picture stood on the screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BREAK = timedelta(minutes=10)
LOOKS_A_DAY = 3  # at one medium, by all officers together: each is one more request at somebody else's server (HARMS 8)
SHOWN_FOR = timedelta(seconds=60)  # a picture stays in memory (HARMS 4)
HOLD = timedelta(seconds=2)  # a hold that is not renewed ends by itself, and the picture is covered
STILL_FOR = timedelta(seconds=15)  # without scripts a picture is shown that long, covered


@dataclass(frozen=True, slots=True)
class Load:
    """Minutes of today and of the spell that goes on now (0 after a break); when the break would be over."""

    today: float
    row: float
    free_at: datetime | None


def spells(looks: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Looks (begin, end) joined to spells, the earliest first."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(looks):
        if found and begin - found[-1][1] < BREAK:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def load(looks: Sequence[tuple[datetime, datetime]], *, now: datetime) -> Load:
    """What the looks of one person and day come to."""
    joined = spells(looks)
    minutes = [(end - begin).total_seconds() / 60 for begin, end in joined]
    going = bool(joined) and now - joined[-1][1] < BREAK
    row = (now - joined[-1][0]).total_seconds() / 60 if going else 0.0
    return Load(round(sum(minutes), 2), round(row, 2), joined[-1][1] + BREAK if going else None)


def enough(found: Load, *, day: int, row: int) -> str:
    """Why no further picture is shown now: "day", "row", or "" when one may be; limits in minutes."""
    if found.today >= day:
        return "day"
    return "row" if found.row >= row else ""
