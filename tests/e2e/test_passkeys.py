"""Passkeys in a real browser, with a virtual authenticator: set up first thing, then signing in by it alone."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator

from agencies.tenancy.rights import Role
from tests.e2e.conftest import Portal
from tests.people import PASSWORD, join

Visit = Callable[..., Any]


def with_authenticator(page: Any) -> None:
    """A device that verifies its owner and keeps passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip


def test_it_sets_up_a_passkey_and_signs_in_with_it(portal: Portal, visit: Visit) -> None:
    user, _ = join(portal.cast.harbour, "pat", Role.CASE_WORKER)
    Authenticator.objects.filter(user=user).delete()
    page, base = visit(), portal.named
    with_authenticator(page)
    page.goto(f"{base}/account/login/")
    page.get_by_label("Email").fill("pat@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Set up your second step").wait_for()
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(f"{base}/cases/")
    page.get_by_role("heading", name="Cases").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{base}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("Harbour Office").first.wait_for()
    page.goto(f"{base}/cases/")
    page.get_by_role("heading", name="Cases").wait_for()
