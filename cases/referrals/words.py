"""Words of referrals; a page shows `gettext(word)`, the second value is the colour of a tag."""

from collections.abc import Mapping

from cases.referrals.states import Ground, Help, Part, ReferralState


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


STATES: Mapping[str, tuple[str, str]] = {
    ReferralState.OFFERED: (gettext_noop("Offered"), "wait"),
    ReferralState.ACCEPTED: (gettext_noop("Accepted"), "info"),
    ReferralState.DECLINED: (gettext_noop("Declined"), "stop"),
    ReferralState.TAKEN_BACK: (gettext_noop("Taken back"), "calm"),
    ReferralState.DONE: (gettext_noop("Done"), "good"),
}
HELP: Mapping[str, str] = {
    Help.COUNSELLING: gettext_noop("Counselling"),
    Help.REMOVAL: gettext_noop("Finding and removing copies"),
    Help.INVESTIGATION: gettext_noop("Investigation"),
    Help.LEGAL: gettext_noop("Legal help"),
    Help.MEDICAL: gettext_noop("Medical help"),
    Help.PSYCHOLOGICAL: gettext_noop("Psychological help"),
    Help.DAILY_LIFE: gettext_noop("Help in daily life"),
}
PARTS: Mapping[str, str] = {
    Part.TEXT: gettext_noop("What was told in the reports"),
    Part.CONTACT: gettext_noop("The safe way of contact"),
    Part.LINKS: gettext_noop("Addresses where it was seen"),
    Part.FINGERPRINTS: gettext_noop("Fingerprints"),
    Part.CONSENTS: gettext_noop("What the person agreed to"),
}
GROUNDS: Mapping[str, str] = {
    Ground.CONSENT: gettext_noop("The person agreed to this partner and to exactly these parts"),
    Ground.OVERRIDE: gettext_noop("Without consent, for the reason below"),
}
AMOUNTS: Mapping[str, str] = {
    "none": gettext_noop("none"),
    "one": gettext_noop("one"),
    "few": gettext_noop("a few"),
    "some": gettext_noop("some"),
    "many": gettext_noop("many"),
}
