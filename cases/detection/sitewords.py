"""Words for candidates, for what sites have in common, and for what agencies share about sites."""

from collections.abc import Mapping

from cases.detection.dossier import Pace, Rate
from cases.detection.likeness import Tie
from cases.detection.states import CandidateState, NoteKind, NoteState


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
# What the sums of other agencies say, in words.
RATES: Mapping[str, str] = {
    Rate.NEARLY_ALL: gettext_noop("Nearly all notices of other agencies led to a proved removal."),
    Rate.MOST: gettext_noop("Most notices of other agencies led to a proved removal."),
    Rate.HALF: gettext_noop("About half of the notices of other agencies led to a proved removal."),
    Rate.FEW: gettext_noop("Few notices of other agencies led to a proved removal."),
    Rate.HARDLY: gettext_noop("Hardly any notice of other agencies led to a proved removal."),
}
PACES: Mapping[str, str] = {
    Pace.DAY: gettext_noop("Usually that took less than a day."),
    Pace.THREE_DAYS: gettext_noop("Usually that took less than three days."),
    Pace.WEEK: gettext_noop("Usually that took less than a week."),
    Pace.MONTH: gettext_noop("Usually that took less than a month."),
    Pace.LONGER: gettext_noop("Usually that took longer than a month."),
}
CHANNELS: Mapping[str, str] = {"mail": gettext_noop("Notices by mail worked there.")}
NOTES: Mapping[str, str] = {
    NoteKind.FORM: gettext_noop("How it wants to be asked"),
    NoteKind.WORKED: gettext_noop("What worked"),
    NoteKind.AVOID: gettext_noop("Do not contact the operator"),
}
NOTE_STATES: Mapping[str, tuple[str, str]] = {
    NoteState.PROPOSED: (gettext_noop("Waits for you"), "wait"),
    NoteState.ACCEPTED: (gettext_noop("Shown to all agencies"), "good"),
    NoteState.DECLINED: (gettext_noop("Declined"), "calm"),
}
