"""States of an item on the review desk, and the words of a decision."""

from enum import StrEnum


class ReviewState(StrEnum):
    OPEN = "open"
    SECOND = "second"  # one person decided; a second one confirms or sends back
    APPROVED = "approved"
    REJECTED = "rejected"


MOVES: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.OPEN: frozenset({ReviewState.SECOND, ReviewState.APPROVED, ReviewState.REJECTED}),
    ReviewState.SECOND: frozenset({ReviewState.OPEN, ReviewState.APPROVED, ReviewState.REJECTED}),
    ReviewState.APPROVED: frozenset(),
    ReviewState.REJECTED: frozenset(),
}
UNDECIDED = (ReviewState.OPEN, ReviewState.SECOND)


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
    PAGE = "page"
    OFFICER = "officer"
    PERSON = "person"


class Verdict(StrEnum):
    """What a person says about a package."""

    APPROVE = "approve"
    REJECT = "reject"


class Why(StrEnum):
    """Why a decision needs a second person."""

    TWO_PERSONS = "two_persons"  # the agency's rule for all notices
    PROTECTED = "protected"  # the agency's rule where a protected person may be shown
    NEW_COLLEAGUE = "new_colleague"  # the first person is supervised
    TRAINING = "training"  # the whole agency is


class Doubt(StrEnum):
    """Countable reasons of a second person who does not confirm."""

    NOT_SAME = "not_same"
    EVIDENCE = "evidence"
    RECIPIENT = "recipient"
    LEGAL_BASIS = "legal_basis"
    TEXT = "text"
    ASK_FIRST = "ask_first"


class Void(StrEnum):
    """Why a person's word no longer counts."""

    CHANGED = "changed"  # the text is another one by now
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"  # by the person herself


class AskState(StrEnum):
    """A partner agency is asked to be the second; the row of either side has the same states."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    EXPIRED = "expired"


ASK_MOVES: dict[AskState, frozenset[AskState]] = {
    AskState.ASKED: frozenset(set(AskState) - {AskState.ASKED}),
    AskState.CONFIRMED: frozenset(),
    AskState.DECLINED: frozenset(),
    AskState.TAKEN_BACK: frozenset(),
    AskState.EXPIRED: frozenset(),
}
