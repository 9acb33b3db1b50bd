"""States of an application, of an agreement and of the platform's own mails, and the moves between them."""

from collections.abc import Mapping
from enum import StrEnum


class ApplicationState(StrEnum):
    RECEIVED = "received"
    ASKED = "asked"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    SIGNED = "signed"
    ACTIVE = "active"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


S = ApplicationState
MOVES: Mapping[ApplicationState, frozenset[ApplicationState]] = {
    S.RECEIVED: frozenset({S.ASKED, S.PROPOSED, S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.ASKED: frozenset({S.RECEIVED, S.DECLINED, S.WITHDRAWN}),
    S.PROPOSED: frozenset({S.RECEIVED, S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.SIGNED, S.DECLINED, S.WITHDRAWN}),
    S.SIGNED: frozenset({S.ACCEPTED, S.ACTIVE, S.DECLINED, S.WITHDRAWN}),
    S.ACTIVE: frozenset(),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
}


class AgreementState(StrEnum):
    ISSUED = "issued"
    SIGNED = "signed"
    REPLACED = "replaced"


AGREEMENT_MOVES: Mapping[AgreementState, frozenset[AgreementState]] = {
    AgreementState.ISSUED: frozenset({AgreementState.SIGNED, AgreementState.REPLACED}),
    AgreementState.SIGNED: frozenset({AgreementState.REPLACED}),
    AgreementState.REPLACED: frozenset(),
}


class MailState(StrEnum):
    DUE = "due"
    SENT = "sent"
    FAILED = "failed"


MAIL_MOVES: Mapping[MailState, frozenset[MailState]] = {
    MailState.DUE: frozenset({MailState.SENT, MailState.FAILED}),
    MailState.SENT: frozenset(),
    MailState.FAILED: frozenset({MailState.DUE}),
}


class Check(StrEnum):
    """What a reviewer looks at before a decision."""

    PURPOSE = "purpose"
    LEGAL_GROUND = "legal_ground"
    OFFICER = "officer"
    CONFLICT = "conflict"
    SANCTIONS = "sanctions"


class Result(StrEnum):
    FINE = "fine"
    PROBLEM = "problem"


class Side(StrEnum):
    """Who wrote a message of an application."""

    PLATFORM = "platform"
    APPLICANT = "applicant"


class FileKind(StrEnum):
    SUPPORTING = "supporting"
    COUNTERSIGNED = "countersigned"


class SignMethod(StrEnum):
    CLICK = "click"
    UPLOAD = "upload"


class MailKind(StrEnum):
    RECEIVED = "received"
    ASKED = "asked"
    DECLINED = "declined"
    AGREEMENT = "agreement"
    WELCOME = "welcome"
    RENEWAL = "renewal"
    RENEWAL_DUE = "renewal_due"
    SUSPENDED = "suspended"
    LIFTED = "lifted"


LIVE = frozenset(state for state, targets in MOVES.items() if targets)


def sources(target: ApplicationState) -> list[str]:
    """The states from which an application may move to `target`."""
    return [state.value for state, targets in MOVES.items() if target in targets]
