"""A wrong, missing or short key is told to the operator before the portal starts."""

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client

from agencies.keys import ring, selectors, services
from agencies.tenancy.scope import tenant_scope
from portal import checks
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_list(settings: LazySettings, tmp_path: Path) -> None:
    settings.SHRED_LIST = tmp_path / "list.txt"
    ring.forget()


def sealed(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        services.seal(cast.harbour.pk, place="t.c", row_id=1, data=b"x", case_id=1)


def test_it_finds_nothing_wrong_with_the_right_key(cast: Cast) -> None:
    sealed(cast)
    said = io.StringIO()
    call_command("key_check", "--all", stdout=said)
    assert "1 keys of cases and agencies open" in said.getvalue()
    assert checks.keys_fit(databases=["default"]) == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "MASTER_KEY is not set"),
        ("abc", "64 hexadecimal digits"),
        ("1:" + "ab" * 31, "exactly 32 bytes"),
        ("1:" + "ab" * 32, "does not open the keys"),
        ("other:" + "ab" * 32, "file:1 is needed"),
    ],
)
def test_it_refuses_to_start_with_a_wrong_key(cast: Cast, settings: LazySettings, key: str, words: str) -> None:
    sealed(cast)
    settings.MASTER_KEY = key
    (found,) = selectors.problems()
    assert words in found and "Nothing was lost" in found
    with pytest.raises(CommandError, match=words):
        call_command("key_check")
    with pytest.raises(SystemExit, match=words):
        checks.start()
    assert Client().get("/readyz").json()["keys"] is False


def test_it_refuses_half_a_token(settings: LazySettings) -> None:
    settings.PKCS11_MODULE = "/nowhere.so"
    assert "PKCS11_TOKEN" in selectors.problems()[0]
    settings.PKCS11_TOKEN, settings.PKCS11_PIN, settings.PKCS11_KEY_LABELS = "t", "1234", ["k"]
    assert "cannot do its work" in selectors.problems()[0]


def test_it_refuses_a_broken_shred_list(settings: LazySettings, tmp_path: Path) -> None:
    settings.SHRED_LIST.write_text("nonsense\n")
    assert "SHRED_LIST" in selectors.problems()[0]


def test_it_makes_a_key_that_it_reads() -> None:
    said = io.StringIO()
    call_command("key_new", "2026-11", stdout=said)
    assert said.getvalue().startswith("2026-11:") and len(said.getvalue().strip()) == 8 + 64
