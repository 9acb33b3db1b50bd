"""States of an invitation and the moves between them."""

from enum import StrEnum


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


MOVES: dict[InvitationState, frozenset[InvitationState]] = {
    InvitationState.OPEN: frozenset({InvitationState.ACCEPTED, InvitationState.WITHDRAWN}),
    InvitationState.ACCEPTED: frozenset(),
    InvitationState.WITHDRAWN: frozenset(),
}
