"""Proposed sites and what is known about sites, as other systems see them; people alone decide."""

import json
import uuid
from typing import Any

import pytest

from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.detection.models import Candidate, SiteNote, WatchSource
from tests.api.calling import Api, new_key
from tests.discovery.test_candidates import ADOPT, find, links
from tests.people import Cast
from tests.rows import a_source

pytestmark = pytest.mark.django_db
LEGAL = {"legal_note": "Copies that we registered are linked there."}


def proposed(cast: Cast, *hosts: str, verified: bool = True) -> list[int]:
    """Candidates that a find led to."""
    find(cast)
    links(cast, *(f"https://{host}/x" for host in hosts))
    with tenant_scope(cast.harbour.pk):
        if verified:
            Case.objects.update(identity="person_shown")
        return list(Candidate.objects.order_by("id").values_list("id", flat=True))


def decide(cast: Cast, who: str, path: str, body: Any = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    data = {} if body is None else {"data": json.dumps(body)}
    return cast.client(who).post(f"/api/v1{path}", **data, content_type="application/json", headers=headers)


def test_it_lists_proposed_sites_by_pages_and_states_with_a_version(cast: Cast) -> None:
    ids = proposed(cast, "one.example", "two.example", "three.example")
    api = Api(new_key(cast.manager))
    first = api.get("/candidates", limit=2)
    assert [row["id"] for row in first.json()["results"]] == ids[:0:-1]
    assert [row["host"] for row in first.json()["results"]] == ["three.example", "two.example"]
    rest = api.client.get(first.json()["next"], headers=api.headers).json()
    assert [row["id"] for row in rest["results"]] == ids[:1]
    assert api.get("/candidates", state="dismissed").json()["results"] == []
    assert api.get("/candidates", state="gone").status_code == 400
    again = api.client.get("/api/v1/candidates?limit=2", headers=api.headers | {"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    one = api.get(f"/candidates/{ids[0]}")
    assert one.json()["site"] == {
        "host": "one.example", "rate": None, "pace": None, "channels": [], "notes": [], "avoid": False
    }  # fmt: skip
    assert (one.json()["together"], one.json()["like"], one.json()["mirror_of"]) == ([], [], None)
    assert (
        api.client.get(f"/api/v1/candidates/{ids[0]}", headers=api.headers | {"If-None-Match": "*"}).status_code == 304
    )
    stranger = Api(new_key(cast.outsider))
    assert stranger.get("/candidates").json()["results"] == []
    assert stranger.get(f"/candidates/{ids[0]}").status_code == 404
    narrow = Api(new_key(cast.manager, "case.read", name="narrow"))
    assert narrow.get("/candidates").status_code == 403


def test_it_tells_a_key_no_site_before_a_worker_verified_the_person(cast: Cast) -> None:
    """HARMS 7: whoever stands behind the key may be the reporter."""
    (number,) = proposed(cast, "leaks.example", verified=False)
    api = Api(new_key(cast.manager))
    assert api.get("/candidates").json()["results"] == [] and api.get(f"/candidates/{number}").status_code == 404
    assert [row["id"] for row in cast.client("officer").get("/api/v1/candidates").json()["results"]] == [number]


def test_it_adopts_in_a_persons_session_once(cast: Cast) -> None:
    (number,) = proposed(cast, "leaks.example")
    path = f"/candidates/{number}/adopt"
    assert Api(new_key(cast.manager)).post(path, ADOPT | LEGAL).status_code == 403, "a machine proposed it"
    assert decide(cast, "worker", path, ADOPT | LEGAL).status_code == 403
    assert decide(cast, "outsider", path, ADOPT | LEGAL).status_code == 404
    unsaid = decide(cast, "officer", path, ADOPT)
    assert unsaid.status_code == 400 and unsaid.json()["errors"][0]["pointer"] == "#/legal_note"
    key = str(uuid.uuid4())
    made = [decide(cast, "officer", path, ADOPT | LEGAL, key) for _turn in range(2)]
    assert {answer.status_code for answer in made} == {201} and made[0].json() == made[1].json()
    assert decide(cast, "officer", path, ADOPT | LEGAL).status_code == 409
    with tenant_scope(cast.harbour.pk):
        assert WatchSource.objects.get(id=made[0].json()["id"]).url == "https://leaks.example/"
    told = Api(new_key(cast.manager)).get(f"/candidates/{number}").json()
    assert (told["state"], told["source_id"]) == ("adopted", made[0].json()["id"])


def test_it_refuses_with_a_reason_and_takes_that_back(cast: Cast) -> None:
    (number,) = proposed(cast, "leaks.example")
    path = f"/candidates/{number}"
    assert decide(cast, "officer", f"{path}/dismiss", {"reason": "no"}).status_code == 400
    assert decide(cast, "officer", f"{path}/dismiss", {}).status_code == 400
    said = decide(cast, "officer", f"{path}/dismiss", {"reason": "A newspaper."})
    assert (said.status_code, said.json()["state"], said.json()["reason"]) == (201, "dismissed", "A newspaper.")
    assert Api(new_key(cast.manager)).get(path).status_code == 404, "refused sites are people's"
    assert decide(cast, "officer", f"{path}/adopt", ADOPT | LEGAL).status_code == 409
    assert decide(cast, "officer", f"{path}/reopen").json()["state"] == "new"
    assert decide(cast, "officer", f"{path}/reopen").status_code == 409


def test_it_tells_what_is_known_about_the_site_of_a_source(cast: Cast) -> None:
    source = a_source(cast)
    api = Api(new_key(cast.manager))
    before = api.get(f"/sources/{source.pk}/site")
    host = before.json()["host"]
    SiteNote.objects.create(host=host, kind="avoid", text="It publishes what it gets.", state="accepted")
    SiteNote.objects.create(host=host, kind="form", text="Nobody has read this.", state="proposed")
    known = api.headers | {"If-None-Match": before["ETag"]}
    after = api.client.get(f"/api/v1/sources/{source.pk}/site", headers=known)
    assert (after.status_code, after.json()["avoid"]) == (200, True)
    assert after.json()["notes"] == [{"kind": "avoid", "text": "It publishes what it gets."}]
    assert Api(new_key(cast.outsider)).get(f"/sources/{source.pk}/site").status_code == 404
