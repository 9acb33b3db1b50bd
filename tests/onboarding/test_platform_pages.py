"""The pages of the platform's staff, and what a suspension looks like from outside and inside."""

import uuid
from dataclasses import asdict

import pytest
from django.test import Client

from agencies.onboarding.models import AgencyTerm, Agreement, Application, PlatformMail
from agencies.onboarding.services import applications
from agencies.onboarding.services.applications import Facts, Upload
from agencies.onboarding.states import Check
from agencies.people.models import User
from agencies.tenancy.models import Agency
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from portal.demo.services import applications as samples
from tests.onboarding.conftest import Desk
from tests.onboarding.papers import FACTS, PARTIES, pdf, submitted
from tests.people import Cast, join, sign_in

pytestmark = pytest.mark.django_db
WORKSPACE = {
    "slug": "trust", "contact_email": "help@trust.example", "reply_address": "n@trust.example", "time_zone": "Europe/Amsterdam",
    "languages": ["ko", "en"], "protected_age": "19", "capacity": "representative", "manager_name": "Mo",
    "manager_email": "mo@trust.example",
}  # fmt: skip


def test_it_goes_from_the_list_to_the_open_workspace(desk: Desk) -> None:
    data = pdf()
    row, code = applications.application_submit(
        form_key=uuid.uuid4(), facts=Facts(**FACTS), files=[Upload("statutes.pdf", data)]
    )
    page, at = desk.client, f"/platform/applications/{row.pk}/"
    assert "Harbour Trust" in page.get("/platform/applications/?state=received&kind=ngo&text=trust").content.decode()
    assert "No application fits" in page.get("/platform/applications/?state=active").content.decode()
    file = page.get(f"{at}files/{row.files.get().pk}/")
    assert file.content == data and file["Content-Disposition"] == 'attachment; filename="statutes.pdf"'
    assert "sandbox" in file["Content-Security-Policy"] and file["X-Content-Type-Options"] == "nosniff"
    assert page.get(f"{at}files/{row.files.get().pk + 9}/").status_code == 404
    assert page.post(f"{at}ask/", {"text": "Which law?"}).status_code == 302
    applications.application_answer(application_id=row.pk, text="Ours.")
    refused = page.post(f"{at}decide/", {"act": "accept", "reasons": "Typed reasons"})
    assert refused.status_code == 422 and "Typed reasons" in refused.content.decode()
    for item in Check:
        assert page.post(f"{at}check/", {"item": item, "result": "fine", "note": "seen"}).status_code == 302
    assert page.post(f"{at}decide/", {"act": "accept", "reasons": "Fits."}).status_code == 302
    missing = page.post(f"{at}issue/", asdict(PARTIES) | {"authority": ""})
    assert missing.status_code == 422 and "Name the supervisory authority" in missing.content.decode()
    assert page.post(f"{at}issue/", asdict(PARTIES)).status_code == 302
    assert page.get(f"{at}agreement/").content.startswith(b"%PDF-")
    applicant = Client()
    applicant.post("/apply/open/", {"code": code})
    sign = {"act": "sign", "document": Agreement.objects.get().sha256, "name": "Sam", "role": "Head", "agreed": "on"}
    assert applicant.post("/apply/mine/", sign).status_code == 302
    bad = page.post(f"{at}activate/", WORKSPACE | {"slug": "no slug!"})
    assert bad.status_code == 422 and "help@trust.example" in bad.content.decode()
    assert page.post(f"{at}activate/", WORKSPACE).status_code == 302
    agency = Agency.objects.get(slug="trust")
    assert page.get(f"/platform/agencies/{agency.pk}/").status_code == 200
    nothing_more(page, at)
    assert page.get("/platform/applications/2000000000/").status_code == 404
    assert page.get("/platform/applications/?page=zz&state=odd").status_code == 200


def nothing_more(page: Client, at: str) -> None:
    """Each form of an application whose workspace is open is refused, and none is opened by its address."""
    form = (
        WORKSPACE
        | asdict(PARTIES)
        | {"text": "x", "act": "decline", "reasons": "x", "item": "purpose", "result": "fine"}
    )
    for step in ("ask", "check", "decide", "issue", "activate"):
        assert page.post(f"{at}{step}/", form).status_code == 422
        assert page.get(f"{at}{step}/").status_code == 302


def test_it_works_for_staff_who_also_belong_to_an_agency(desk: Desk, cast: Cast) -> None:
    user, _ = join(cast.island, "ivy", Role.MANAGER)
    user.is_staff = True
    user.save()
    both = sign_in(Client(), user)
    assert both.post(f"/platform/agencies/{cast.harbour.pk}/suspend/", {"reason": "Why."}).status_code == 302
    assert both.get("/platform/agencies/?suspended=1&text=harb").status_code == 200
    assert both.get("/cases/").status_code == 200


def test_it_suspends_renews_and_lifts(desk: Desk, cast: Cast) -> None:
    at = f"/platform/agencies/{cast.harbour.pk}/"
    row = AgencyTerm.objects.create(agency=cast.harbour, renew_on="2027-01-02")
    assert desk.client.post(f"{at}suspend/", {"reason": ""}).status_code == 422
    assert desk.client.post(f"{at}suspend/", {"reason": "Keys were shared."}).status_code == 302
    again = desk.client.post(f"{at}suspend/", {"reason": "Typed twice."})
    assert again.status_code == 422
    for seen in ("", "2020-01-01", "nonsense", "2027-01-02", "2027-01-02"):
        assert desk.client.post(f"{at}renew/", {"seen": seen}).status_code == 302
    row.refresh_from_db()
    assert str(row.renew_on) == "2028-01-02"
    assert desk.client.post(f"{at}lift/").status_code == 302 and desk.client.post(f"{at}lift/").status_code == 302


def test_a_suspended_agency_is_told_and_changes_nothing(desk: Desk, cast: Cast) -> None:
    desk.client.post(f"/platform/agencies/{cast.harbour.pk}/suspend/", {"reason": "Keys were shared."})
    manager, worker = cast.client("manager").get("/cases/"), cast.client("worker").get("/cases/")
    assert manager.status_code == worker.status_code == 200
    assert "Keys were shared." in manager.content.decode()
    assert "suspended" in worker.content.decode() and "Keys were shared." not in worker.content.decode()
    stopped = cast.client("manager").post("/cases/new/", {})
    assert stopped.status_code == 403 and "Keys were shared." in stopped.content.decode()
    AgencyTerm.objects.create(agency=cast.harbour, renew_on="2027-01-02")
    assert cast.client("manager").post("/agency/agreement/confirm/").status_code == 302
    assert AgencyTerm.objects.get().confirmed_at is not None
    assert "Keys were shared." not in cast.client("outsider").get("/cases/").content.decode()


def test_the_public_form_of_a_suspended_agency_takes_nothing(desk: Desk, cast: Cast) -> None:
    desk.client.post(f"/platform/agencies/{cast.harbour.pk}/suspend/", {"reason": "Keys were shared."})
    shown = Client().get("/r/harbour/").content.decode()
    assert "1366" in shown and "Keys were shared." not in shown and "<textarea" not in shown
    late = Client().post("/r/harbour/", {"age_band": "adult", "text": "My own words.", "purposes": ["detection"]})
    assert late.status_code == 503 and "My own words." in late.content.decode()
    with tenant_scope(cast.harbour.pk):
        assert Case.objects.count() == 0
    assert Client().get("/r/island/").status_code == 200


def test_a_mail_that_failed_is_shown_and_sent_again(desk: Desk) -> None:
    submitted()
    PlatformMail.objects.update(state="failed", error="NotSent")
    row = PlatformMail.objects.get()
    assert f"Mail {row.pk} (NotSent)" in desk.client.get("/platform/applications/").content.decode()
    assert desk.client.post(f"/platform/mails/{row.pk}/again/").status_code == 302
    assert desk.client.post(f"/platform/mails/{row.pk}/again/").status_code == 302
    row.refresh_from_db()
    assert row.state == "due"


def test_it_lists_in_a_fixed_number_of_queries(desk: Desk, django_assert_max_num_queries: object) -> None:
    for _ in range(6):
        submitted()
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        desk.client.get("/platform/applications/")
    assert Application.objects.count() == 6


def test_the_admin_leads_to_the_page_that_asks_for_a_reason(cast: Cast) -> None:
    root = User.objects.create_superuser("root@platform.example", "correct-horse-battery", name="Root")
    client = sign_in(Client(), root)
    chosen = {"action": "suspend_or_lift", "_selected_action": [str(cast.harbour.pk)]}
    answer = client.post("/admin/agencies/agency/", chosen)
    assert answer["Location"] == f"/platform/agencies/{cast.harbour.pk}/"
    chosen["_selected_action"].append(str(cast.island.pk))
    assert client.post("/admin/agencies/agency/", chosen)["Location"].startswith("/admin/")


def test_the_demo_brings_two_samples_and_writes_to_nobody(desk: Desk) -> None:
    samples.seed(desk.staff.user_id)
    assert set(Application.objects.values_list("state", flat=True)) == {"received", "asked"}
    assert set(PlatformMail.objects.values_list("state", flat=True)) == {"sent"}
