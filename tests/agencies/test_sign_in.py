"""Signing in, being locked out, leaving, and the headers that every answer carries."""

import pytest
from django.test import Client

from agencies.people.models import User
from tests.people import PASSWORD, Cast, code
from tests.people import sign_in as both_steps

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def sign_in(client: Client, email: str, password: str, address: str = "198.51.100.7") -> int:
    return client.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=address).status_code


def test_it_signs_people_in_by_address_and_password(cast: Cast) -> None:
    client = Client()
    assert client.get("/cases/").status_code == 302
    assert sign_in(client, "alice@example.org", PASSWORD) == 302
    assert client.get("/cases/").status_code == 302  # the password alone opens nothing
    assert client.post("/account/2fa/authenticate/", {"code": code()}).status_code == 302
    assert client.get("/cases/").status_code == 200


def test_it_locks_out_account_and_address_together(cast: Cast) -> None:
    for _ in range(6):
        sign_in(Client(), "alice@example.org", "wrong-horse")
    assert sign_in(Client(), "Alice@Example.org ", PASSWORD) == 429  # the right password, too late, any spelling
    assert sign_in(Client(), "bob@example.org", PASSWORD) == 302  # a colleague behind the same address
    assert sign_in(Client(), "alice@example.org", PASSWORD, "203.0.113.9") == 302  # alice somewhere else


def test_it_lets_nobody_sign_up(cast: Cast) -> None:
    client = Client()
    client.post("/account/signup/", {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="eve@example.org").exists()


def test_it_signs_out_by_post_only(cast: Cast) -> None:
    client = cast.client("officer")
    client.get("/account/logout/")
    assert client.get("/cases/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/cases/").status_code == 302


def test_it_opens_the_admin_to_platform_staff_only(cast: Cast) -> None:
    assert Client().get("/admin/").status_code == 302
    assert LOGIN in Client().get("/admin/login/", follow=True).redirect_chain[-1][0]
    assert cast.client("manager").get("/admin/agencies/user/").status_code in {302, 403}
    root = User.objects.create_superuser("root@example.org", PASSWORD, name="Root")
    client = both_steps(Client(), root)
    for path in ("", "agencies/user/", "agencies/agency/", "takedowns/provider/", "takedowns/basisconfirmation/add/"):
        assert client.get(f"/admin/{path}").status_code == 200, path
    assert client.get("/cases/").status_code == 404  # no agency, no case
    assert client.get("/admin/cases/case/").status_code == 404


def test_it_leaves_in_a_hurry(cast: Cast) -> None:
    client = cast.client("officer")
    answer = client.get("/exit")
    assert answer.status_code == 303 and answer["Location"].startswith("https://")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get("/cases/").status_code == 302


def test_it_sends_strict_headers(cast: Cast) -> None:
    answer = cast.client("officer").get("/cases/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy and "script-src 'self'" in policy and "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Request-Id"]


def test_it_switches_to_ones_own_agencies_only(cast: Cast) -> None:
    client = cast.client("officer")
    assert client.post("/agency/switch/", {"agency_id": cast.island.pk}).status_code == 404
    assert client.post("/agency/switch/", {"agency_id": "²"}).status_code == 404
    assert client.post("/agency/switch/", {"agency_id": cast.harbour.pk}).status_code == 302
