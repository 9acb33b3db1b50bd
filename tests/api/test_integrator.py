"""What the integrator's page says is so: its table is the schema's, its examples run."""

import json
import re
import shlex
import uuid
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from agencies.access import schema, web
from agencies.access import services as access
from cases.casework.states import AgeBand, Purpose
from tests.api.calling import make_world, new_key
from tests.people import Cast
from tests.test_architecture import ROOT

PAGE = (ROOT / "portal/docs/integrator.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (GET|POST|PATCH|DELETE) \| `([^`]+)` \| `([^`]+)` \|", re.MULTILINE)


def examples() -> list[list[str]]:
    """Every curl of the page as words."""
    text = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)).replace("\\\n", " ")
    return [shlex.split(part) for part in re.split(r"^(?=curl )", text, flags=re.MULTILINE) if part.strip()]


def run(words: list[str], values: dict[str, str]) -> HttpResponse:
    """A curl as the test client's call; understands what the page uses."""
    url, method, data, headers = "", "", None, {}
    rest = iter([re.sub(r"\$([A-Z_0-9]+)", lambda m: values[m[1]], word) for word in words[1:]])
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            data = next(rest)
        elif word == "-X":
            method = next(rest)
        elif word != "-s":
            url = word
    parts = urlsplit(url)
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    verb = method or ("POST" if data else "GET")
    return Client().generic(verb, path, data or "", content_type=kind, headers=headers)  # type: ignore[return-value]


def test_it_lists_the_addresses_and_scopes_of_the_schema() -> None:
    described = json.loads((ROOT / "portal/docs/openapi.json").read_text(encoding="utf-8"))
    real = {
        (method.upper(), path, operation["security"][0]["serviceKey"][0])
        for path, item in described["paths"].items()
        for method, operation in item.items()
    }
    assert set(ROW.findall(PAGE)) == real


@pytest.mark.django_db
def test_it_shows_examples_that_work(cast: Cast) -> None:
    world = make_world(cast.manager)
    values = {
        "PORTAL": "http://testserver", "KEY": new_key(cast.manager), "CASE": str(world.case),
        "FINGERPRINT": str(world.fingerprint), "UUID_1": str(uuid.uuid4()), "UUID_2": str(uuid.uuid4()),
    }  # fmt: skip
    answers = [run(words, values) for words in examples()]
    assert [answer.status_code for answer in answers] == [200, 201, 201, 204, 200, 200]


def test_it_names_the_limits_of_the_code() -> None:
    assert f"{web.RATE} requests a minute" in PAGE and web.WINDOW == 60
    assert f"last {access.REPLAY_HOURS} hours" in PAGE
    assert f"at most {access.LONGEST_DAYS} days" in PAGE.replace("\n", " ")
    assert all(f"`{word}`" in PAGE for word in [*AgeBand, *Purpose])
    assert all(re.search(rf"^\|[ 0-9,]*\b{code}\b", PAGE, re.MULTILINE) for code in schema.ERRORS)
