"""Which events start which jobs: a table that portal.wiring fills at start, because it lies above all features."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class Wire(Protocol):
    """One line of the table: the job's fixed name, and how its ids come out of the event."""

    @property
    def kind(self) -> str: ...

    def ids(self, event: Any) -> Mapping[str, int]: ...


_table: dict[str, tuple[Wire, ...]] = {}


def wire(table: Mapping[str, Iterable[Wire]]) -> None:
    """Set the table; called once at start."""
    _table.clear()
    _table.update({kind: tuple(lines) for kind, lines in table.items()})


def lines(kind: str) -> tuple[Wire, ...]:
    """The jobs that an event of this kind starts."""
    return _table.get(kind, ())
