"""States of an item on the review desk, and the words of a decision."""

from enum import StrEnum


class ReviewState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


MOVES: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.OPEN: frozenset({ReviewState.APPROVED, ReviewState.REJECTED}),
    ReviewState.APPROVED: frozenset(),
    ReviewState.REJECTED: frozenset(),
}


class Reason(StrEnum):
    """Countable reasons of a rejection."""

    NOT_SAME = "not_same"
    PUBLISHED_WITH_CONSENT = "published_with_consent"
    BENIGN = "benign"
    NEWS = "news"
    PROTECTED_ROUTE = "protected_route"
    DUPLICATE = "duplicate"
    DEAD_LINK = "dead_link"
    NEED_INFO = "need_info"


class Looked(StrEnum):
    """How the officer knows that the find is right; stated in the notice (HARMS 19)."""

    NOBODY = "nobody"
    OFFICER = "officer"
    PERSON = "person"
