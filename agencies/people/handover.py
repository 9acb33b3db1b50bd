"""What must be handed over when somebody leaves: a table that the portal fills at start, because it lies above all features."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from agencies.tenancy.actor import Actor


class Count(Protocol):
    """How much of it a person has open."""

    def __call__(self, actor: Actor, *, user_id: int) -> int: ...


class Move(Protocol):
    """Give it to somebody, or back to all where no receiver is needed."""

    def __call__(self, actor: Actor, *, user_id: int, to_user_id: int | None) -> object: ...


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of open work. `label` in plain words for the page; `receiver`: whether somebody must take it.

    `action`: the right that the work needs. Such a part has a receiver of its own, who must hold that right and may be
    nobody; it is handed over as well when a role goes and the right with it. `otherwise`: where it goes without one.
    """

    name: str
    label: str
    receiver: bool
    count: Count
    move: Move
    action: str = ""
    otherwise: str = ""

    @property
    def field(self) -> str:
        """Name of its field in a form."""
        return f"to_{self.name.replace('.', '_')}"


_table: list[Part] = []


def fill(table: Iterable[Part]) -> None:
    """Set the table; called once at start."""
    _table[:] = table


def parts() -> list[Part]:
    """Everything that is handed over."""
    return list(_table)
