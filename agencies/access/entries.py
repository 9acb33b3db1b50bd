"""A finished list that can be paged like a query: what the REST framework's cursor asks of its rows."""

from collections.abc import Sequence
from typing import Any, Protocol

LARGEST_ID = 2**63 - 1  # of a row in PostgreSQL


class Numbered(Protocol):
    """An entry with an id."""

    @property
    def id(self) -> int: ...


class Entries(list[Any]):
    """Entries with an id; knows the two questions that a cursor over ids asks."""

    def order_by(self, name: str) -> "Entries":
        """By id; descending for "-id"."""
        return Entries(sorted(self, key=_id, reverse=name.startswith("-")))

    def filter(self, *, id__lt: str | None = None, id__gt: str | None = None) -> "Entries":
        """Entries on one side of an id, which the cursor writes as text."""
        below = None if id__lt is None else int(id__lt)
        above = None if id__gt is None else int(id__gt)
        return Entries(e for e in self if (below is None or e.id < below) and (above is None or e.id > above))


def entries(rows: Sequence[Numbered]) -> Entries:
    """The list as such entries."""
    return Entries(rows)


def _id(entry: Numbered) -> int:
    return entry.id
