"""What pages say about people: names of roles, states of a membership, kinds of second steps."""

from collections.abc import Mapping


def gettext_noop(message: str) -> str:
    """Marks a word for extraction."""
    return message


ROLES: Mapping[str, str] = {
    "agency_manager": gettext_noop("agency manager"),
    "case_worker": gettext_noop("case worker"),
    "removal_officer": gettext_noop("removal officer"),
    "approver": gettext_noop("approver"),
    "auditor": gettext_noop("auditor"),
    "integrator": gettext_noop("integrator"),
    "quality_lead": gettext_noop("quality lead"),
    "wellbeing_lead": gettext_noop("wellbeing lead"),
}
STATES: Mapping[str, tuple[str, str]] = {
    "active": (gettext_noop("at work"), "good"),
    "ending": (gettext_noop("at work until its last day"), "info"),
    "over": (gettext_noop("last day is over"), "calm"),
    "suspended": (gettext_noop("suspended"), "stop"),
}
SECOND_STEPS: Mapping[str, str] = {
    "totp": gettext_noop("app"),
    "webauthn": gettext_noop("passkey"),
}
