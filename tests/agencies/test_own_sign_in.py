"""Signing in through an agency's own service: a real one (django-oauth-toolkit) in a process beside the tests."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.test import Client
from pytest_django import Settings

from agencies.audit.models import AuditLine
from agencies.people import selectors, services
from agencies.people.models import SignInProvider, User
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden, Invalid
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from portal.launcher.adapters import ports
from tests.databases import ROOT
from tests.flow.stage import until
from tests.people import Cast, code
from tests.sign_in_service.serve import CLIENT, SECRET

START, BACK = "/sign-in/harbour/", "/sign-in/harbour/callback/"
pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service's issuer."""
    port = ports.free()
    folder = tmp_path_factory.mktemp("service")
    callback = f"http://127.0.0.1:8000{BACK}"
    with (folder / "log").open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.sign_in_service.serve", str(port), callback], cwd=ROOT,
            env=os.environ | {"SERVICE_DATABASE": str(folder / "db.sqlite3")}, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        until(
            lambda: ports.http_answers("127.0.0.1", port, "/o/.well-known/openid-configuration"),
            what="the sign-in service",
        )
        yield f"http://127.0.0.1:{port}/o"
    finally:
        child.kill()
        child.wait()
        print((Path(folder) / "log").read_text()[-2000:])


@pytest.fixture
def cast(committed_cast: Cast, service: str, settings: Settings) -> Cast:
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    settings.SIGN_IN_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.SIGN_IN_ALLOWED_PORTS = [urlsplit(service).port]
    set_up(committed_cast, service)
    return committed_cast


def set_up(cast: Cast, issuer: str, actor: Actor | None = None, **more: object) -> None:
    values = {
        "issuer": issuer, "client_id": CLIENT, "secret": SECRET, "domains": ["example.org"],
        "trusts_second_step": False, "enabled": True,
    }  # fmt: skip
    services.provider_set(actor or cast.manager, **(values | more))  # type: ignore[arg-type]


def leads_to(page: str) -> str:
    found = re.search(r'content="0;URL=\'([^\']+)\'"', page)
    assert found, page
    return unescape(found[1])


def away(client: Client, name: str, service: str) -> str:
    """From the start page to the service and back: the address on our side that the browser is sent to."""
    answer = client.post(START)
    assert answer.status_code == 200
    address = leads_to(answer.content.decode())
    assert address.startswith(f"{service}/authorize/") and "code_challenge_method=S256" in address
    with httpx.Client() as browser:
        browser.get(service.removesuffix("/o") + "/sign-in/", params={"as": name})
        back = browser.get(address).headers["location"]
    assert back.startswith(f"http://127.0.0.1:8000{BACK}?")
    return back.removeprefix("http://127.0.0.1:8000")


def come_back(name: str, service: str) -> tuple[Client, int]:
    client = Client()
    answer = client.get(away(client, name, service))
    return client, answer.status_code


def test_it_signs_a_colleague_in_and_asks_for_the_second_step(cast: Cast, service: str) -> None:
    client, status = come_back("alice", service)
    assert status == 302
    assert client.get("/cases/").status_code == 302  # alice has an authenticator: it is asked for
    client.post("/account/2fa/authenticate/", {"code": code()})
    assert client.get("/cases/").status_code == 200
    account = SocialAccount.objects.get()
    assert (account.user, account.extra_data) == (cast.users["officer"], {})
    assert not SocialToken.objects.exists() and not SocialApp.objects.exists()
    with tenant_scope(cast.harbour.pk):
        line = AuditLine.objects.visible_to(cast.manager).get(action="sign_in.use")
        assert (line.actor_user_id, line.data) == (cast.users["officer"].pk, {"first": True})
        row = SignInProvider.objects.visible_to(cast.manager).get()
        assert row.secret == SECRET


def test_it_knows_the_person_by_number_from_then_on(cast: Cast, service: str) -> None:
    come_back("alice", service)
    User.objects.filter(pk=cast.users["officer"].pk).update(email="alice.married@example.org")
    assert come_back("alice", service)[1] == 302
    assert SocialAccount.objects.count() == 1
    User.objects.filter(pk=cast.users["officer"].pk).update(email="alice@example.org")
    assert come_back("alice-again", service)[1] == 403  # the same address, another person


def test_it_takes_the_services_second_step_only_if_the_agency_says_so(cast: Cast, service: str) -> None:
    Authenticator.objects.filter(user=cast.users["approver"]).delete()
    client, status = come_back("strong-bob", service)
    assert status == 302 and client.get("/cases/")["Location"] == "/account/second-step/"
    assert (
        "/account/reauthenticate/" in client.get("/account/2fa/totp/activate/")["Location"]
    )  # not by the service alone
    set_up(cast, service, trusts_second_step=True)
    assert come_back("strong-bob", service)[0].get("/cases/").status_code == 200
    Authenticator.objects.filter(user=cast.users["officer"]).delete()
    weak = come_back("alice", service)[0]
    assert weak.get("/cases/")["Location"] == "/account/second-step/"


def test_it_asks_the_service_for_the_address_where_the_token_has_none(cast: Cast, service: str) -> None:
    assert come_back("thin-ara", service)[1] == 302
    assert SocialAccount.objects.get().user == cast.users["auditor"]


@pytest.mark.parametrize("name", ["unverified-woori", "stranger", "charlie", "elsewhere", "root"])
def test_it_refuses_everybody_else_alike(cast: Cast, service: str, name: str) -> None:
    """No verified address, no account, a colleague of another agency, a domain that the service may not vouch for, the platform."""
    root = User.objects.create_superuser("root@example.org", None, name="Root")
    services.member_add(Actor.system(cast.harbour.pk), email=root.email, name="Root", role=Role.MANAGER)
    User.objects.filter(pk=cast.users["manager"].pk).update(email="mina@other.example")
    before = User.objects.count()
    client, status = come_back(name, service)
    assert status == 403 and client.get("/cases/")["Location"].startswith("/account/login/")
    assert not SocialAccount.objects.exists() and User.objects.count() == before


def test_it_opens_the_agency_of_the_service_only(cast: Cast, service: str) -> None:
    services.member_add(Actor.system(cast.island.pk), email="alice@example.org", name="Alice", role=Role.AUDITOR)
    assert len(selectors.places(cast.users["officer"].pk)) == 2
    client, _ = come_back("alice", service)
    client.post("/account/2fa/authenticate/", {"code": code()})
    assert client.get("/cases/").status_code == 200
    assert client.post("/agency/switch/", {"agency_id": cast.island.pk}).status_code == 404


def test_it_finds_its_state_behind_a_strict_cookie(cast: Cast, service: str) -> None:
    """The browser comes from elsewhere, so it sends no cookie: a page of ours leads it on, and then it does."""
    client = Client()
    back = away(client, "alice", service)
    bare = Client().get(back)
    assert bare.status_code == 200
    again = leads_to(bare.content.decode())
    assert again.startswith(BACK)
    assert client.get(again).status_code == 302
    assert (
        Client().get(again).status_code in {200, 401, 403}
        and not Client().get(again).wsgi_request.user.is_authenticated
    )


def test_it_takes_an_answer_once_and_only_its_own(cast: Cast, service: str) -> None:
    client = Client()
    back = away(client, "alice", service)
    thief = Client()
    thief.get(START)
    assert not thief.get(f"{back}&_redir=").wsgi_request.user.is_authenticated  # a login of somebody else's making
    assert client.get(back).status_code == 302
    other = Client()
    assert not other.get(f"{back}&_redir=").wsgi_request.user.is_authenticated
    forged = Client()
    address = away(forged, "alice", service)
    state = parse_qs(urlsplit(address).query)["state"][0]
    wrong = forged.get(f"{BACK}?state={state}&code=invented")
    assert not wrong.wsgi_request.user.is_authenticated and "should" in wrong.content.decode()


def test_it_leads_nowhere_else(cast: Cast, service: str) -> None:
    client = Client()
    answer = client.post(f"{START}?next=https://evil.example/", {"next": "https://evil.example/"})
    assert "evil" not in answer.content.decode()
    back = client.get(away(client, "alice", service) + "&next=https://evil.example/")
    assert "evil" not in back["Location"]
    assert Client().get("/sign-in/island/").status_code == Client().get("/sign-in/nowhere/").status_code == 404
    assert Client().get(f"/account/oidc/agency-{cast.harbour.pk}/login/").status_code == 404


def test_it_refuses_a_service_that_calls_itself_otherwise(cast: Cast, service: str) -> None:
    set_up(cast, f"{service}/")
    answer = Client().post(START)
    assert answer.status_code == 502 and "evil" not in answer.content.decode()


def test_it_asks_inner_networks_for_nothing(cast: Cast, service: str, settings: Settings) -> None:
    settings.SIGN_IN_ALLOWED_NETWORKS, settings.SIGN_IN_ALLOWED_PORTS = [], []
    assert Client().post(START).status_code == 502


def test_it_is_set_by_managers_and_forgets_with_the_issuer(cast: Cast, service: str) -> None:
    with pytest.raises(Forbidden):
        set_up(cast, service, actor=cast.worker)
    come_back("alice", service)
    set_up(cast, service, secret="")
    with tenant_scope(cast.harbour.pk):
        assert SignInProvider.objects.visible_to(cast.manager).get().secret == SECRET
    assert SocialAccount.objects.count() == 1
    set_up(cast, "https://login.other.example", secret="")
    assert SocialAccount.objects.count() == 0
    manager = cast.client("manager")
    page = manager.get("/people/sign-in/").content.decode()
    assert "https://login.other.example" in page and SECRET not in page
    form = {"issuer": "https://x.example", "client_id": "c", "domains": "@Example.org, other.example", "enabled": "on"}
    assert manager.post("/people/sign-in/change/", form).status_code == 302
    wrong = manager.post("/people/sign-in/change/", form | {"domains": "not a domain"})
    assert wrong.status_code == 422 and "not a domain" in wrong.content.decode()
    assert manager.post("/people/sign-in/remove/").status_code == 302
    assert Client().get(START).status_code == 404


def test_it_demands_tls_outside_the_named_networks(cast: Cast, settings: Settings) -> None:
    settings.SIGN_IN_ALLOWED_NETWORKS = []
    with pytest.raises(Invalid, match="https"):
        set_up(cast, "http://login.example")
