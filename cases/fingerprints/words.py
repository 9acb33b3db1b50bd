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
    Level.CLAIMED: gettext_noop("As reported, not checked yet"),
    Level.WORKER: gettext_noop("Checked by a worker"),
    Level.FOUND: gettext_noop("Confirmed on a found copy"),
    Level.TWO_PERSONS: gettext_noop("Checked by two people"),
}
HELD = (gettext_noop("Held for two people"), "risk")
# What follows from a state in which nothing is looked for.
NEXT: Mapping[str, str] = {
    FingerprintState.SUSPENDED: gettext_noop("Nothing is looked for until somebody takes it up again."),
    FingerprintState.DISPUTED: gettext_noop(
        "Nothing is looked for until the dispute is settled: look for it again if it is right, withdraw it if it is wrong."
    ),
}
BARS: Mapping[int, str] = {
    1: gettext_noop("A find of it was wrong: only nearer copies count as likely now, and none as certain."),
    2: gettext_noop("Finds of it were wrong: only very near copies count now."),
}
MEDIA: Mapping[str, str] = {"image": gettext_noop("Picture"), "video": gettext_noop("Clip")}
