"""States of an item on the review desk, and the words of a decision."""

from enum import StrEnum


class ReviewState(StrEnum):
    OPEN = "open"
    SECOND = "second"  # one person decided; a second one confirms or sends back
    HELD = "held"  # approved, and not sent before somebody releases it
    WAITING = "waiting"  # a question to the case's workers, or to a manager, must be answered first
    APPROVED = "approved"
    REJECTED = "rejected"


MOVES: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.OPEN: frozenset(set(ReviewState) - {ReviewState.OPEN}),
    ReviewState.SECOND: frozenset({ReviewState.OPEN, ReviewState.HELD, ReviewState.APPROVED, ReviewState.REJECTED}),
    ReviewState.HELD: frozenset({ReviewState.OPEN, ReviewState.APPROVED}),
    ReviewState.WAITING: frozenset({ReviewState.OPEN}),
    ReviewState.APPROVED: frozenset({ReviewState.OPEN}),  # undone before it became final
    ReviewState.REJECTED: frozenset({ReviewState.OPEN}),
}
UNDECIDED = (ReviewState.OPEN, ReviewState.SECOND)


class Reason(StrEnum):
    """Countable reasons of a decision; the sentence beside it is for colleagues."""

    MATCH_EXACT = "match_exact"  # of an approval
    MATCH_NEAR = "match_near"
    NOT_SAME = "not_same"
    IS_REPORTER = "is_reporter"
    PUBLISHED_WITH_CONSENT = "published_with_consent"
    BENIGN = "benign"
    NEWS = "news"
    PROTECTED_ROUTE = "protected_route"
    DUPLICATE = "duplicate"
    DEAD_LINK = "dead_link"
    STANDS = "stands"  # of a correction or withdrawal that is not sent
    NEED_INFO = "need_info"
    ESCALATE = "escalate"


ASIDE = (Reason.NEED_INFO, Reason.ESCALATE)  # the package waits for an answer
CLOSING = (
    Reason.NOT_SAME,
    Reason.IS_REPORTER,
    Reason.PUBLISHED_WITH_CONSENT,
    Reason.BENIGN,
    Reason.NEWS,
    Reason.DUPLICATE,
    Reason.DEAD_LINK,
    Reason.STANDS,
)


OF_A_FIND = tuple(reason for reason in CLOSING if reason is not Reason.STANDS)


class Clock(StrEnum):
    """What says until when a package must be decided."""

    OWN = "own"  # the time that the agency gives itself
    MANDATE = "mandate"  # the mandate ends
    BASIS = "basis"  # the lawyer's word on the legal basis ends


class QuestionKind(StrEnum):
    """Whom a question from the desk goes to."""

    NEED_INFO = "need_info"  # the case's workers
    IDENTITY = "identity"  # the same: who reports must be checked
    ESCALATE = "escalate"  # a manager


class Looked(StrEnum):
    """How the officer knows that the find is right; stated in the notice (HARMS 19)."""

    NOBODY = "nobody"
    PAGE = "page"
    OFFICER = "officer"
    PERSON = "person"


class Verdict(StrEnum):
    """What a person says about a package."""

    APPROVE = "approve"
    HOLD = "hold"  # approve, and keep it here until somebody releases it
    REJECT = "reject"


SENDING = (Verdict.APPROVE, Verdict.HOLD)


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
    UNDONE = "undone"  # before the decision became final


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


class NoPicture(StrEnum):
    """Why the picture of a package is not fetched again (HARMS 4)."""

    PROTECTED = "protected"
    QUIET = "quiet"
    ONE_PERSON = "one_person"
    HARMFUL = "harmful"
    GONE = "gone"
    DECIDED = "decided"
