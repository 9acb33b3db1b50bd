"""Institutions that apply, and the platform's staff, in a real browser: both languages, phone and desk, and the way through."""

from collections.abc import Callable
from typing import Any

import pytest

from agencies.onboarding import selectors
from agencies.onboarding.services import agreements, applications, suspension
from agencies.tenancy.actor import Staff
from tests.e2e.conftest import Portal
from tests.e2e.test_pages import LANGUAGES, WIDTHS, axe_source, wrong
from tests.onboarding.papers import HAND, PARTIES, accepted, pdf, staff, submitted


@pytest.fixture(scope="module")
def desk(portal: Portal) -> tuple[Staff, dict[str, tuple[int, str]]]:
    """A reviewer, and an application (number, code) in each state that has forms of its own."""
    user, who = staff()
    portal.cast.users["staff"] = user
    found = {}
    for name in ("received", "asked", "accepted", "signed"):
        row, code = submitted(institution=f"Trust {name}")
        found[name] = (row.pk, code)
    applications.application_ask(who, application_id=found["asked"][0], text="Which law?")
    for name in ("accepted", "signed"):
        row = accepted(who, institution=f"Trust {name}")
        made = agreements.agreement_issue(who, application_id=row.pk, parties=PARTIES)
        if name == "signed":
            agreements.agreement_sign(application_id=row.pk, document_sha256=made.sha256, hand=HAND, agreed=True)
        found[name] = (row.pk, "")
    return who, found


def enter(page: Any, portal: Portal, application_id: int) -> None:
    """Give the browser the session of that applicant."""
    client = portal.cast.client("staff")
    session = client.session
    session["application"] = [application_id, selectors.application(application_id).code_sha256]
    session.save()
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": portal.base}])


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_pages_are_accessible_and_fit(portal: Portal, visit: Callable[..., Any], desk: Any, language: str) -> None:
    _, rows = desk
    source, found = axe_source(), {}
    platform = ["platform/applications/", "platform/agencies/", f"platform/agencies/{portal.cast.island.pk}/"]
    platform += [f"platform/applications/{number}/" for number, _code in rows.values()]
    visits = [("", 0, each) for each in ("apply/", "apply/open/", "apply/done/")]
    visits += [("", number, "apply/mine/") for number, _code in rows.values()] + [
        ("staff", 0, each) for each in platform
    ]
    for name, number, address in visits:
        page = visit(name, language=language)
        if number:
            enter(page, portal, number)
        answer = page.goto(f"{portal.base}/{address}", wait_until="load")
        assert answer.status == 200 and page.url.endswith(address), address
        page.evaluate(source)
        errors = [f"{width}: {error}" for width in WIDTHS for error in wrong(page, width)]
        if errors:
            found[f"{address} {number}"] = errors
    assert found == {}


def test_an_institution_applies_and_comes_back(portal: Portal, visit: Callable[..., Any], desk: Any) -> None:
    page = visit("", language="en")
    page.goto(f"{portal.base}/apply/")
    for field in ("institution", "purpose", "plan", "officer_name", "contact_name"):
        page.fill(f"#id_{field}", f"Browser {field}")
    for field in ("officer_email", "contact_email"):
        page.fill(f"#id_{field}", f"{field}@trust.example")
    page.check("input[name=kind][value=ngo]")
    page.select_option("#id_country", "NL")
    page.set_input_files("#id_documents", [{"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}])
    page.click("form.maru-form button")
    assert "is no PDF" in page.inner_text(".govuk-error-summary") and page.input_value("#id_plan") == "Browser plan"
    page.set_input_files("#id_documents", [{"name": "a.pdf", "mimeType": "application/pdf", "buffer": pdf()}] * 2)
    page.complaints.clear()  # the browser names the 422
    page.click("form.maru-form button")
    code = page.inner_text(".maru-code--large")
    page.goto(f"{portal.base}/apply/open/")
    page.fill("#id_code", code.lower().replace("-", " "))
    page.click("form.maru-form button")
    assert page.url.endswith("/apply/mine/") and "Browser institution" in page.inner_text("main")


def test_a_suspended_agency_says_so_on_its_pages(portal: Portal, visit: Callable[..., Any], desk: Any) -> None:
    who, _ = desk
    suspension.agency_suspend(who, agency_id=portal.cast.harbour.pk, reason="Keys were shared.")
    try:
        for name, address in (("manager", "cases/"), ("manager", "agency/agreement/"), ("", "r/harbour/")):
            page = visit(name, language="ko")
            assert page.goto(f"{portal.base}/{address}").status == 200
            page.evaluate(axe_source())
            assert [error for width in WIDTHS for error in wrong(page, width)] == [], address
            assert ("Keys were shared." in page.inner_text("main")) == bool(name)
    finally:
        suspension.agency_lift(who, agency_id=portal.cast.harbour.pk)
