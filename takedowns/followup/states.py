"""Verdicts of a look at an address after a notice went out."""

from enum import StrEnum


class Verdict(StrEnum):
    GONE = "gone"
    THERE = "still_there"
    UNREACHABLE = "unreachable"
    UNCLEAR = "unclear"  # an answer that proves neither: a login wall, a geo-block, a soft 404


class CheckState(StrEnum):
    DUE = "due"
    DONE = "done"
    DROPPED = "dropped"  # no longer needed: the removal is proved


MOVES: dict[CheckState, frozenset[CheckState]] = {
    CheckState.DUE: frozenset({CheckState.DONE, CheckState.DROPPED}),
    CheckState.DONE: frozenset(),
    CheckState.DROPPED: frozenset(),
}
