"""Every page of the platform's own people in a real browser: both languages, phone and desk; axe finds nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from agencies.audit import services as audit
from agencies.help import services as letters
from agencies.leaving.services import departures
from agencies.onboarding.services import suspension
from agencies.tenancy.actor import Staff
from portal.training import services as training
from tests.e2e.conftest import Portal
from tests.e2e.test_pages import LANGUAGES, WIDTHS, axe_source, wrong
from tests.onboarding.papers import staff, submitted


@pytest.fixture(scope="module")
def pages(portal: Portal) -> list[str]:
    """The addresses, with something to see on each."""
    user, who = staff("kit")
    portal.cast.users["kit"] = user
    row, _code = submitted(institution="Trust of the platform's walk")
    letter = letters.ticket_open(portal.cast.worker, subject="Slow desk", text="It opens slowly since Monday.")
    departures.departure_start(portal.cast.outsider, typed="island", reason="The island closes its office.")
    practice = training.platform_open(
        Staff(user.pk), name="Practice", slug="practice", country="NL", manager="kim@trust.example", language="en"
    )
    suspension.agency_suspend(who, agency_id=practice.pk, reason="A sentence.")
    suspension.agency_lift(who, agency_id=practice.pk)
    audit.seal_platform(whole=True)
    return [
        "", "platform/", "platform/applications/", f"platform/applications/{row.pk}/", "platform/agencies/",
        f"platform/agencies/{practice.pk}/", "platform/departures/", "platform/letters/", f"platform/letters/{letter.pk}/",
        "platform/announcements/", "platform/training/", f"platform/training/{practice.pk}/reset/", "platform/trail/",
        "platform/trail/?since=yesterday",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_pages_are_accessible_and_fit(
    portal: Portal, visit: Callable[..., Any], pages: list[str], language: str
) -> None:
    source, found = axe_source(), {}
    page = visit("kit", language=language)
    for address in pages:
        answer = page.goto(f"{portal.base}/{address}", wait_until="load")
        assert answer.status == (422 if "?" in address else 200), address
        assert page.evaluate("document.documentElement.lang") == language
        assert page.locator('nav a[href="/platform/trail/"]').count() == 1, address
        page.evaluate(source)
        if errors := [f"{width}: {error}" for width in WIDTHS for error in wrong(page, width)]:
            found[address] = errors
    page.complaints.clear()  # the browser names the 422
    assert found == {}
