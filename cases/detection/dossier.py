"""What agencies are told about a host: words out of the sums of others. Pure.

No oracle: the reader's own part is left out first, and nothing is said below five notices of two others; words change only
where a share or a median passes a limit.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

LEAST_NOTICES, LEAST_OTHERS = 5, 2
DAY = 86_400
KEPT_SECONDS = 100  # newest removals of a contributor whose time counts


class Rate(StrEnum):
    NEARLY_ALL = "nearly_all"
    MOST = "most"
    HALF = "half"
    FEW = "few"
    HARDLY = "hardly"


class Pace(StrEnum):
    DAY = "day"
    THREE_DAYS = "three_days"
    WEEK = "week"
    MONTH = "month"
    LONGER = "longer"


RATES = ((0.9, Rate.NEARLY_ALL), (0.6, Rate.MOST), (0.35, Rate.HALF), (0.1, Rate.FEW))
PACES = ((DAY, Pace.DAY), (3 * DAY, Pace.THREE_DAYS), (7 * DAY, Pace.WEEK), (30 * DAY, Pace.MONTH))


@dataclass(frozen=True, slots=True)
class Sums:
    """One contributor's sums about a host. `seconds`: of proved removals; `channels`: proved removals by channel."""

    contributor: bytes
    notices: int
    removed: int
    channels: Mapping[str, int]
    seconds: Sequence[int]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said; None or empty where too little is known."""

    rate: Rate | None = None
    pace: Pace | None = None
    channels: tuple[str, ...] = ()


def told(sums: Sequence[Sums], reader: bytes) -> Told:
    """What the others' sums say to one reader. Each part of it has its own floor."""
    others = [one for one in sums if one.contributor != reader and one.notices]
    notices = sum(one.notices for one in others)
    if len(others) < LEAST_OTHERS or notices < LEAST_NOTICES:
        return Told()
    removed = [one for one in others if one.removed]
    share = sum(one.removed for one in removed) / notices
    rate = next((word for least, word in RATES if share >= least), Rate.HARDLY)
    times = [second for one in others for second in one.seconds]
    pace = None
    if len(removed) >= LEAST_OTHERS and len(times) >= LEAST_NOTICES:
        pace = next((word for most, word in PACES if median(times) <= most), Pace.LONGER)
    ways, by = Counter[str](), Counter[str]()
    for one in others:
        ways.update(one.channels)
        by.update(name for name, number in one.channels.items() if number)
    worked = sorted(name for name, number in ways.items() if number >= LEAST_NOTICES and by[name] >= LEAST_OTHERS)
    return Told(rate, pace, tuple(worked))
