"""Staff of the platform, with browsers, and a post box in place of the mail server."""

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from django.test import Client

from agencies.doors.adapters import mail
from agencies.tenancy.actor import Staff
from tests.onboarding.papers import staff
from tests.people import sign_in


@dataclass
class Desk:
    """Two reviewers and the first one's browser."""

    staff: Staff
    other: Staff
    client: Client


@pytest.fixture
def desk(db: None) -> Desk:
    user, first = staff()
    return Desk(first, staff("sol")[1], sign_in(Client(), user))


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, EmailMessage]]:
    """(address, message) of every mail that left."""
    sent: list[tuple[str, EmailMessage]] = []

    def send(message: bytes, *, recipients: list[str], **_: Any) -> mail.Receipt:
        sent.append((recipients[0], BytesParser(EmailMessage, policy=policy.default).parsebytes(message)))
        return mail.Receipt(250, "ok")

    monkeypatch.setattr(mail, "send", send)
    return sent
