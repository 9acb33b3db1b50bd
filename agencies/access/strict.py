"""Reading JSON without a second meaning: UTF-8, no NaN, no name twice in one object."""

import json
from typing import Any


def loads(data: bytes) -> Any:
    """The value; raises ValueError (or RecursionError for endless nesting) for anything else than plain JSON in UTF-8."""
    return json.loads(data.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found
