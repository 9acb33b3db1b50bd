"""What every address does with a request: errors in one form, pages, limits; nothing that is sent makes it fail."""

import json
from base64 import b64encode
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import HttpResponse

from agencies.access import web
from cases.intake import services as intake
from tests.api.calling import Api, World, item, make_world, new_key
from tests.people import Cast

pytestmark = pytest.mark.django_db

REPORT = {"age_band": "adult", "purposes": ["detection"]}


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast.manager)


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api(new_key(cast.manager))


def problem(answer: HttpResponse, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    body: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "instance", "request_id"} <= set(body)
    assert (body["status"], body["request_id"]) == (status, answer["X-Request-Id"])
    return body


def refused(answer: HttpResponse) -> set[str]:
    return {next(iter(set(error) - {"detail"})) + " " + error[next(iter(set(error) - {"detail"}))]
            for error in problem(answer, 400)["errors"]}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"age_band": "12"}, "#/age_band"),
        ({"age_band": {"a": 1}}, "#/age_band"),
        ({"age_band": None}, "#/age_band"),
        ({"purposes": "detection"}, "#/purposes"),
        ({"purposes": ["detection", "fun"]}, "#/purposes/1"),
        ({"purposes": [[]]}, "#/purposes/0"),
        ({"language": "klingon!"}, "#/language"),
        ({"quiet": "maybe"}, "#/quiet"),
        ({"quiet": {}}, "#/quiet"),
        ({"text": "a\x00b"}, "#/text"),
        ({"text": "\ud800"}, "#/text"),
        ({"text": ["x"]}, "#/text"),
        ({"text": "x" * 20_001}, "#/text"),
        ({"addresses": ["https://ok.example", "javascript:alert(1)"]}, "#/addresses/1"),
        ({"addresses": ["https://two.example https://three.example"]}, "#/addresses/0"),
        ({"addresses": "https://ok.example"}, "#/addresses"),
        ({"items": [item(), item(2, media="audio")]}, "#/items/1"),
        ({"items": [item(pdq="xyz")]}, "#/items/0"),
        ({"items": [item(preview="aGVsbG8=")]}, "#/items/0"),
        ({"items": {"0": item()}}, "#/items"),
        ({"items": [7]}, "#/items/0"),
        ({"contact": "me@example.org"}, "#/contact"),
        ({"~/\ud800": 1}, "#/~0~1?"),
        ({"detail": "x"}, "#/detail"),
    ],
)  # fmt: skip
def test_it_names_what_cannot_be_used(api: Api, changes: dict[str, Any], where: str) -> None:
    assert refused(api.post("/cases", {**REPORT, **changes})) == {f"pointer {where}"}


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "nonsense", "[" * 100_000, '{"a": NaN}', '{"a": 1, "a": 2}', b"\xff\xfe{}", b'{"a": "\xe9"}',
        "9" * 5_000, '{"age_band": 1e999}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/cases", "/cases/{case}/fingerprints"])
def test_it_refuses_what_is_not_json(api: Api, world: World, path: str, body: str | bytes) -> None:
    problem(api.post(path.format(**vars(world)), body), 400)


@pytest.mark.parametrize("body", ["[]", '"x"', "null", "7", "true"])
def test_it_refuses_json_that_is_no_object(api: Api, body: str) -> None:
    assert refused(api.post("/cases", body)) == {"pointer #"}


@pytest.mark.parametrize("items", [[], None, "x", [None], [{}], [item(frames=[1])], [item()] * 201, [item(width=1.5)]])
def test_it_refuses_items_that_nobody_can_match(api: Api, world: World, items: Any) -> None:
    found = refused(api.post(f"/cases/{world.case}/fingerprints", {"items": items}))
    assert all(where.startswith("pointer #/items") for where in found)


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "image/png"])
def test_it_accepts_no_uploads(api: Api, world: World, kind: str) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="f"; filename="cat.png"\r\n\r\nmeow\r\n--x--\r\n'
    for path in ("/cases", f"/cases/{world.case}/fingerprints"):
        problem(api.post(path, part, kind=kind), 415)


@pytest.mark.parametrize("charset", ["utf-16", "bz2_codec", "rot13", "nonsense"])
def test_it_reads_utf_8_whatever_the_header_says(api: Api, charset: str) -> None:
    headers = {**api.headers, "Idempotency-Key": "k-1"}
    body, kind = json.dumps(REPORT).encode(), f"application/json; charset={charset}"
    assert api.client.generic("POST", "/api/v1/cases", body, content_type=kind, headers=headers).status_code == 201


def test_it_refuses_a_body_without_end(api: Api) -> None:
    problem(api.post("/cases", {**REPORT, "text": "x" * 2_700_000}), 413)


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"limit": "0"}, "limit"), ({"limit": "101"}, "limit"), ({"limit": "x"}, "limit"), ({"limit": ""}, "limit"),
        ({"page": "2"}, "page"), ({"cursor": "?"}, "cursor"), ({"cursor": "é"}, "cursor"),
        ({"cursor": b64encode(b"p=abc").decode()}, "cursor"), ({"cursor": b64encode(b"p=9" + b"9" * 40).decode()}, "cursor"),
        ({"cursor": b64encode(b"r=x&p=1").decode()}, "cursor"), ({"state": "lost"}, "state"), ({"case": "-1"}, "case"),
        ({"case": "9" * 30}, "case"), ({"distance": "31"}, "distance"),
    ],
)  # fmt: skip
def test_it_refuses_parameters_that_it_does_not_know(api: Api, query: dict[str, str], where: str) -> None:
    assert refused(api.get("/matches", **query)) == {f"parameter {where}"}


def test_it_takes_no_parameters_where_there_is_no_list(api: Api, world: World) -> None:
    assert refused(api.get(f"/cases/{world.case}", limit=1)) == {"parameter limit"}


@pytest.mark.parametrize("path", ["/cases", "/cases/{case}/timeline"])
def test_it_pages_forth_and_back(cast: Cast, api: Api, world: World, path: str) -> None:
    for _ in range(4):
        api.post("/cases", REPORT)
    path = path.format(**vars(world))
    whole = [row["id"] for row in api.get(path).json()["results"]]
    assert whole == sorted(whole, reverse=path == "/cases") and len(whole) >= 5
    seen, page = [], api.get(path, limit=2).json()
    assert page["prev"] is None
    while True:
        seen += [row["id"] for row in page["results"]]
        assert len(page["results"]) <= 2
        if page["next"] is None:
            break
        page = api.client.get(page["next"], headers=api.headers).json()
    assert seen == whole
    back = api.client.get(page["prev"], headers=api.headers).json()
    assert [row["id"] for row in back["results"]] == whole[len(whole) - len(page["results"]) - 2 :][:2]


@pytest.mark.parametrize("path", ["/nothing", "/cases/", "/", "/cases/1/secrets", "/cases/x", "/matches/-1"])
def test_it_answers_addresses_that_do_not_exist_as_problems(api: Api, path: str) -> None:
    problem(api.get(path), 404)
    problem(api.post(path, {}), 404)


@pytest.mark.parametrize("method", ["put", "patch", "options", "delete"])
def test_it_refuses_methods_that_are_not_declared(api: Api, method: str) -> None:
    answer = getattr(api.client, method)("/api/v1/cases", headers=api.headers)
    problem(answer, 405)
    assert answer["Allow"] == "GET, HEAD, POST"


def test_it_gives_out_json_only(api: Api, world: World) -> None:
    api.headers["Accept"] = "text/html"
    problem(api.get("/cases"), 406)


def test_it_answers_head(api: Api, world: World) -> None:
    assert api.client.head("/api/v1/cases", headers=api.headers).status_code == 200


def test_it_limits_each_key_for_itself(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "RATE", 3)
    one, two = Api(new_key(cast.manager)), Api(new_key(cast.manager))
    answers = [one.get("/sources") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert answers[0]["RateLimit-Policy"] == '"default";q=3;w=60'
    assert answers[0]["RateLimit"].startswith('"default";r=2;t=')
    problem(answers[3], 429)
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert two.get("/sources").status_code == 200


def test_it_says_that_somebody_was_first(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def collide(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("duplicate key")

    monkeypatch.setattr(intake, "report_submit", collide)
    assert "duplicate" not in str(problem(api.post("/cases", REPORT), 409))


def test_it_hides_what_failed_and_rolls_back(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the secret of the bridge")

    monkeypatch.setattr(intake.links, "extract", fail)  # after the case is written
    api.client.raise_request_exception = False
    before = len(api.get("/cases").json()["results"])
    assert "bridge" not in str(problem(api.post("/cases", REPORT), 500))
    assert len(api.get("/cases").json()["results"]) == before
