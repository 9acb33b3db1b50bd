"""Which stretches of a registered clip were found, and where in the found one."""

from typing import Protocol

Stretch = tuple[int, int, int, int]


class Found(Protocol):
    """The columns of a find that this reads."""

    stretches: list[int]


def stretches(row: Found) -> list[Stretch]:
    """(from, to) in the registered clip and (from, to) in the found one, in milliseconds, in order."""
    flat = list(row.stretches)
    return [(flat[at], flat[at + 1], flat[at + 2], flat[at + 3]) for at in range(0, len(flat) - 3, 4)]
