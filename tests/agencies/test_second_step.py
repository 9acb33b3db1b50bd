"""The second step of sign-in: compulsory for everybody who works here, set up before anything else opens."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.people.models import User
from tests.people import PASSWORD, SECRET, Cast, code

pytestmark = pytest.mark.django_db
SET_UP = "/account/second-step/"


def signed_in(email: str) -> Client:
    """A browser after the password."""
    client = Client()
    assert client.post("/account/login/", {"login": email, "password": PASSWORD}).status_code == 302
    return client


def without(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()


@pytest.mark.parametrize("path", ["/", "/cases/", "/review/", "/audit/", "/admin/", "/nowhere/"])
def test_it_leads_a_person_without_an_authenticator_to_the_setup(cast: Cast, path: str) -> None:
    without(cast.users["officer"])
    answer = signed_in("alice@example.org").get(path)
    assert (answer.status_code, answer["Location"]) == (302, SET_UP)


def test_it_opens_nothing_by_post_either(cast: Cast) -> None:
    without(cast.users["worker"])
    client = signed_in("woori@example.org")
    assert client.post("/cases/new/", {"age_band": "adult"})["Location"] == SET_UP
    assert client.get("/api/v1/cases").status_code in {401, 403}
    assert client.get("/cases/", headers={"HX-Request": "true"})["HX-Redirect"] == SET_UP


def test_it_leaves_the_way_out_open(cast: Cast) -> None:
    without(cast.users["officer"])
    client = signed_in("alice@example.org")
    assert b"Set up your second step" in client.get(SET_UP).content
    assert client.get("/r/harbour/").status_code == 200
    assert client.get("/account/2fa/totp/activate/").status_code == 200  # signed in a moment ago: not asked again
    client.post("/account/logout/")
    assert client.get("/cases/")["Location"].startswith("/account/login/")


def test_it_asks_an_older_session_for_the_step_that_was_set_up_since(cast: Cast) -> None:
    without(cast.users["officer"])
    thief = signed_in("alice@example.org")
    TOTP.activate(cast.users["officer"], SECRET)
    assert thief.get("/cases/")["Location"] == SET_UP
    assert b"Show your second step" in thief.get(SET_UP).content
    thief.post("/account/2fa/reauthenticate/", {"code": "000000"})
    assert thief.get("/cases/")["Location"] == SET_UP
    thief.post("/account/2fa/reauthenticate/", {"code": code()})
    assert thief.get("/cases/").status_code == 200


def test_it_signs_in_with_a_recovery_code_once(cast: Cast) -> None:
    spare = RecoveryCodes.activate(cast.users["officer"]).get_unused_codes()[0]
    client = signed_in("alice@example.org")
    client.post("/account/2fa/authenticate/", {"code": spare})
    assert client.get("/cases/").status_code == 200
    again = signed_in("alice@example.org")
    again.post("/account/2fa/authenticate/", {"code": spare})
    assert again.get("/cases/").status_code == 302


def test_it_takes_a_code_once_and_stops_guessing(cast: Cast) -> None:
    number = code()
    first = signed_in("alice@example.org")
    first.post("/account/2fa/authenticate/", {"code": number})
    assert first.get("/cases/").status_code == 200
    second = signed_in("alice@example.org")
    second.post("/account/2fa/authenticate/", {"code": number})
    assert second.get("/cases/").status_code == 302
    for guess in range(12):
        answer = second.post("/account/2fa/authenticate/", {"code": f"{guess:06d}"})
    assert "Too many" in answer.content.decode()
    third = signed_in("bob@example.org")  # a colleague is not hit
    third.post("/account/2fa/authenticate/", {"code": code()})
    assert third.get("/cases/").status_code == 200


def test_it_keeps_the_last_second_step(cast: Cast) -> None:
    client = signed_in("alice@example.org")
    client.post("/account/2fa/authenticate/", {"code": code()})
    client.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=cast.users["officer"], type="totp").exists()


def test_it_asks_the_database_once_in_a_session(cast: Cast) -> None:
    client = cast.client("officer")
    with CaptureQueriesContext(connection) as asked:
        client.get("/cases/")
    assert not [query for query in asked.captured_queries if "mfa_authenticator" in query["sql"]]


def test_it_keeps_no_secret_in_clear_text(cast: Cast) -> None:
    app = Authenticator.objects.get(user=cast.users["officer"], type="totp")
    codes = RecoveryCodes.activate(cast.users["officer"]).instance
    assert SECRET not in str(app.data) and TOTP(app).validate_code(code())
    shown = RecoveryCodes(codes).get_unused_codes()
    assert len(shown) == 10 and RecoveryCodes(codes).validate_code(shown[0])
    assert not RecoveryCodes(codes).validate_code(shown[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        assert all(SECRET not in row[0] for row in cursor.fetchall())
