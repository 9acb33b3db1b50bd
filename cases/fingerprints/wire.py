"""Questions to the matcher's process and its answers as text: JSON, with values as hex digits."""

import json
import typing
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any

from cases.fingerprints.hits import Hit
from cases.fingerprints.query import Query

MOST = 32_000_000  # bytes of a question or an answer


def question(query: Query, agency_id: int) -> bytes:
    """A question as it is sent, and whose registrations it is about."""
    return json.dumps({"agency": agency_id, "query": asdict(query)}, default=_plain).encode()


def asked(data: bytes) -> tuple[Query, int]:
    """The question that was sent and the agency; raises ValueError if it is none."""
    try:
        sent = json.loads(data)
        query, agency_id = _made(Query, sent["query"]), _made(int, sent["agency"])
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("this is no question about a file") from error
    return query, agency_id


def answer(hits: list[Hit] | None) -> bytes:
    """Hits as they are sent; None: the matcher does not know what is registered now."""
    return json.dumps({"hits": None if hits is None else [asdict(hit) for hit in hits]}, default=_plain).encode()


def answered(data: bytes) -> list[Hit] | None:
    """The hits that were sent; raises ValueError."""
    try:
        hits = json.loads(data)["hits"]
        return None if hits is None else [_made(Hit, hit) for hit in hits]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("this is no answer of the matcher") from error


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(type(value).__name__)


def _made(kind: Any, value: Any) -> Any:
    """A value of this type out of what JSON has left of it."""
    if is_dataclass(kind) and isinstance(kind, type):
        kinds = typing.get_type_hints(kind)
        if unknown := set(value) - {each.name for each in fields(kind)}:
            raise ValueError(f"{kind.__name__} has no {sorted(unknown)[0]}")
        return kind(**{name: _made(kinds[name], part) for name, part in value.items()})
    if typing.get_origin(kind) in (typing.Union, UnionType):
        (only,) = (each for each in typing.get_args(kind) if each is not type(None))
        return None if value is None else _made(only, value)
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)
        kinds_of = [inner[0]] * len(value) if inner[-1] is Ellipsis else list(inner)
        return tuple(_made(each, part) for each, part in zip(kinds_of, value, strict=True))
    if kind is bytes:
        return bytes.fromhex(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(kind.__name__)
    return value
