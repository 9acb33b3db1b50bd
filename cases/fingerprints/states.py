"""States and words of a registered fingerprint."""

from enum import StrEnum


class FingerprintState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


MOVES: dict[FingerprintState, frozenset[FingerprintState]] = {
    FingerprintState.ACTIVE: frozenset(
        {FingerprintState.SUSPENDED, FingerprintState.DISPUTED, FingerprintState.WITHDRAWN}
    ),
    FingerprintState.SUSPENDED: frozenset({FingerprintState.ACTIVE, FingerprintState.WITHDRAWN}),
    FingerprintState.DISPUTED: frozenset({FingerprintState.ACTIVE, FingerprintState.WITHDRAWN}),
    FingerprintState.WITHDRAWN: frozenset(),
}


class Origin(StrEnum):
    """Where the value was computed."""

    BROWSER = "browser"
    API = "api"
    COMMAND = "command"
    PARTNER = "partner"  # shared by a partner agency, value by value


class Level(StrEnum):
    """How far the registration is verified."""

    CLAIMED = "claimed"
    WORKER = "worker"
    FOUND = "confirmed_on_a_found_copy"
    TWO_PERSONS = "two_persons"
