"""The fingerprints of a case in a real browser: register, see what is looked for, dispute, and judge what is held back."""

from collections.abc import Callable
from typing import Any

from agencies.tenancy.actor import Actor
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.fingerprints.guarding import Why
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.services import guards
from tests.e2e.conftest import Portal
from tests.e2e.test_journeys import choose
from tests.hashing import make
from tests.rows import a_case

Visit = Callable[..., Any]


def listed(page: Any, row: Fingerprint) -> Any:
    """The row of a registration on the page."""
    return page.locator(".govuk-summary-list__row").filter(has_text=f"#{row.pk}")


def follow(page: Any, row: Fingerprint, action: str) -> None:
    listed(page, row).get_by_role("link", name=action).click()


def test_it_registers_and_disputes(portal: Portal, visit: Visit) -> None:
    with tenant_scope(portal.cast.harbour.pk):
        AgencySettings.objects.filter(agency_id=portal.cast.harbour.pk).update(patch_search=True)
    case = a_case(portal.cast, purposes=["detection", "detailed_detection"], items=[])
    page = visit("worker", width=390)
    page.goto(f"{portal.base}/cases/{case.pk}/fingerprints/")
    page.get_by_text("Nothing is registered, so nothing can be found.").wait_for()
    choose(page, portal, make.file(make.picture(400, 300, 91), "JPEG", quality=92), "bridge.jpg")
    page.get_by_role("button", name="Register").click()
    page.get_by_text("The portal looks for copies from now on.").wait_for()
    with tenant_scope(portal.cast.harbour.pk):
        row = Fingerprint.objects.get(case_id=case.pk)
    assert "Looked for: exact copies, the picture" in listed(page, row).inner_text()
    follow(page, row, "I checked it")
    page.get_by_text("Say so only if you know").wait_for()
    page.get_by_role("button", name="I checked it").click()
    assert "Checked by a worker" in listed(page, row).inner_text()
    follow(page, row, "Dispute")
    page.get_by_label("What is contested, and by whom").fill("A neighbour says that it is his bridge.")
    page.get_by_role("button", name="Write down the dispute").click()
    page.get_by_text("does not look for it now").wait_for()
    assert "Nothing is looked for until the dispute is settled" in listed(page, row).inner_text()
    follow(page, row, "Look for it again")
    page.get_by_text("his bridge").wait_for()  # the colleague reads why, before anything goes on
    page.get_by_role("link", name="Cancel").click()
    assert "Disputed" in listed(page, row).inner_text()


def test_it_needs_two_people_for_what_is_held_back(portal: Portal, visit: Visit) -> None:
    case = a_case(portal.cast)
    system = Actor.system(portal.cast.harbour.pk)
    with tenant_scope(portal.cast.harbour.pk):
        row = Fingerprint.objects.get(case_id=case.pk)
    guards.fingerprint_hold(system, fingerprint_id=row.pk, why=Why.LISTED)
    for name, said in (("worker", "A second person must say the same"), ("officer", "Two people agree")):
        page = visit(name)
        page.goto(f"{portal.base}/fingerprints/held/")
        page.get_by_role("link", name=f"Fingerprint {row.pk}", exact=True).click()
        page.get_by_text("It looks like a picture that is published widely").wait_for()
        assert page.get_by_text("She sent it from her own album.").count() == (name == "officer")
        page.get_by_label("It is right: look for copies").check()
        page.get_by_label("Why?").fill("She sent it from her own album.")
        page.get_by_role("button", name="Write down my word").click()
        page.get_by_text(said).wait_for()
        assert ("Held for two people" if name == "worker" else "Watched for") in listed(page, row).inner_text()
