"""States of watch sources, frontier entries and finds."""

from enum import StrEnum


class SourceState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


class EntryState(StrEnum):
    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    GONE = "gone"
    REFUSED = "refused"
    FAILED = "failed"


class MatchState(StrEnum):
    FOUND = "found"  # evidence and draft are being prepared
    READY = "ready"  # a package waits at the review desk
    APPROVED = "approved"
    REJECTED = "rejected"
    REMOVED = "removed"


SOURCE_MOVES: dict[SourceState, frozenset[SourceState]] = {
    SourceState.ACTIVE: frozenset({SourceState.PAUSED}),
    SourceState.PAUSED: frozenset({SourceState.ACTIVE}),
}
ENTRY_MOVES: dict[EntryState, frozenset[EntryState]] = {
    EntryState.QUEUED: frozenset({EntryState.LEASED}),
    EntryState.LEASED: frozenset(
        {EntryState.DONE, EntryState.GONE, EntryState.REFUSED, EntryState.FAILED, EntryState.QUEUED}
    ),
    EntryState.DONE: frozenset({EntryState.QUEUED}),
    EntryState.GONE: frozenset({EntryState.QUEUED}),
    EntryState.REFUSED: frozenset({EntryState.QUEUED}),
    EntryState.FAILED: frozenset({EntryState.QUEUED}),
}
MOVES: dict[MatchState, frozenset[MatchState]] = {
    MatchState.FOUND: frozenset({MatchState.READY, MatchState.REJECTED}),
    MatchState.READY: frozenset({MatchState.APPROVED, MatchState.REJECTED}),
    MatchState.APPROVED: frozenset({MatchState.REMOVED}),
    MatchState.REJECTED: frozenset(),
    MatchState.REMOVED: frozenset(),  # the same page showing it again is a new find
}
