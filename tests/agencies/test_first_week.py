"""The first week's list: worked out from what is there, for managers only, set aside and brought back."""

from typing import Any

import pytest

from agencies.access.models import Partnership
from agencies.audit.models import AuditLine
from agencies.people import services as people
from agencies.tenancy.errors import Forbidden, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from agencies.workspace.models import Dismissal, MailSender
from agencies.workspace.services.firstweek import step_bring_back, step_set_aside
from agencies.workspace.states import Step
from portal.home import selectors
from portal.home.steps import WORDS
from takedowns.notices import bases
from takedowns.notices.models import BasisConfirmation
from tests.people import Cast, join
from tests.rows import a_source

pytestmark = pytest.mark.django_db
AT = "/first-week/"


def states(cast: Cast) -> dict[str, str]:
    with tenant_scope(cast.harbour.pk):
        return {item.step.value: item.state for item in selectors.first_week(cast.manager, 0)}


def finish(cast: Cast) -> None:
    """Everything that a first week brings, but for the watched site."""
    join(cast.harbour, "noa", Role.MANAGER)
    row = next(each for each in bases.load() if each.status is bases.Status.CONFIRMED and each.expires is None)
    BasisConfirmation.objects.create(
        code=row.code, verified_by="A. Lawyer", verified_on="2026-01-02", row_sha256=row.sha256
    )
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(emergency_line="02-555-0100")
        MailSender.objects.create(agency=cast.harbour, test="sent")
        Partnership.objects.create(agency=cast.harbour, partner=cast.island, purpose="referral", state="wanted")
    client = cast.client("manager")
    for page in ("/agency/settings/", "/agency/papers/record/"):
        assert client.get(page).status_code == 200


def test_it_begins_with_what_a_new_agency_lacks(cast: Cast) -> None:
    found = states(cast)
    assert list(found) == [step.value for step in WORDS] and set(WORDS) == set(Step)
    assert {step for step, state in found.items() if state == "done"} == {"own_step", "invited", "everybody"}
    page = cast.client("manager").get("/").content.decode()
    assert "The first week" in page and 'href="/agency/settings/mail/"' in page


def test_it_looks_at_people(cast: Cast) -> None:
    people.member_add(
        cast.manager, email="late@example.org", name="Late", role=Role.CASE_WORKER, password="a-long-password-of-hers"
    )
    assert states(cast)["everybody"] == "open"


def test_it_counts_no_manager_who_leaves(cast: Cast) -> None:
    user, _ = join(cast.harbour, "noa", Role.MANAGER)
    assert states(cast)["second_manager"] == "done"
    user.is_active = False
    user.save()
    assert states(cast)["second_manager"] == "open"


def test_it_leaves_the_first_page_when_everything_is_done(cast: Cast) -> None:
    finish(cast)
    found = states(cast)
    assert [step for step, state in found.items() if state != "done"] == ["source"]
    client = cast.client("manager")
    assert "The first week" in client.get("/").content.decode()
    a_source(cast)
    assert "The first week" not in client.get("/").content.decode()
    assert "11 of 11" in client.get(AT).content.decode()


def test_it_sets_aside_and_brings_back(cast: Cast) -> None:
    client = cast.client("manager")
    assert client.post(AT, {"act": "aside", "step": "partner"}).status_code == 302
    assert client.post(AT, {"act": "aside", "step": "partner"}).status_code == 302
    assert states(cast)["partner"] == "aside"
    assert client.post(AT, {"act": "back", "step": "partner"}).status_code == 302
    assert states(cast)["partner"] == "open"
    with tenant_scope(cast.harbour.pk):
        actions = list(AuditLine.objects.filter(action__startswith="step.").values_list("action", flat=True))
        assert sorted(actions) == ["step.aside", "step.back"]
    for step in ("", "seen:settings", "x" * 99):
        assert client.post(AT, {"act": "aside", "step": step}).status_code == 404


def test_it_shows_nothing_to_others(cast: Cast) -> None:
    for name in ("worker", "officer", "approver", "auditor"):
        client = cast.client(name)
        assert "The first week" not in client.get("/").content.decode()
        assert client.get(AT).status_code == 403
    cast.client("auditor").get("/agency/settings/")
    assert states(cast)["settings"] == "open"
    with pytest.raises(Forbidden):
        step_set_aside(cast.worker, step="mail")


def test_it_belongs_to_one_agency(cast: Cast) -> None:
    step_set_aside(cast.outsider, step="mail")
    assert states(cast)["mail"] == "open"
    step_set_aside(cast.manager, step="mail")
    step_bring_back(cast.outsider, step="mail")
    assert states(cast)["mail"] == "aside"
    with pytest.raises(NotFound):
        step_bring_back(cast.manager, step="everything")


@pytest.mark.parametrize("whole", [False, True])
def test_it_asks_few_questions(cast: Cast, whole: bool, django_assert_num_queries: Any) -> None:
    """Set aside, people, their second steps, settings, mail, legal bases, partners: however far the agency is."""
    if whole:
        finish(cast)
    with tenant_scope(cast.harbour.pk), django_assert_num_queries(7):
        selectors.first_week(cast.manager, 1)
    with tenant_scope(cast.harbour.pk), django_assert_num_queries(0):
        assert selectors.first_week(cast.worker, 1) == []


def test_it_changes_nothing_while_suspended(cast: Cast) -> None:
    cast.harbour.suspended_at = "2026-01-02T00:00:00Z"
    cast.harbour.save()
    client = cast.client("manager")
    assert client.get("/agency/settings/").status_code == 200
    assert client.post(AT, {"act": "aside", "step": "mail"}).status_code == 403
    with tenant_scope(cast.harbour.pk):
        assert not Dismissal.objects.exists()
