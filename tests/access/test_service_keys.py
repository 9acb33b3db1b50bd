"""The page of service keys, the networks that a key may come from, and the rotation of the pepper."""

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from agencies.access import keys, services
from agencies.access.models import ServiceKey
from agencies.tenancy.errors import Invalid
from agencies.tenancy.scope import tenant_scope
from tests.api.calling import ROOT, Api, new_key
from tests.people import Cast

pytestmark = pytest.mark.django_db
PAGE = "service-keys"
KEY = re.compile(r"mk_[0-9a-f]{16}\.[0-9a-f]{64}")
NEW = {"name": "clinic", "scopes": ["case.read"], "days": "90", "addresses": ""}


def ask(key: str, address: str, **more: str) -> int:
    return (
        Api(key)
        .client.get(f"{ROOT}/cases", headers={"Authorization": f"Bearer {key}", **more}, REMOTE_ADDR=address)
        .status_code
    )


def test_it_shows_a_new_key_once_and_revokes_it(cast: Cast) -> None:
    client, page = cast.client("manager"), reverse(PAGE)
    made = KEY.search(client.post(page, NEW).content.decode())
    assert made is not None and Api(made[0]).get("/cases").status_code == 200
    text = client.get(page).content.decode()
    assert "clinic" in text and made[0][:19] in text and made[0] not in text
    with tenant_scope(cast.harbour.pk):
        row = ServiceKey.objects.get()
    assert cast.client("auditor").post(page, {"do": "revoke", "row": row.pk}).status_code == 403
    assert cast.client("outsider").post(page, {"do": "revoke", "row": row.pk}).status_code == 404
    assert client.post(page, {"do": "revoke", "row": row.pk}).status_code == 302
    assert Api(made[0]).get("/cases").status_code == 401
    assert client.post(page, {"do": "revoke", "row": row.pk}).status_code == 404


def test_it_lets_two_keys_of_a_name_live_and_keeps_what_was_typed(cast: Cast) -> None:
    client, page = cast.client("manager"), reverse(PAGE)
    assert [client.post(page, NEW).status_code for _ in "123"] == [200, 200, 422]
    with tenant_scope(cast.harbour.pk):
        ServiceKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(page, NEW).status_code == 200
    answer = client.post(page, NEW | {"name": "other", "addresses": "10.0.0.0/99"})
    assert answer.status_code == 422 and "10.0.0.0/99" in answer.content.decode()
    for nasty in ({}, NEW | {"scopes": ["audit.read"]}, NEW | {"days": "9999"}, NEW | {"name": "\x00"}):
        assert client.post(page, nasty).status_code == 422
    for name in ("worker", "officer", "approver"):
        assert cast.client(name).get(page).status_code == 403
    assert cast.client("auditor").post(page, NEW).status_code == 403


def test_it_answers_other_addresses_as_it_answers_a_wrong_key(cast: Cast) -> None:
    key = services.key_create(
        cast.manager, name="clinic", scopes=["case.read"], days=1, addresses="192.0.2.0/24, 2001:db8::/32\n198.51.100.7"
    )
    for inside in ("192.0.2.9", "2001:db8::1", "198.51.100.7", "::ffff:192.0.2.9"):
        assert ask(key, inside) == 200
    for outside in ("192.0.3.1", "198.51.100.8", "2001:db9::1", "::1", "not an address", ""):
        assert ask(key, outside) == 401
    spoofed = {"X-Forwarded-For": "192.0.2.9"}
    assert ask(key, "203.0.113.1", **spoofed) == 401, "nobody names his own address"
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert ask(key, "203.0.113.1", **spoofed) == 200
        assert ask(key, "203.0.113.1", **{"X-Forwarded-For": "192.0.2.9, 203.0.113.5"}) == 401
    wrong = Api(key[:-1] + ("0" if key[-1] != "0" else "1")).get("/cases").json()
    refused = Api(key).get("/cases").json()
    assert {**wrong, "request_id": ""} == {**refused, "request_id": ""}


@pytest.mark.parametrize("text", ["x", "10.1.2.3/8", "300.1.1.1", "::/129", "192.0.2.1-192.0.2.9"])
def test_it_refuses_what_is_no_network(cast: Cast, text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        keys.networks(f"192.0.2.1 {text}")
    with pytest.raises(Invalid):
        services.key_create(cast.manager, name="x", scopes=["case.read"], days=1, addresses=text)


def test_it_rotates_the_pepper_as_keys_are_used(cast: Cast) -> None:
    first = new_key(cast.manager, name="first")
    with override_settings(KEY_PEPPER="one"):
        assert Api(first).get("/cases").status_code == 200
        second = new_key(cast.manager, name="second")
    with override_settings(KEY_PEPPER="two\none\n"):
        assert Api(second).get("/cases").status_code == 200
        third = new_key(cast.manager, name="third")
    with override_settings(KEY_PEPPER="two"):
        assert [Api(key).get("/cases").status_code for key in (first, second, third)] == [401, 200, 200]
    with override_settings(KEY_PEPPER="two", SECRET_KEY="another"):
        assert Api(third).get("/cases").status_code == 200, "a new SECRET_KEY ends no key"
