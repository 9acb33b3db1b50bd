"""Words for registered fingerprints; a page shows `gettext(word)`, the second value is the colour of its tag."""

from collections.abc import Mapping

from cases.fingerprints.states import FingerprintState, Level


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


STATES: Mapping[str, tuple[str, str]] = {
    FingerprintState.ACTIVE: (gettext_noop("Watched for"), "good"),
    FingerprintState.SUSPENDED: (gettext_noop("Suspended"), "wait"),
    FingerprintState.DISPUTED: (gettext_noop("Disputed"), "risk"),
    FingerprintState.WITHDRAWN: (gettext_noop("Withdrawn"), "calm"),
}
LEVELS: Mapping[str, str] = {
    Level.CLAIMED: gettext_noop("As reported"),
    Level.WORKER: gettext_noop("Checked by a worker"),
    Level.FOUND: gettext_noop("Confirmed on a found copy"),
    Level.TWO_PERSONS: gettext_noop("Checked by two people"),
}
MEDIA: Mapping[str, str] = {"image": gettext_noop("Picture"), "video": gettext_noop("Clip")}
