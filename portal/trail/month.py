"""A month in an agency's own time, and which hours are usual ones."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

FIRST_HOUR, LAST_HOUR = 7, 20  # usual: from 07:00 until 20:00, Monday to Friday
FRIDAY = 5
SHAPE = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """`since` is its first moment, `until` the first moment after it."""

    name: str
    since: datetime
    until: datetime

    @property
    def before(self) -> str:
        """The month before, as it is named."""
        year, month = map(int, self.name.split("-"))
        return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02d}"


def zone(name: str) -> ZoneInfo:
    """The agency's time zone, or UTC for a name that is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def month(name: str, where: ZoneInfo, now: datetime) -> Month:
    """The month of that name (2026-11), or the one that `now` lies in."""
    found = SHAPE.fullmatch(name)
    here = now.astimezone(where)
    year, number = (int(found[1]), int(found[2])) if found else (here.year, here.month)
    since = datetime(year, number, 1, tzinfo=where)
    until = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=where)
    return Month(f"{year}-{number:02d}", since, until)


def unusual(weekday: int, hour: int) -> bool:
    """Whether work at this hour (0-23) of this ISO weekday (1 is Monday) deserves a look."""
    return weekday > FRIDAY or not FIRST_HOUR <= hour < LAST_HOUR
