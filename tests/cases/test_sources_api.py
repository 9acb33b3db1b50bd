"""Adding and changing sources over the API."""

import json
from typing import Any

import pytest

from tests.api.calling import ROOT, SCOPES, Api, new_key
from tests.people import Cast

pytestmark = pytest.mark.django_db
BODY: dict[str, Any] = {
    "name": "Cats", "url": "https://cats.example/feed", "kind": "feed", "options": {"pages": "no"}, "country": "NL",
    "language": "nl", "cadence_seconds": 3600, "quiet_from": "01:00", "quiet_until": "05:00",
}  # fmt: skip


def patch(api: Api, number: int, body: dict[str, Any]) -> Any:
    return api.client.patch(
        f"{ROOT}/sources/{number}", json.dumps(body), content_type="application/json", headers=api.headers
    )


def test_it_adds_and_changes_a_source(cast: Cast) -> None:
    api, other = Api(new_key(cast.manager, *SCOPES)), Api(new_key(cast.outsider, *SCOPES))
    made = api.post("/sources", BODY)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["kind"], row["options"], row["quiet_from"]) == ("feed", {"pages": "no"}, "01:00")
    changed = patch(api, row["id"], {"name": "New", "options": {}, "page_budget": 7})
    assert changed.status_code == 200 and changed.json()["name"] == "New"
    assert changed.json()["options"] == {} and changed.json()["page_budget"] == 7
    assert patch(other, row["id"], {"name": "Theirs"}).status_code == 404


def test_it_names_what_is_wrong(cast: Cast) -> None:
    api = Api(new_key(cast.manager, *SCOPES))
    for wrong in (
        {"kind": "bluesky"}, {"options": {"pages": "maybe"}}, {"options": {"nonsense": "1"}}, {"kind": "links"},
        {"url": "http://10.0.0.1/"}, {"quiet_until": None}, {"unknown": 1},
    ):  # fmt: skip
        answer = api.post("/sources", BODY | wrong)
        assert answer.status_code in {400, 422}, (wrong, answer.status_code)
    assert Api(new_key(cast.manager, "source.read")).post("/sources", BODY).status_code == 403
