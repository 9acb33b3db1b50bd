"""States and words of a referral; both agencies' rows use them."""

from enum import StrEnum


class ReferralState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    DONE = "done"


# `accepted` to `taken_back`: the receiver said yes after the giver had taken the offer back, or the ground had gone.
MOVES: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.OFFERED: frozenset({ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.TAKEN_BACK}),
    ReferralState.ACCEPTED: frozenset({ReferralState.DONE, ReferralState.TAKEN_BACK}),
    ReferralState.DECLINED: frozenset(),
    ReferralState.TAKEN_BACK: frozenset(),
    ReferralState.DONE: frozenset(),
}


class Help(StrEnum):
    """What kind of help is asked for."""

    COUNSELLING = "counselling"
    REMOVAL = "removal"
    INVESTIGATION = "investigation"
    LEGAL = "legal"
    MEDICAL = "medical"
    PSYCHOLOGICAL = "psychological"
    DAILY_LIFE = "daily_life"


class Ground(StrEnum):
    """What lets a part of a case leave the agency."""

    CONSENT = "consent"
    OVERRIDE = "override"


class Part(StrEnum):
    """What can be shared, one by one."""

    TEXT = "text"
    CONTACT = "contact"
    LINKS = "links"
    FINGERPRINTS = "fingerprints"
    CONSENTS = "consents"
