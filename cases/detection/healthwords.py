"""Words for how a source does, and for its kinds of errors. Pure."""

from collections.abc import Mapping

from cases.detection.states import EntryState, Health, ProposalState, SharedState
from cases.detection.words import gettext_noop

HEALTH: Mapping[str, tuple[str, str]] = {
    Health.FAILING: (gettext_noop("Does not answer"), "stop"),
    Health.LATE: (gettext_noop("Overdue"), "risk"),
    Health.STALE: (gettext_noop("Nothing new for long"), "wait"),
    Health.NEW: (gettext_noop("Not visited yet"), "info"),
    Health.HEALTHY: (gettext_noop("Healthy"), "good"),
    Health.PAUSED: (gettext_noop("Paused"), "calm"),
}
ERRORS: Mapping[str, str] = {
    EntryState.FAILED: gettext_noop("No usable answer"),
    EntryState.REFUSED: gettext_noop("Refused by the portal: private network, port or type"),
    EntryState.GONE: gettext_noop("Gone"),
}
OWNERS: Mapping[str, str] = {"me": gettext_noop("Me"), "nobody": gettext_noop("Nobody who works here now")}
SORTS: Mapping[str, str] = {
    "": gettext_noop("Name"),
    "health": gettext_noop("What needs somebody first"),
    "success": gettext_noop("Longest without success"),
    "fresh": gettext_noop("Most that was new"),
    "finds": gettext_noop("Most finds"),
    "size": gettext_noop("Most bytes"),
}
SHARED: Mapping[str, tuple[str, str]] = {
    SharedState.ACTIVE: (gettext_noop("Watched"), "good"),
    SharedState.PAUSED: (gettext_noop("Paused"), "wait"),
    SharedState.RETIRED: (gettext_noop("Ended"), "calm"),
}
PROPOSALS: Mapping[str, tuple[str, str]] = {
    ProposalState.OPEN: (gettext_noop("Waits for the platform"), "wait"),
    ProposalState.ACCEPTED: (gettext_noop("Accepted"), "good"),
    ProposalState.DECLINED: (gettext_noop("Declined"), "calm"),
}
# Values of a kind's own fields that are words; the others are names of programs and character sets.
CHOICES: Mapping[str, str] = {
    "yes": gettext_noop("Yes"),
    "no": gettext_noop("No"),
    "all": gettext_noop("Everybody's"),
    "local": gettext_noop("Those of this server's people"),
    "remote": gettext_noop("Those of other servers' people"),
}
