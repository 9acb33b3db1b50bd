"""Words for looks after sending; a page shows `gettext(word)`, the second value is the colour of its tag."""

from collections.abc import Mapping

from takedowns.followup.states import CheckState, Verdict


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


VERDICTS: Mapping[str, tuple[str, str]] = {
    Verdict.GONE: (gettext_noop("Gone"), "good"),
    Verdict.THERE: (gettext_noop("Still there"), "stop"),
    Verdict.UNREACHABLE: (gettext_noop("Could not be reached"), "wait"),
    Verdict.UNCLEAR: (gettext_noop("Proves nothing"), "wait"),
}
STATES: Mapping[str, tuple[str, str]] = {
    CheckState.DUE: (gettext_noop("Planned"), "info"),
    CheckState.DONE: (gettext_noop("Done"), "calm"),
    CheckState.DROPPED: (gettext_noop("No longer needed"), "calm"),
}
