"""JSON that a stranger's server sent: read with bounds, and looked up without ever raising. Pure."""

import json
from collections.abc import Iterator
from typing import Any

from cases.detection.markup import short

MOST_BYTES = 8_000_000
MOST_ROWS = 2000
MOST_WALKED = 100_000
DIGITS = 30  # of a number


def _whole(text: str) -> int:
    return int(text) if len(text) <= DIGITS else 0


def read(body: bytes) -> Any:
    """The value, or None for what is no JSON, is longer than 8 MB, or is nested too deeply."""
    if len(body) > MOST_BYTES:
        return None
    try:
        return json.loads(body, parse_int=_whole, parse_constant=lambda _: None)
    except (ValueError, RecursionError, UnicodeError, MemoryError):
        return None


def at(value: Any, *path: str | int) -> Any:
    """What lies at a path of names and numbers, or None."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list) or not -len(value) <= step < len(value):
                return None
            value = value[step]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def text(value: Any, *path: str | int, most: int = 100_000) -> str:
    """A string or whole number at a path as text; empty for anything else."""
    found = at(value, *path)
    if isinstance(found, bool):
        return ""
    return found[:most] if isinstance(found, str) else str(found) if isinstance(found, int) else ""


def words(value: Any, *path: str | int) -> str:
    """A text at a path, blanks folded and cut to the length of a post."""
    return short(text(value, *path))


def rows(value: Any, *path: str | int) -> list[dict[str, Any]]:
    """The objects of a list at a path, at most 2,000; an empty list for anything else."""
    found = at(value, *path)
    return [row for row in found[:MOST_ROWS] if isinstance(row, dict)] if isinstance(found, list) else []


def many(value: Any, *path: str | int) -> list[Any]:
    """A list at a path, or the one value as a list (JSON-LD writes a list of one as the value itself)."""
    found = at(value, *path)
    if found is None:
        return []
    return found[:MOST_ROWS] if isinstance(found, list) else [found]


def strings(value: Any) -> Iterator[str]:
    """All strings inside a value, breadth first, bounded."""
    queue, looked = [value], 0
    while queue and looked < MOST_WALKED:
        waiting: list[Any] = []
        for one in queue:
            looked += 1
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict):
                waiting.extend(one.values())
            elif isinstance(one, list):
                waiting.extend(one)
        queue = waiting[:MOST_WALKED]
