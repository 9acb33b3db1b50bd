"""Words for candidates, for what sites have in common, and for what agencies share about sites."""

from collections.abc import Mapping

from cases.detection.likeness import Tie
from cases.detection.states import CandidateState


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


CANDIDATE_STATES: Mapping[str, tuple[str, str]] = {
    CandidateState.NEW: (gettext_noop("Waits for a decision"), "wait"),
    CandidateState.ADOPTED: (gettext_noop("Watched"), "good"),
    CandidateState.DISMISSED: (gettext_noop("Not to be watched"), "calm"),
    CandidateState.IGNORED: (gettext_noop("Never proposed again"), "stop"),
}
# What a candidate has in common with a watched site; its name is filled in.
TIES: Mapping[str, str] = {
    Tie.CERTIFICATE: gettext_noop("It shows the same certificate as %(name)s."),
    Tie.NAMED: gettext_noop("One certificate is made out for it and for %(name)s."),
    Tie.COUNTED: gettext_noop("Its visits are counted under the same number as those of %(name)s."),
    Tie.TEMPLATE: gettext_noop("Its pages are built like those of %(name)s."),
    Tie.MEDIA: gettext_noop("Its first page shows files of the same names as %(name)s."),
    Tie.TITLE: gettext_noop("Its first page has the same title as %(name)s."),
    Tie.ADDRESS: gettext_noop("It answers from the same address as %(name)s; that may be chance."),
}
MIRROR = gettext_noop("It looks like a mirror of %(name)s: the same site under another name.")
ABUSIVE = gettext_noop("%(name)s is on your abuse list.")
# Why the one look at its first page told nothing.
PERSONAL = gettext_noop("Nobody looked: its name may have been made for one reader, and a look would be noticed.")
NO_LOOK = gettext_noop("Nothing was learned from its first page: it could not be read.")
NOT_YET = gettext_noop("Its first page is looked at within minutes, once.")
