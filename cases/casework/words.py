"""Words for what a case is made of; a page shows `gettext(word)`, the second value is the colour of its tag."""

from collections.abc import Mapping

from agencies.keys.states import ShredReason
from cases.casework.states import AgeBand, CaseState, Identity, Purpose


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


STATES: Mapping[str, tuple[str, str]] = {
    CaseState.RECEIVED: (gettext_noop("Received"), "wait"),
    CaseState.IN_SERVICE: (gettext_noop("In service"), "info"),
    CaseState.CLOSED: (gettext_noop("Closed"), "calm"),
    CaseState.WITHDRAWN: (gettext_noop("Withdrawn"), "stop"),
}
MOVES: Mapping[str, str] = {
    CaseState.IN_SERVICE: gettext_noop("Take into service"),
    CaseState.CLOSED: gettext_noop("Close casework (the watch goes on)"),
    CaseState.WITHDRAWN: gettext_noop("Withdraw the case"),
}
AGE_BANDS: Mapping[str, str] = {
    AgeBand.UNDER_PROTECTED: gettext_noop("Younger than %(age)s"),
    AgeBand.ADULT: gettext_noop("%(age)s or older"),
    AgeBand.UNKNOWN: gettext_noop("Not known, or not sure"),
}
IDENTITIES: Mapping[str, str] = {
    Identity.UNCHECKED: gettext_noop("Not checked yet"),
    Identity.PERSON_SHOWN: gettext_noop("Checked: is the person shown"),
    Identity.MAY_ACT: gettext_noop("Checked: may act for the person shown"),
}
PURPOSES: Mapping[str, str] = {
    Purpose.DETECTION: gettext_noop("Look for copies on the sites that we watch"),
    Purpose.DETAILED_DETECTION: gettext_noop(
        "Find cropped and edited copies too (adults only). This stores more about the picture."
    ),
    Purpose.NOTICES: gettext_noop("Ask sites to remove copies that we find"),
    Purpose.PARTNER_DETECTION: gettext_noop("Partner agencies may look for copies too"),
    Purpose.PLATFORM_SHARING: gettext_noop("Platforms may get the codes, so that they block new uploads"),
}
OPENED: Mapping[str, str] = {
    "case": gettext_noop("The case and its facts"),
    "report": gettext_noop("What was reported"),
    "fingerprint": gettext_noop("The fingerprints"),
    "match": gettext_noop("A find"),
    "search": gettext_noop("Search terms"),
    "evidence": gettext_noop("Evidence: address, words and circumstances of a page"),
    "notice": gettext_noop("A notice"),
    "review": gettext_noop("A package at the review desk"),
}
MANDATE_FORMS: Mapping[str, str] = {
    "paper": gettext_noop("Signed on paper"),
    "on-line form": gettext_noop("Given in an on-line form"),
    "statute": gettext_noop("By law"),
}
SHRED_REASONS: Mapping[str, str] = {
    ShredReason.PERSON_ASKED: gettext_noop("The person asked for it"),
    ShredReason.RETENTION_OVER: gettext_noop("The time for keeping it is over"),
    ShredReason.OPENED_BY_MISTAKE: gettext_noop("It was opened by mistake"),
}
