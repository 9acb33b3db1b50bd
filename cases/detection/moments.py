"""When something appeared, as servers write it. Pure."""

import datetime as dt
import re
from email.utils import parsedate_to_datetime

EARLIEST, LATEST = 1990, 2200
SPAN = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def read(stated: object) -> dt.datetime | None:
    """ISO 8601, RFC 2822 or seconds since 1970 (also milliseconds) as a time with its zone; None for anything else.

    A time without a zone is taken as UTC.
    """
    if isinstance(stated, bool) or not isinstance(stated, (str, int, float)):
        return None
    try:
        found = _since(float(stated)) if not isinstance(stated, str) else _written(stated.strip()[:60])
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None
    if found is None or not EARLIEST <= found.year < LATEST:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _since(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, dt.UTC)


def _written(text: str) -> dt.datetime | None:
    if not text:
        return None
    if text.isdigit() and len(text) >= 9:
        return _since(float(text))
    if text[:4].isdigit():
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            day = SPAN.match(text)
            return dt.datetime(int(day[1]), int(day[2]), int(day[3] or 1), tzinfo=dt.UTC) if day else None
    return parsedate_to_datetime(text)
