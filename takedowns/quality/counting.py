"""Figures of agreement and of pace. Pure: what was decided comes in as values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

FEWEST_PAIRS = 20  # readings below which kappa says nothing
SMALL_TEAM, SMALL_COUNT = 4, 5  # fewer people than that: counts below that would tell who it was
HOUR = timedelta(hours=1)


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two readers' yes or no: agreement beyond chance, -1 to 1; None for too few pairs, or if one answer is
    all there is (J. Cohen, Educational and Psychological Measurement 20, 1960)."""
    if len(pairs) < FEWEST_PAIRS:
        return None
    total = len(pairs)
    observed = sum(first == second for first, second in pairs) / total
    first_yes, second_yes = sum(first for first, _ in pairs) / total, sum(second for _, second in pairs) / total
    expected = first_yes * second_yes + (1 - first_yes) * (1 - second_yes)
    return None if expected >= 1 else round((observed - expected) / (1 - expected), 2)


def share(part: int, whole: int) -> float | None:
    """Per cent; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def beyond(moments: Mapping[int, Iterable[datetime]], most: int) -> int:
    """How many decisions were made while their person had made more than `most` within the hour before."""
    found = 0
    for each in moments.values():
        ordered, start = sorted(each), 0
        for place, moment in enumerate(ordered):
            while ordered[start] <= moment - HOUR:
                start += 1
            found += place - start + 1 > most
    return found


def told(number: int, people: int) -> int | None:
    """A count as a team of so many people may be shown it; None: a small one that would tell who it was."""
    return None if people < SMALL_TEAM and 0 < number < SMALL_COUNT else number
