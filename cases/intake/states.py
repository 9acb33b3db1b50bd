"""States of an address that a report names."""

from enum import StrEnum


class ReportedState(StrEnum):
    NAMED = "named"  # looked at by itself if anybody might have been given it, else it waits for an officer
    OPENED = "opened"  # an officer had it looked at
    DISCARDED = "discarded"  # an officer said that it is never opened


REPORTED_MOVES: dict[ReportedState, frozenset[ReportedState]] = {
    ReportedState.NAMED: frozenset({ReportedState.OPENED, ReportedState.DISCARDED}),
    ReportedState.OPENED: frozenset(),
    ReportedState.DISCARDED: frozenset({ReportedState.OPENED}),
}
