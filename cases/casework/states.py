"""States of a case, the purposes of consent, and what follows from an age band."""

from enum import StrEnum


class CaseState(StrEnum):
    RECEIVED = "received"
    IN_SERVICE = "in_service"
    CLOSED = "closed"  # casework ends; the watch goes on until fingerprints are withdrawn (HARMS 12)
    WITHDRAWN = "withdrawn"


MOVES: dict[CaseState, frozenset[CaseState]] = {
    CaseState.RECEIVED: frozenset({CaseState.IN_SERVICE, CaseState.CLOSED, CaseState.WITHDRAWN}),
    CaseState.IN_SERVICE: frozenset({CaseState.CLOSED, CaseState.WITHDRAWN}),
    CaseState.CLOSED: frozenset({CaseState.IN_SERVICE, CaseState.WITHDRAWN}),
    CaseState.WITHDRAWN: frozenset(),
}


ENDED = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN})  # only these may be shredded


class AgeBand(StrEnum):
    """Age of the youngest person in the pictures when they were taken."""

    UNDER_PROTECTED = "under"
    ADULT = "adult"
    UNKNOWN = "unknown"


def protected(band: str) -> bool:
    """Whether the protected path applies: any doubt takes it (HARMS 1)."""
    return band != AgeBand.ADULT


class Purpose(StrEnum):
    """What a person may agree to, one by one."""

    DETECTION = "detection"
    DETAILED_DETECTION = "detailed_detection"  # patches and sound: only of adults, and only where the agency does it
    NOTICES = "notices"
    PARTNER_DETECTION = "partner_detection"
    PLATFORM_SHARING = "platform_sharing"


class Identity(StrEnum):
    """Whether a worker has checked that the reporter is, or may act for, the person shown (HARMS 7)."""

    UNCHECKED = "unchecked"
    PERSON_SHOWN = "person_shown"
    MAY_ACT = "may_act"
