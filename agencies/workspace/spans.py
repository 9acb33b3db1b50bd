"""Spans of time as people write them: 90s, 15m, 6h, 14d."""

import re

MINUTE, HOUR, DAY = 60, 3600, 86400
UNITS = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY}
SPAN = re.compile(r"([0-9]{1,7})([smhd])")


class NotASpan(ValueError):
    """Not a number with one of the letters s, m, h, d."""


def parse(text: str) -> int:
    """Seconds of a span; raises NotASpan."""
    found = SPAN.fullmatch(text.strip().lower())
    if found is None:
        raise NotASpan(text[:20])
    return int(found[1]) * UNITS[found[2]]


def written(seconds: int) -> str:
    """The span in the largest unit that divides it."""
    for letter, size in (("d", DAY), ("h", HOUR), ("m", MINUTE)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{letter}"
    return f"{seconds}s"
