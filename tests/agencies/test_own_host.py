"""An agency's own host name: stated by a manager, confirmed by the platform, and what is served under it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from agencies.audit.models import AuditLine, PlatformLine
from agencies.people.models import User
from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.workspace import selectors
from agencies.workspace.models import HostName, SettingsVersion
from agencies.workspace.services import hosts
from tests.people import PASSWORD, Cast, code, sign_in
from tests.test_walls import EVERYWHERE, PUBLIC, STAFF, known

pytestmark = pytest.mark.django_db
NAME = "report.harbour.example"
OWN: dict[str, Any] = {"headers": {"Host": NAME}}
PAGE = "/agency/settings/hosts/"


def state(cast: Cast, name: str = NAME) -> HostName:
    hosts.host_state(cast.manager, name=name)
    with tenant_scope(cast.harbour.pk):
        return HostName.objects.get(name=name)


def root() -> User:
    return User.objects.create_superuser("root@platform.example", "x" * 20, name="Root")


@pytest.fixture
def own(cast: Cast) -> Iterator[HostName]:
    """A confirmed one."""
    row = state(cast)
    hosts.host_confirm(Staff(1), agency_id=cast.harbour.pk, host_id=row.pk)
    yield row


def here(cast: Cast, name: str) -> Client:
    """A browser that is signed in under the agency's own name."""
    return sign_in(Client(**OWN), cast.users[name])


def test_it_goes_from_the_managers_page_to_the_form_under_the_name(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    assert Client(**OWN).get("/").status_code == 400, "a name that nobody confirmed is no name of the portal"
    manager = cast.client("manager")
    assert manager.post(PAGE, {"name": "Report.Harbour.Example."}).status_code == 302
    with tenant_scope(cast.harbour.pk):
        row = HostName.objects.get()
        assert SettingsVersion.objects.filter(changed=["hosts"]).count() == 1
    assert row.name == NAME and f"maru-host={row.token}" in manager.get(PAGE).content.decode()
    staff, at = sign_in(Client(), root()), f"/platform/agencies/{cast.harbour.pk}/"
    assert f"maru-host={row.token}" in staff.get(at).content.decode()
    cache.clear()
    assert Client(**OWN).get("/").status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"{at}hosts/{row.pk}/confirm/").status_code == 302
    answer = Client(**OWN).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/r/harbour/")
    assert "Harbour Office" in Client(**OWN).get("/r/harbour/").content.decode()
    with tenant_scope(cast.harbour.pk):
        assert AuditLine.objects.filter(action="host.confirm", subject_id=row.pk).exists()
    assert PlatformLine.objects.filter(action="host.confirm", subject_id=row.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert manager.post(f"{PAGE}{row.pk}/remove/").status_code == 302
    assert Client(**OWN).get("/").status_code == 400


@pytest.mark.parametrize(
    "name",
    ["", "harbour", "127.0.0.1", "[::1]", "https://a.example/", "a b.example", "a_b.example", "a.example:80", "x.localhost", "LOCALHOST",
     "testserver", "x." * 130 + "example", "0x7f.1"],
)  # fmt: skip
def test_it_refuses_what_is_no_name_of_the_agency(cast: Cast, name: str) -> None:
    answer = cast.client("manager").post(PAGE, {"name": name})
    assert answer.status_code == 422
    with tenant_scope(cast.harbour.pk):
        assert not HostName.objects.exists()


@override_settings(ALLOWED_HOSTS=["testserver"], PUBLIC_URL="https://portal.example")
def test_it_keeps_the_portals_own_names(cast: Cast) -> None:
    for name in ("portal.example", "harbour.portal.example"):
        with pytest.raises(Invalid):
            hosts.host_state(cast.manager, name=name)


def test_it_is_for_managers(cast: Cast) -> None:
    for actor in (cast.worker, cast.officer, cast.approver, cast.auditor):
        with pytest.raises(Forbidden):
            hosts.host_state(actor, name=NAME)
    row = state(cast)
    with pytest.raises(NotFound):
        hosts.host_drop(cast.outsider, host_id=row.pk)
    with pytest.raises(NotFound):
        hosts.host_confirm(Staff(1), agency_id=cast.island.pk, host_id=row.pk)


def test_it_lists_five_names_at_most_and_each_once(cast: Cast) -> None:
    for number in range(hosts.MOST):
        state(cast, f"n{number}.harbour.example")
    with pytest.raises(Invalid):
        state(cast, "more.harbour.example")
    with pytest.raises(Invalid):
        state(cast, "n1.harbour.example")


def test_it_leads_one_name_to_one_agency(cast: Cast, own: HostName) -> None:
    hosts.host_state(cast.outsider, name=NAME)
    with tenant_scope(cast.island.pk):
        theirs = HostName.objects.get()
    with pytest.raises(Conflict, match="another agency"):
        hosts.host_confirm(Staff(1), agency_id=cast.island.pk, host_id=theirs.pk)
    with pytest.raises(Conflict, match="already"):
        hosts.host_confirm(Staff(1), agency_id=cast.harbour.pk, host_id=own.pk)
    hosts.host_refuse(Staff(1), agency_id=cast.harbour.pk, host_id=own.pk)
    hosts.host_confirm(Staff(1), agency_id=cast.island.pk, host_id=theirs.pk)
    lead = selectors.lead(NAME)
    assert lead is not None and lead.slug == "island"


@pytest.mark.usefixtures("own")
def test_it_asks_the_database_once_a_minute_and_never_for_the_portals_names(cast: Cast) -> None:
    Client(**OWN).get("/healthz")
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert Client(**OWN).get("/").status_code == 302
    assert not found.captured_queries
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        Client().get("/healthz")
    assert not found.captured_queries
    Client(headers={"Host": "other.example"}).get("/")
    with CaptureQueriesContext(connection) as found:
        assert Client(headers={"Host": "other.example"}).get("/").status_code == 400
    assert not found.captured_queries


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    "host", ["other.example", "report.harbour.example.evil.example", "x.report.harbour.example", "a b", "", "*"]
)
def test_it_refuses_every_other_name(host: str) -> None:
    for path in ("/", "/r/harbour/", "/account/login/"):
        assert Client(headers={"Host": host}).get(path).status_code == 400


@pytest.mark.usefixtures("own")
def test_it_serves_the_agency_and_nothing_else(cast: Cast) -> None:
    """Every address of the portal, as a visitor, as a manager of the agency and as somebody of another agency."""
    values, open_to_visitors = known(cast), set()
    visitor, outsider = Client(**OWN), here(cast, "outsider")
    staff = sign_in(Client(**OWN), root())
    for address in STAFF:
        url = address.url(dict.fromkeys(address.ids, 1))
        assert staff.get(url).status_code == 404, url
    for address in EVERYWHERE:
        url = address.url(values | {"slug": "harbour"})
        code_ = visitor.get(url).status_code
        if code_ not in {404, 405} and address.route in PUBLIC:
            open_to_visitors.add(address.route)
        if address.route not in PUBLIC:
            assert outsider.get(url).status_code in {404, 405}, url
        if "<slug:slug>" in address.route:
            assert visitor.get(address.url(values | {"slug": "island"})).status_code == 404
        if address.api or address.route.startswith("apply"):
            assert code_ == 404, url
    assert open_to_visitors == {
        "", "exit", "favicon.ico", "r/", "r/<slug:slug>/", "r/<slug:slug>/done/", "sign-in/<slug:slug>/",
    }  # fmt: skip
    assert visitor.get("/admin/").status_code == 404
    assert visitor.get("/account/invitation/x/").status_code == 404


@pytest.mark.usefixtures("own")
def test_it_lets_colleagues_work_and_nobody_else(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True, **OWN)
    page = browser.get("/account/login/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    person = {"login": cast.users["manager"].email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    foreign = {"Host": NAME, "Origin": "http://evil.example"}
    assert browser.post("/account/login/", person, headers=foreign).status_code == 403
    same = {"Host": NAME, "Origin": f"http://{NAME}"}
    assert browser.post("/account/login/", person, headers=same).status_code == 302
    page = browser.get("/account/2fa/authenticate/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    step = {"code": code(), "csrfmiddlewaretoken": token[1]}
    assert browser.post("/account/2fa/authenticate/", step, headers=same).status_code == 302
    assert browser.get("/").status_code == 200 and browser.get(PAGE).status_code == 200
    stranger = here(cast, "outsider")
    assert stranger.get("/cases/").status_code == 404
    answer = stranger.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
    assert "_auth_user_id" not in stranger.session
    assert "You are signed out" in stranger.get("/account/login/").content.decode()


@pytest.mark.usefixtures("own")
def test_it_takes_reports_under_the_name(cast: Cast) -> None:
    browser = Client(**OWN)
    assert browser.get("/r/harbour/").status_code == 200
    assert browser.post("/r/harbour/", {"age_band": "adult"}).status_code in {302, 422}
    assert browser.post("/i18n/setlang/", {"language": "ko", "next": "/r/harbour/"}).status_code == 302
    assert browser.get("/sign-in/harbour/")["Location"].endswith("/sign-in/harbour/")


@pytest.mark.usefixtures("own")
@override_settings(PUBLIC_URL="https://portal.example")
def test_it_leads_a_forgotten_password_to_the_portals_own_address(cast: Cast) -> None:
    Client(**OWN).post("/account/password/reset/", {"email": cast.users["outsider"].email})
    links = re.findall(r"https?://\S+", mail.outbox[0].body)
    assert any(link.startswith("https://portal.example/account/password/reset/key/") for link in links)
    assert not any(NAME in link for link in links)


@pytest.mark.usefixtures("own")
def test_it_stops_leading_when_the_agency_has_left(cast: Cast) -> None:
    cast.harbour.active = False
    cast.harbour.save()
    assert Client(**OWN).get("/").status_code == 400
