"""States of an address that a report names."""

from enum import StrEnum


class ReportedState(StrEnum):
    NAMED = "named"  # anybody might have been given it: it is looked at by itself
    WAITING = "waiting"  # it may have been made for one person: an officer decides
    OPENED = "opened"  # an officer had it looked at
    DISCARDED = "discarded"  # an officer said that it is never opened


REPORTED_MOVES: dict[ReportedState, frozenset[ReportedState]] = {
    ReportedState.NAMED: frozenset(),
    ReportedState.WAITING: frozenset({ReportedState.OPENED, ReportedState.DISCARDED}),
    ReportedState.OPENED: frozenset(),
    ReportedState.DISCARDED: frozenset({ReportedState.OPENED}),
}
