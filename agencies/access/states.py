"""Fixed words of exceptions and partnerships."""

from enum import StrEnum


class KeptOut(StrEnum):
    """Why somebody must not see a case; never shown to that person."""

    NAMED = "named"  # by the reporter
    DECLARED = "declared"  # a conflict of interest, by the person herself


class PartnerPurpose(StrEnum):
    """What two agencies work together for; each is agreed by itself."""

    REFERRAL = "referral"
    SECOND_APPROVAL = "second_approval"
    DETECTION = "detection"


class PartnershipState(StrEnum):
    """One side's own will."""

    WANTED = "wanted"
    DECLINED = "declined"
    ENDED = "ended"


MOVES: dict[PartnershipState, frozenset[PartnershipState]] = {
    PartnershipState.WANTED: frozenset({PartnershipState.ENDED}),
    PartnershipState.DECLINED: frozenset({PartnershipState.WANTED}),
    PartnershipState.ENDED: frozenset(),  # a new proposal is a new row
}
