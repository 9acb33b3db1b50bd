"""States of a ticket, and how much an announcement matters."""

from enum import StrEnum


class TicketState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


MOVES = {
    TicketState.OPEN: frozenset({TicketState.ANSWERED, TicketState.CLOSED}),
    TicketState.ANSWERED: frozenset({TicketState.OPEN, TicketState.CLOSED}),
    TicketState.CLOSED: frozenset[TicketState](),
}


class Level(StrEnum):
    """How an announcement is shown."""

    INFO = "info"
    WARNING = "warning"
    OUTAGE = "outage"
