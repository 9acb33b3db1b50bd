"""What each address answers: shape, rights, the outsider, and what is never in it."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.audit.models import AuditLine
from agencies.events import services as events
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.fingerprints import services as fingerprints
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.intake.models import Report, ReportedLink
from tests.api.calling import Api, World, as_item, item, make_world, new_key
from tests.people import Cast

pytestmark = pytest.mark.django_db

LISTS = ["/cases", "/cases/{case}/fingerprints", "/cases/{case}/timeline", "/sources", "/matches", "/notices"]
DETAILS = [
    "/cases/{case}", "/fingerprints/{fingerprint}", "/sources/{source}", "/matches/{match}", "/notices/{notice}",
]  # fmt: skip
REPORT = {"age_band": "adult", "purposes": ["detection", "notices"]}


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast.manager)


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api(new_key(cast.manager))


@pytest.fixture
def stranger(cast: Cast) -> Api:
    return Api(new_key(cast.outsider))


def at(path: str, world: World) -> str:
    return path.format(**vars(world))


@pytest.mark.parametrize("path", LISTS)
def test_it_lists(api: Api, world: World, path: str) -> None:
    answer = api.get(at(path, world))
    assert answer.status_code == 200, answer.content
    assert set(answer.json()) == {"next", "prev", "results"}
    assert answer.json()["results"]
    assert len(answer["X-Request-Id"]) == 16


@pytest.mark.parametrize("path", DETAILS)
def test_it_shows_one(api: Api, world: World, path: str) -> None:
    answer = api.get(at(path, world))
    assert answer.status_code == 200, answer.content
    assert answer.json()["id"] == int(at(path, world).rpartition("/")[2])
    assert all(value.endswith("Z") for name, value in answer.json().items() if name.endswith("_at") and value)


@pytest.mark.parametrize("path", [*LISTS, *DETAILS])
def test_it_gives_out_no_value_distance_or_media_address(api: Api, world: World, path: str) -> None:
    text = api.get(at(path, world)).content.decode()
    names = {"distance", "difference", "turn", "pdq", "sha256", "media_url", "media_urls", "value", "token", "level"}
    assert not names & set(_names(json.loads(text)))
    assert f"{1:064x}" not in text and "7" * 64 not in text and "bridges.example/1.jpg" not in text


def _names(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(name for inner in value.values() for name in _names(inner))]
    return [name for inner in value for name in _names(inner)] if isinstance(value, list) else []


def test_it_keeps_bodies_of_notices_out_of_lists(api: Api, world: World) -> None:
    assert not {"text", "subject", "html"} & set(api.get("/notices").json()["results"][0])
    assert api.get(f"/notices/{world.notice}").json()["text"] == "Please remove the bridge."


def test_it_shows_an_outsider_nothing(stranger: Api, world: World) -> None:
    for path in ("/cases", "/sources", "/matches", "/notices"):
        assert stranger.get(path).json()["results"] == [], path
    for path in (*DETAILS, *(path for path in LISTS if "{" in path)):
        assert stranger.get(at(path, world)).status_code == 404, path
    assert stranger.get("/matches", case=world.case).json()["results"] == []
    assert stranger.post(f"/cases/{world.case}/fingerprints", {"items": [item(2)]}).status_code == 404
    assert stranger.delete(f"/fingerprints/{world.fingerprint}").status_code == 404


def test_it_answers_404_for_ids_that_no_row_can_have(api: Api, world: World) -> None:
    for path in (*DETAILS, *(path for path in LISTS if "{" in path)):
        for number in (0, 2**63, 10**30):
            assert api.get(path.format_map(dict.fromkeys(vars(world), number))).status_code == 404, path


@pytest.mark.parametrize("path", [*LISTS, *DETAILS])
def test_it_needs_the_scope(cast: Cast, world: World, path: str) -> None:
    narrow = Api(new_key(cast.manager, "agency.read", name="narrow"))
    answer = narrow.get(at(path, world))
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_it_needs_the_scope_to_write(cast: Cast, world: World) -> None:
    reader = Api(new_key(cast.manager, "case.read", "fingerprint.read", name="reader"))
    assert reader.post("/cases", REPORT).status_code == 403
    assert reader.post(f"/cases/{world.case}/fingerprints", {"items": [item(2)]}).status_code == 403
    assert reader.delete(f"/fingerprints/{world.fingerprint}").status_code == 403
    reporter = Api(new_key(cast.manager, "report.create", name="reporter"))
    assert reporter.post("/cases", {**REPORT, "items": [item(3)]}).status_code == 403
    assert reporter.post("/cases", REPORT).status_code == 201


def test_it_tells_a_key_nothing_of_finds_before_a_worker_verified_the_person(cast: Cast, api: Api) -> None:
    """HARMS 7: whoever stands behind the key may be the reporter, and the reporter may not be the person shown."""
    early = make_world(cast.manager, verified=False, number=2)
    with tenant_scope(cast.harbour.pk):
        events.emit(cast.manager, "match.found", case_id=early.case, subject_id=early.match)
    assert api.get("/matches").json()["results"] == api.get("/notices").json()["results"] == []
    assert api.get(f"/matches/{early.match}").status_code == api.get(f"/notices/{early.notice}").status_code == 404
    steps = {step["kind"] for step in api.get(f"/cases/{early.case}/timeline").json()["results"]}
    assert {"case.opened", "fingerprint.registered"} <= steps and "match.found" not in steps
    officer = cast.client("officer")
    assert officer.get(f"/api/v1/matches/{early.match}").status_code == 200
    assert "match.found" in officer.get(f"/api/v1/cases/{early.case}/timeline").content.decode()


def test_it_hides_restricted_cases_from_keys(cast: Cast, api: Api) -> None:
    case = casework.case_open(cast.worker, age_band="under", purposes=["detection"], restricted=True)
    assert api.get("/cases").json()["results"] == []
    assert api.get(f"/cases/{case.pk}").status_code == api.get(f"/cases/{case.pk}/timeline").status_code == 404
    assert api.post(f"/cases/{case.pk}/fingerprints", {"items": [item(2)]}).status_code == 404
    assert cast.client("worker").get(f"/api/v1/cases/{case.pk}").status_code == 200


def test_it_opens_a_case_from_a_report(cast: Cast, api: Api) -> None:
    body = {
        **REPORT, "language": "ko", "quiet": True, "text": "A bridge of mine.",
        "addresses": ["https://bridges.example/a", "http://cats.example/b?c=d"], "items": [item(5)],
    }  # fmt: skip
    answer = api.post("/cases", body)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert answer["Location"] == f"/api/v1/cases/{made['id']}"
    assert (made["state"], made["quiet"], made["language"]) == ("received", True, "ko")
    assert made["purposes"] == ["detection", "notices"] and made["identity"] == "unchecked"
    assert made == api.get(f"/cases/{made['id']}").json()
    assert "A bridge of mine" not in answer.content.decode()
    with tenant_scope(cast.harbour.pk):
        report = Report.objects.get(case_id=made["id"])
        assert (report.channel, report.text, report.contact) == ("api", "A bridge of mine.", "")
        assert ReportedLink.objects.filter(report=report).count() == 2
        assert Fingerprint.objects.filter(case_id=made["id"]).count() == 1
        line = AuditLine.objects.filter(action="report.create").latest("id")
        assert (line.actor_kind, line.request_id) == ("service_key", answer["X-Request-Id"])


def test_it_registers_and_withdraws_fingerprints(cast: Cast, api: Api, world: World) -> None:
    frames = [{"t": 0.5, "pdq": f"{9:064x}", "quality": 80}]
    clip = item(7, media="video", pdq=None, quality=None, frames=frames)
    answer = api.post(f"/cases/{world.case}/fingerprints", {"items": [item(6), clip, item(1)]})
    assert answer.status_code == 201, answer.content
    results = answer.json()["results"]
    assert [(r["media"], r["origin"], r["frames"]) for r in results[:2]] == [("image", "api", 0), ("video", "api", 1)]
    assert results[2]["id"] == world.fingerprint, "the same file twice is one registration"
    path = f"/fingerprints/{results[0]['id']}"
    assert api.delete(path).status_code == 204
    assert api.get(path).json()["state"] == "withdrawn"
    assert api.delete(path).status_code == 409
    with tenant_scope(cast.harbour.pk):
        assert not MatcherEntry.objects.filter(fingerprint_id=results[0]["id"]).exists()


def test_it_registers_nothing_without_consent(cast: Cast, api: Api) -> None:
    made = api.post("/cases", {"age_band": "unknown", "purposes": []}).json()
    assert api.post(f"/cases/{made['id']}/fingerprints", {"items": [item(8)]}).status_code == 409
    answer = api.post("/cases", {"age_band": "unknown", "purposes": [], "items": [item(8)]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/purposes")


def test_it_filters_finds(cast: Cast, api: Api, world: World) -> None:
    other = make_world(cast.manager, number=3)
    assert [m["id"] for m in api.get("/matches", case=world.case).json()["results"]] == [world.match]
    assert {m["id"] for m in api.get("/matches", state="found").json()["results"]} == {world.match, other.match}
    assert api.get("/matches", state="removed").json()["results"] == []


# look-up, agency, key and scopes, savepoints of the test included: 13; then the rows; what shows a case asks whether the look
# is in the trail already, and for one case also for the case itself
QUERIES = {"/cases/{case}/fingerprints": 16, "/cases/{case}/timeline": 16, "/notices": 16, "/sources": 14}


@pytest.mark.parametrize("path", LISTS)
def test_it_asks_as_often_for_many_rows_as_for_one(cast: Cast, api: Api, world: World, path: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert api.get(at(path, world)).status_code == 200
        return len(queries)

    count()  # notes the day of the key's last use, and who looked
    before = count()
    for number in range(20, 26):
        make_world(cast.manager, number=number)
        fingerprints.fingerprints_register(cast.manager, case_id=world.case, items=[as_item(item(number))])
    count()  # another list is another look
    assert count() == before == QUERIES.get(path, 15)
