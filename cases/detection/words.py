"""Words for sources and finds; a page shows `gettext(word)`, the second value is the colour of its tag."""

from collections.abc import Mapping

from cases.detection import lanes
from cases.detection.states import MatchState, SourceState
from cases.fingerprints.bands import Band
from cases.fingerprints.weighing import Doubt


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


SOURCE_STATES: Mapping[str, tuple[str, str]] = {
    SourceState.ACTIVE: (gettext_noop("Watched"), "good"),
    SourceState.PAUSED: (gettext_noop("Paused"), "wait"),
}
STATES: Mapping[str, tuple[str, str]] = {
    MatchState.FOUND: (gettext_noop("Being prepared"), "info"),
    MatchState.READY: (gettext_noop("Waits for an officer"), "wait"),
    MatchState.APPROVED: (gettext_noop("Notice approved"), "info"),
    MatchState.REJECTED: (gettext_noop("Rejected"), "calm"),
    MatchState.REMOVED: (gettext_noop("Removed"), "good"),
}
BANDS: Mapping[str, tuple[str, str]] = {
    Band.CERTAIN: (gettext_noop("Certain"), "good"),
    Band.LIKELY: (gettext_noop("Likely"), "wait"),
    Band.POSSIBLE: (gettext_noop("Possible"), "risk"),
}
BAND_REASONS: Mapping[str, str] = {
    Band.CERTAIN: gettext_noop("Two independent proofs agree that this is the registered picture or clip."),
    Band.LIKELY: gettext_noop(
        "One good proof, for instance a picture that is nearly the same. Open the evidence: an officer or the person must confirm "
        "it before a notice is sent."
    ),
    Band.POSSIBLE: gettext_noop(
        "Only a hint; it may well be another picture. It never becomes a notice by itself: open the evidence, and reject it if "
        "you are not sure."
    ),
}
# Why addresses of a lane go before others; see lanes.py.
LANES: Mapping[int, str] = {
    lanes.REPORTED: gettext_noop("Links of new reports"),
    lanes.PROTECTED: gettext_noop("Where material of minors was found"),
    lanes.SPREADING: gettext_noop("Where copies were found lately"),
    lanes.SEARCHED: gettext_noop("Answers to searches"),
    lanes.USUAL: gettext_noop("The usual rounds"),
}
# What of the copy agrees with the registered picture; every other part is a piece of it.
_WHOLE = gettext_noop("The picture as a whole agrees.")
_INSIDE = gettext_noop("The picture inside its borders agrees.")
PARTS: Mapping[str, str] = {
    "whole": _WHOLE,
    "without light marks": _WHOLE,
    "without dark marks": _WHOLE,
    "trimmed": _INSIDE,
    "straight": _INSIDE,
}
PIECE = gettext_noop("A piece of the copy agrees, as in a collage or a picture inside a picture.")
MIRRORED = 5  # place in TURNS
# Why a proof says little, to whoever decides without the picture.
DOUBTS: Mapping[str, str] = {
    Doubt.EDGE: gettext_noop("Nearly as many bits differ as may at all at this quality."),
    Doubt.PIECE: gettext_noop("Only a piece of the copy agrees, and not closely."),
    Doubt.DETAILS: gettext_noop(
        "Only few details agree: a word, a logo or a button that is drawn over two pictures does that."
    ),
    Doubt.MOMENTS: gettext_noop(
        "Only few moments or a small share of the clip agree: a common opening or a black frame does that."
    ),
    Doubt.SOUND: gettext_noop("Sound agrees: many clips have the same song under them."),
}
# In the order of the eight turns that a picture is compared in.
TURNS: tuple[str, ...] = (
    gettext_noop("As registered"),
    gettext_noop("Turned a quarter to the left"),
    gettext_noop("Turned upside down"),
    gettext_noop("Turned a quarter to the right"),
    gettext_noop("Flipped top to bottom"),
    gettext_noop("Mirrored left to right"),
    gettext_noop("Turned a quarter and mirrored"),
    gettext_noop("Turned a quarter the other way and mirrored"),
)
