"""The whole journey of an institution in a real browser, with a real worker and a real mail server.

Apply, be asked back, sign, be activated, accept the invitation, set up the second step, open the first case, keep a colleague
out of it, leave.
"""

import contextlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db import connection
from pypdf import PdfReader

from agencies.people.models import User
from agencies.tenancy.models import Agency, AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from portal.launcher.adapters import ports
from tests.e2e.conftest import CHROMIUM
from tests.e2e.life import Life, fill, press, reloaded, shows
from tests.flow.far_side import relay
from tests.flow.stage import Stage, until
from tests.people import PASSWORD, SECRET, code

GUNICORN = [
    "-m",
    "gunicorn",
    "portal.wsgi:application",
    "--workers",
    "1",
    "--threads",
    "4",
    "--worker-class",
    "gthread",
    "--no-control-socket",
]


@pytest.fixture
def life(committed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Life]:
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
    User.objects.create_user("root@platform.example", PASSWORD, name="Root", is_staff=True, is_superuser=True)
    TOTP.activate(User.objects.get(), SECRET)
    port = ports.free()
    base = f"http://127.0.0.1:{port}"
    with (
        relay() as (box, mail),
        contextlib.closing(Stage(committed, tmp_path / "stage", PUBLIC_URL=base, **mail)) as stage,
    ):
        stage.worker()
        stage.beat()
        stage.start("web", *GUNICORN, "--bind", f"127.0.0.1:{port}")
        until(lambda: ports.http_answers("127.0.0.1", port, "/healthz"), seconds=90, what="the portal's start")
        arguments = ["--disable-quic", "--no-first-run", "--disable-background-networking"]
        with sync_playwright() as driver:
            found = driver.chromium.launch(
                executable_path=str(CHROMIUM), args=[*arguments, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
            )
            made = Life(base, box, found)
            yield made
            found.close()
            connection.close()
        assert made.complaints == []


def sign_in(life: Life, page: Any, address: str, number: str) -> None:
    life.open(page, "/account/login/")
    fill(page, login=address, password=PASSWORD)
    press(page, "Sign in")
    page.get_by_role("heading", name="Second step").wait_for()
    fill(page, code=number)
    press(page, "Sign in")
    page.wait_for_url(lambda url: "/account/" not in url)


def apply(life: Life, page: Any) -> None:
    life.open(page, "/apply/")
    fill(
        page, institution="Bridge Aid", purpose="We help people of the town.", plan="Two people, from May.",
        officer_name="Dana Officer", officer_email="dpo@bridge-aid.example", contact_name="Mara Manager",
        contact_email="mara@bridge-aid.example",
    )  # fmt: skip
    page.locator('[name="kind"][value="ngo"]').check()
    page.locator('[name="country"]').select_option("NL")
    page.locator('select[name="language"]').select_option("en")
    press(page, "Send the application")
    shows(page, "We have your application")
    page.get_by_role("link", name="Go to your application").click()


def screen(life: Life, staff: Any, applicant: Any) -> None:
    """Ask back, answer, check, accept, issue."""
    life.open(staff, "/platform/applications/")
    staff.get_by_role("link", name="Bridge Aid").click()
    fill(staff, text="Who pays for the two people?")
    press(staff, "Send the question")
    shows(staff, "The question was sent.")
    life.mail_to("mara@bridge-aid.example", containing="Bridge Aid")
    applicant.reload()
    fill(applicant, text="The town does.")
    press(applicant, "Send the answer")
    staff.reload()
    shows(staff, "The town does.")
    for item in staff.locator("#check_item option").evaluate_all("(all) => all.map((one) => one.value)"):
        staff.locator("#check_item").select_option(item)
        staff.locator('[name="result"]').first.check()
        press(staff, "Note it")
        shows(staff, "The check is noted.")
    fill(staff, reasons="A public interest, and a plan.")
    press(staff, "Accept")
    fill(
        staff, controller="Bridge Aid", processor="Platform Office", sub_processors="none", storage="Utrecht",
        transfer_ground="none needed", authority="The authority",
    )  # fmt: skip
    press(staff, "Set and issue the agreement")
    shows(staff, "The agreement is ready for the applicant.")


def sign_and_activate(life: Life, staff: Any, applicant: Any) -> str:
    """Returns the address of the invitation."""
    applicant.reload()
    fill(applicant, name="Mara Manager", role="Director")
    applicant.locator('[name="agreed"]').check()
    press(applicant, "Sign the agreement")
    shows(applicant, "Signed by Mara Manager")
    staff.reload()
    fill(staff, slug="bridge-aid", reply_address="takedown@bridge-aid.example")
    press(staff, "Open the workspace")
    shows(staff, "The workspace is open.")
    return life.invitation("mara@bridge-aid.example")


def join(life: Life, page: Any, link: str, name: str) -> None:
    """Accept an invitation: name, password, the app on the phone, recovery codes."""
    page.goto(link)
    fill(page, name=name, password=PASSWORD)
    press(page, "Continue")
    page.get_by_role("heading", name="Set up your second step").wait_for()
    life.open(page, "/cases/")  # nothing opens before
    page.get_by_role("link", name="Set up the app").or_(page.get_by_role("button", name="Set up the app")).first.click()
    secret = page.locator("#totp-key").inner_text().strip()
    fill(page, code=str(format_hotp_value(hotp_value(secret, int(time.time()) // 30))))
    press(page, "Switch on")
    shows(page, "ecovery codes")


def test_it_carries_an_institution_from_application_to_leaving(life: Life) -> None:
    applicant, staff, manager, worker = (life.person() for _ in range(4))
    apply(life, applicant)
    sign_in(life, staff, "root@platform.example", code())
    screen(life, staff, applicant)
    join(life, manager, sign_and_activate(life, staff, applicant), "Mara Manager")
    life.open(manager, "/")
    shows(manager, "Bridge Aid")
    reference = first_case(life, manager)
    invite_worker(life, manager, worker)
    life.open(worker, "/cases/")
    shows(worker, reference)
    keep_out(life, manager, worker, reference)
    take_data_home(life, manager)
    leave(life, manager, staff)


def first_case(life: Life, manager: Any) -> str:
    life.open(manager, "/cases/new/")
    manager.locator('[name="age_band"][value="adult"]').check()
    fill(manager, text="Somebody put a photograph of a bridge on a site.", contact="call before noon")
    for purpose in manager.locator('[name="purposes"]').all()[:2]:
        purpose.check()
    manager.locator('form.maru-form button[type="submit"], form button.govuk-button').last.click()
    shows(manager, "The case is open.")
    found = re.search(r"\d{4}-[0-9A-Z]{5}", manager.get_by_role("heading", level=1).inner_text())
    assert found is not None
    return found[0]


def invite_worker(life: Life, manager: Any, worker: Any) -> None:
    before = len(life.box.mails)
    life.open(manager, "/people/invite/")
    fill(manager, name="Wim Worker", email="wim@bridge-aid.example")
    manager.locator('[name="roles"][value="case_worker"]').check()
    manager.locator("form.maru-form button, form button.govuk-button").last.click()
    shows(manager, "The invitation is on its way.")
    join(life, worker, life.invitation("wim@bridge-aid.example", after=before), "Wim Worker")


def keep_out(life: Life, manager: Any, worker: Any, reference: str) -> None:
    """For the colleague the case ends to exist; the answer is that of a case that never was."""
    worker.get_by_role("link", name=reference).click()
    address = worker.url
    manager.goto(f"{address}people/")
    manager.locator('[name="user"]:not([type="hidden"])').first.select_option(label="Wim Worker")
    manager.locator('button[value="exclude"], button.govuk-button--warning').first.click()
    manager.wait_for_load_state()
    assert worker.goto(address).status == 404
    life.open(worker, "/cases/")
    assert reference not in worker.content()
    assert manager.goto(address).status == 200


def take_data_home(life: Life, manager: Any) -> None:
    """An archive that is encrypted for whoever asked, fetched after signing in anew."""
    life.open(manager, "/agency/exports/")
    fill(manager, reason="The yearly copy.")
    manager.locator("form button.govuk-button").last.click()
    shows(manager, "passphrase")
    life.open(manager, "/agency/exports/")
    reloaded(manager, manager.locator('input[name="export"]'), "the archive")


def leave(life: Life, manager: Any, staff: Any) -> None:
    """Two people say so, the grace passes, the rows are gone, and a certificate says what was deleted."""
    agency = Agency.objects.get(slug="bridge-aid")
    with tenant_scope(agency.pk):
        AgencySettings.objects.filter(agency=agency).update(leaving_grace_seconds=1)
    life.open(manager, "/agency/leaving/")
    fill(manager, reason="The town runs its own.", typed="bridge-aid")
    manager.locator('form:has([name="typed"]) button').last.click()
    manager.wait_for_load_state()
    assert manager.locator('[name="typed"]').count() == 0
    life.open(staff, "/platform/departures/")
    staff.get_by_role("button", name=re.compile("^Confirm")).click()
    shows(staff, "Confirmed.")
    certificate = staff.get_by_role("link", name="Certificate of deletion (PDF)")
    reloaded(staff, certificate, "the deletion")
    with staff.expect_download() as fetched:
        certificate.click()
    text = "".join(page.extract_text() for page in PdfReader(fetched.value.path()).pages)
    assert "Bridge Aid" in text
    with tenant_scope(agency.pk):
        assert not Case.objects.filter(agency=agency).exists()
    life.open(manager, "/cases/")  # nobody is left whose account that was
    assert "/account/login/" in manager.url
