"""What the demo's page shows."""

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.utils.translation import gettext as _

from portal.demo import selectors, tally
from portal.demo.accounts import ACCOUNTS, PASSWORD, Account
from portal.demo.adapters import mails
from portal.demo.adapters.mails import Mail
from portal.demo.services import cycle

PERIOD = 30  # seconds that a one-time code lives


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the story and when it first happened (seconds since the first), or None while it is ahead."""

    key: str
    seconds: float | None


def story() -> list[Step]:
    """The steps in their order."""
    done = {step["name"]: step["seconds"] for step in tally.steps((one.kind, one.at) for one in selectors.happened())}
    return [Step(kind, done.get(name)) for kind, name in tally.STEPS.items()]


def code(account: Account) -> str:
    """The account's current one-time code."""
    return str(format_hotp_value(hotp_value(account.totp, int(time.time()) // PERIOD)))


def accounts() -> list[dict[str, str]]:
    """Who can sign in, with what."""
    return [
        {
            "email": account.email,
            "name": account.name,
            "what": ", ".join(_(word) for word in account.words),
            "password": PASSWORD,
            "code": code(account),
        }
        for account in ACCOUNTS
    ]


def received() -> list[Mail]:
    """The mails that left the portal, newest first."""
    return mails.received(Path(settings.RUN_DIR) / "mail")


def figures() -> dict[str, Any]:
    """Counts so far."""
    return asdict(cycle.count())


def sample_sites() -> list[str]:
    """Addresses of the sample sites."""
    return [f"http://{site}/" for site in settings.DEMO_SITES]


def originals() -> str:
    """The folder with the registered photographs, to try the browser's fingerprinting with."""
    return str(Path(settings.RUN_DIR) / "originals")
