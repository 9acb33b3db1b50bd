"""The pages of the platform's own people that belong to no single feature: first page, trail, training."""

import pytest
from django.test import Client

from agencies.audit import services as audit
from agencies.audit.models import PlatformLine
from agencies.people.models import Invitation
from agencies.tenancy.actor import Staff
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from tests.onboarding.conftest import (
    Desk,
    desk,  # noqa: F401
)
from tests.onboarding.papers import submitted
from tests.people import Cast

pytestmark = pytest.mark.django_db
MENU = ("applications", "agencies", "departures", "letters", "announcements", "training", "trail")


def text(client: Client, path: str, **query: object) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_it_leads_staff_without_an_agency_to_what_waits(desk: Desk) -> None:  # noqa: F811
    submitted()
    for path in ("/", "/platform/"):
        shown = text(desk.client, path)
        assert "You do not belong to an agency" not in shown and "Applications to look at" in shown


def test_it_has_one_menu_on_every_page(desk: Desk) -> None:  # noqa: F811
    for name in MENU:
        shown = text(desk.client, f"/platform/{name}/")
        assert all(f'href="/platform/{each}/"' in shown for each in MENU), name
        assert f'href="/platform/{name}/" aria-current="true"' in shown


def test_it_shows_narrows_and_pages_the_platforms_trail(cast: Cast, desk: Desk) -> None:  # noqa: F811
    for number in range(105):
        audit.record_platform(desk.other, "test.line", subject_kind="test", subject_id=number)
    audit.record_platform(desk.staff, "test.other", subject_kind="agency", subject_id=cast.harbour.pk)
    first = text(desk.client, "/platform/trail/", action="test.line")
    assert "test 104" in first and "test 4<" not in first and "test.other" not in first
    before = first.partition("before=")[2].partition('"')[0]
    assert "test 4<" in text(desk.client, "/platform/trail/", action="test.line", before=before)
    own = text(desk.client, "/platform/trail/", person=desk.staff.user_id)
    assert "test.other</bdi>" in own and "test.line</bdi>" not in own
    assert desk.client.get("/platform/trail/", {"since": "yesterday", "person": "x"}).status_code == 422
    assert PlatformLine.objects.filter(action="audit.read", actor_user_id=desk.staff.user_id).count() == 1
    assert cast.client("manager").get("/platform/trail/").status_code == 404


def test_it_says_whether_the_platforms_chain_is_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    audit.record_platform(desk.staff, "test.line", subject_kind="test", subject_id=1)
    audit.seal_platform(whole=True)
    assert "The chain of sealed lines is whole." in text(desk.client, "/platform/trail/")
    monkeypatch.setattr("portal.trail.views.QUICK", 0)
    assert "The chain of sealed lines is whole." not in text(desk.client, "/platform/trail/")
    assert "The chain of sealed lines is whole." in text(desk.client, "/platform/trail/", verify="1")


def test_it_opens_a_training_workspace_and_begins_it_anew_after_a_word(cast: Cast, desk: Desk) -> None:  # noqa: F811
    given = {"name": "Practice", "slug": "practice", "country": "NL", "manager": "new@trust.example"}
    assert desk.client.post("/platform/training/", given | {"slug": "harbour"}).status_code == 422
    assert desk.client.post("/platform/training/", given).status_code == 302
    agency = Agency.objects.get(slug="practice")
    with tenant_scope(agency.pk):
        assert Invitation.objects.get().email == "new@trust.example"
    page = f"/platform/training/{agency.pk}/reset/"
    assert page in text(desk.client, "/platform/training/") and "cannot be brought back" in text(desk.client, page)
    assert desk.client.post(page, {"typed": "other"}).status_code == 422
    assert desk.client.post(page, {"typed": "practice"}).status_code == 302
    fresh = Agency.objects.get(slug="practice")
    assert fresh.training and fresh.pk != agency.pk
    assert desk.client.get(page).status_code == 404
    assert desk.client.post(f"/platform/training/{cast.harbour.pk}/reset/", {"typed": "harbour"}).status_code == 404
    assert {"training.open", "training.reset"} <= set(PlatformLine.objects.values_list("action", flat=True))
    assert cast.client("manager").post("/platform/training/", given).status_code == 404
    assert Staff(desk.staff.user_id).user_id
