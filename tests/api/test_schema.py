"""The schema in the repository is what the code does, and says all that an integrator must know."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from agencies.access import schema
from agencies.tenancy.rights import RIGHTS, Role
from tests.test_architecture import ROOT

FILE = ROOT / "portal/docs/openapi.json"
BY_PERSONS_ONLY = {
    "settings.update",
    "fingerprint.check",
    "candidate.decide",
    "review.read",
    "review.claim",
}  # a signed-in manager may call it; no key can
WITHOUT_BODY = {
    "fingerprint_resume",
    "fingerprint_check",
    "term_pause",
    "term_resume",
    "candidate_reopen",
}  # the address says it all
WRITE = ("--custom-settings", "portal.api.SCHEMA", "--format", "openapi-json", "--fail-on-warn", "--validate")


@pytest.fixture(scope="module")
def committed() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(m.upper(), path, operation) for path, item in described["paths"].items() for m, operation in item.items()]


def test_it_is_written_anew_after_each_change(committed: dict[str, Any], tmp_path: Any) -> None:
    call_command("spectacular", *WRITE, "--file", str(tmp_path / "made.json"))
    made = json.loads((tmp_path / "made.json").read_text(encoding="utf-8"))
    assert made == committed, "run the command that portal/api.py names"
    assert committed["openapi"].startswith("3.1")


@pytest.mark.django_db
def test_it_is_served_to_everyone(committed: dict[str, Any]) -> None:
    answer = Client().get("/api/v1/schema.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert json.loads(b"".join(answer)) == committed  # type: ignore[call-overload]


def test_it_describes_every_address(committed: dict[str, Any]) -> None:
    patterns = [p for p in get_resolver().reverse_dict.getlist("api-cases")]
    assert patterns
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("api-")}
    assert len(names) == len(committed["paths"])


def test_it_states_scopes_errors_and_headers(committed: dict[str, Any]) -> None:
    for method, path, operation in operations(committed):
        (scheme,) = operation["security"]
        (scope,) = scheme["serviceKey"]
        assert Role.INTEGRATOR in RIGHTS[scope] or scope in BY_PERSONS_ONLY, path
        codes = set(operation["responses"])
        assert set(schema.ALWAYS) <= codes, path
        assert ("404" in codes) == ("{" in path)
        if method == "POST":
            assert set(schema.WRITING) <= codes
            assert "Idempotency-Key" in {p["name"] for p in operation["parameters"] if p["required"]}
            body = operation.get("requestBody", {"content": {}})
            nothing = operation["operationId"] in WITHOUT_BODY
            assert list(body["content"]) == ([] if nothing else ["application/json"]), path
        assert all(operation["responses"][code]["description"] for code in codes if code < "300")
    assert committed["components"]["securitySchemes"]["serviceKey"]["scheme"] == "bearer"


def test_it_closes_what_is_sent(committed: dict[str, Any]) -> None:
    schemas = committed["components"]["schemas"]
    for name in ("Report", "Register", "Item", "Frame", "Patch", "Sound"):
        assert schemas[name]["additionalProperties"] is False


def test_it_promises_no_value(committed: dict[str, Any]) -> None:
    """HARMS 21: not even the description of an answer has a place for one."""
    forbidden = {"distance", "difference", "sha256", "pdq", "value", "media_url", "media_urls", "token", "contact"}
    for name, part in committed["components"]["schemas"].items():
        ours = {"sha256"} if name in {"Part", "PartContent"} else set()  # of papers that we wrote ourselves
        if name not in {"Item", "Frame", "Patch", "Sound"}:
            assert not (forbidden - ours) & set(part["properties"]), name
