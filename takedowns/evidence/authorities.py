"""Time-stamping authorities as values, and how long to wait before one that was away is asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from takedowns.evidence.report import StampGrade

PAUSES: Final = (60.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0, 72 * 3600.0)  # seconds


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority. `roots`: PEM; `trust_list`: the entry that makes its stamps qualified, as the platform's staff copied it."""

    name: str
    url: str
    roots: str
    grade: StampGrade
    trust_list: str = ""


def of_url(url: str, roots: str) -> Authority:
    """The deployment's own authority, that of the audit trail's anchors: never qualified by itself."""
    return Authority(urlsplit(url).hostname or "?", url, roots, StampGrade.UNQUALIFIED)


def best(grades: Sequence[str]) -> StampGrade:
    """The highest grade among stamps that are there."""
    if StampGrade.QUALIFIED in grades:
        return StampGrade.QUALIFIED
    return StampGrade.UNQUALIFIED if grades else StampGrade.OWN_CLOCK
