"""Where a contact comes from, whom it reaches, and what became of it."""

from enum import StrEnum


class Scope(StrEnum):
    """Whom a contact reaches: who runs the service, who hosts it, or who registered its name."""

    SITE = "site"
    NETWORK = "network"
    REGISTRAR = "registrar"


class Source(StrEnum):
    RDAP = "rdap"
    WHOIS = "whois"
    SECURITY_TXT = "security_txt"  # for holes in software: the last thing to try
    GUESS = "guess"  # abuse@ the domain (RFC 2142): never used without a person
    OFFICER = "officer"  # proposed by an agency


class FoundState(StrEnum):
    FOUND = "found"
    VERIFIED = "verified"  # platform staff checked it; it is in the directory
    REFUSED = "refused"


MOVES: dict[FoundState, frozenset[FoundState]] = {
    FoundState.FOUND: frozenset({FoundState.VERIFIED, FoundState.REFUSED}),
    FoundState.VERIFIED: frozenset({FoundState.REFUSED}),
    FoundState.REFUSED: frozenset({FoundState.FOUND}),
}


class DoubtWhy(StrEnum):
    BOUNCED = "bounced"
    OFFICER = "officer"
    STAFF = "staff"
