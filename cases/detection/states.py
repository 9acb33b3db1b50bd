"""States of watch sources, frontier entries, finds, search terms and searches."""

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


class TermKind(StrEnum):
    NAME = "name"
    NICKNAME = "nickname"
    SCHOOL = "school"
    PHRASE = "phrase"
    HASHTAG = "hashtag"
    ACCOUNT = "account"
    PHONE = "phone"


class TermState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"  # the words are erased


class ConsentWay(StrEnum):
    """How the person said that a term may be typed into a provider."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    MESSAGE = "message"
    PAPER = "paper"
    AGENCY = "agency"  # a term of the whole agency, which names no person


class SearchState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class SearchWhy(StrEnum):
    """Why a search was stopped, or why a term is not sent."""

    WITHDRAWN = "withdrawn"
    PAUSED = "paused"
    NO_CONSENT = "no_consent"
    CASE_OVER = "case_over"
    PROTECTED = "protected"
    COUNTRY = "country"
    CHANGED = "changed"  # the provider is not the one that was told about
    LIMIT = "limit"
    ERASED = "erased"
    NOT_READY = "not_ready"  # the provider's first round has not told yet how it is asked


class TextFindState(StrEnum):
    FOUND = "found"
    NOTED = "noted"  # looked at, it matters
    DISMISSED = "dismissed"  # looked at, it does not; its words are erased


class SharedState(StrEnum):
    """Of a source that the platform watches for all agencies."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class TrialState(StrEnum):
    WAITING = "waiting"
    DONE = "done"


class Health(StrEnum):
    """How a source does, worked out from its visits."""

    NEW = "new"  # not visited yet
    HEALTHY = "healthy"
    STALE = "stale"  # nothing new for long
    LATE = "late"  # not visited for much longer than its cadence
    FAILING = "failing"
    PAUSED = "paused"


SHARED_MOVES: dict[SharedState, frozenset[SharedState]] = {
    SharedState.ACTIVE: frozenset({SharedState.PAUSED, SharedState.RETIRED}),
    SharedState.PAUSED: frozenset({SharedState.ACTIVE, SharedState.RETIRED}),
    SharedState.RETIRED: frozenset(),
}
PROPOSAL_MOVES: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.OPEN: frozenset({ProposalState.ACCEPTED, ProposalState.DECLINED}),
    ProposalState.ACCEPTED: frozenset(),
    ProposalState.DECLINED: frozenset(),
}
TRIAL_MOVES: dict[TrialState, frozenset[TrialState]] = {
    TrialState.WAITING: frozenset({TrialState.DONE}),
    TrialState.DONE: frozenset(),
}
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
    # ready: the decision was undone in time; rejected: the notice was taken back
    MatchState.APPROVED: frozenset({MatchState.REMOVED, MatchState.READY, MatchState.REJECTED}),
    MatchState.REJECTED: frozenset(
        {MatchState.REMOVED, MatchState.READY}
    ),  # removed: an officer saw that the page is gone
    MatchState.REMOVED: frozenset(),  # the same page showing it again is a new find
}
TERM_MOVES: dict[TermState, frozenset[TermState]] = {
    TermState.ACTIVE: frozenset({TermState.PAUSED, TermState.WITHDRAWN}),
    TermState.PAUSED: frozenset({TermState.ACTIVE, TermState.WITHDRAWN}),
    TermState.WITHDRAWN: frozenset(),
}
SEARCH_MOVES: dict[SearchState, frozenset[SearchState]] = {
    SearchState.RUNNING: frozenset({SearchState.DONE, SearchState.STOPPED}),
    SearchState.DONE: frozenset(),
    SearchState.STOPPED: frozenset(),
}
TEXT_MOVES: dict[TextFindState, frozenset[TextFindState]] = {
    TextFindState.FOUND: frozenset({TextFindState.NOTED, TextFindState.DISMISSED}),
    TextFindState.NOTED: frozenset({TextFindState.DISMISSED}),
    TextFindState.DISMISSED: frozenset(),
}
# A name of somebody of a protected age never leaves (HARMS 13); these kinds name a person.
NAMING = frozenset({TermKind.NAME, TermKind.NICKNAME, TermKind.SCHOOL, TermKind.ACCOUNT, TermKind.PHONE})


class CandidateState(StrEnum):
    NEW = "new"
    ADOPTED = "adopted"  # a source was made of it
    DISMISSED = "dismissed"  # looked at, not to be watched
    IGNORED = "ignored"  # nobody wants to hear of this host again


class NoteKind(StrEnum):
    """What a note on a site is about."""

    FORM = "form"  # how its form or abuse desk wants to be asked
    WORKED = "worked"  # what led to a removal there
    AVOID = "avoid"  # do not contact the operator


class NoteState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


CANDIDATE_MOVES: dict[CandidateState, frozenset[CandidateState]] = {
    CandidateState.NEW: frozenset({CandidateState.ADOPTED, CandidateState.DISMISSED, CandidateState.IGNORED}),
    CandidateState.ADOPTED: frozenset(),
    CandidateState.DISMISSED: frozenset({CandidateState.NEW}),
    CandidateState.IGNORED: frozenset({CandidateState.NEW}),
}
NOTE_MOVES: dict[NoteState, frozenset[NoteState]] = {
    NoteState.PROPOSED: frozenset({NoteState.ACCEPTED, NoteState.DECLINED}),
    NoteState.ACCEPTED: frozenset({NoteState.DECLINED}),
    NoteState.DECLINED: frozenset(),
}
