"""In which order tables are emptied: a table that points at another goes first."""

from collections.abc import Mapping


class Cycle(ValueError):
    """Tables point at each other in a circle, so none of them can go first."""


def deletion_order(references: Mapping[str, set[str]]) -> list[str]:
    """Tables in the order in which their rows can be deleted.

    references: table -> tables that it points at; a table that points at itself is fine. Kahn's algorithm, names sorted
    so that the order is the same each time. Raises Cycle.
    """
    left = {table: set(targets) - {table} for table, targets in references.items()}
    order: list[str] = []
    while left:
        pointed_at = set().union(*left.values())
        free = sorted(table for table in left if table not in pointed_at)
        if not free:
            raise Cycle(", ".join(sorted(left)))
        order += free
        for table in free:
            del left[table]
    return order
