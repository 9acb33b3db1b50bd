"""Pages of leaving and exports: two managers, the platform, and somebody from elsewhere."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from allauth.account.internal.flows import login
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from agencies.leaving.models import Departure
from agencies.leaving.services import exports, shredding
from agencies.people.models import User
from agencies.tenancy.rights import Role
from tests.people import SECRET, Cast, join, sign_in
from tests.rows import make_rows

WHY = "The district closes its office."


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    monkeypatch.setattr("agencies.doors.adapters.pdf.render", lambda html, **more: html.encode())


def fresh(client: Client) -> Client:
    """The browser of somebody who signed in a moment ago."""
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session.save()
    return client


def staff() -> Client:
    user = User.objects.create_superuser("root@example.org", "x" * 20, name="Root")
    TOTP.activate(user, SECRET)
    return sign_in(Client(), user)


@pytest.mark.django_db
def test_it_gives_an_archive_out_after_signing_in_anew(cast: Cast) -> None:
    manager = cast.client("manager")
    assert manager.post("/agency/exports/", {"reason": "no"}).status_code == 422
    page = manager.post("/agency/exports/", {"reason": WHY})
    assert re.search(r"(\w{5}-){4}\w{5}", page.content.decode())
    assert b"being written" in page.content
    again = manager.post("/agency/exports/", {"reason": WHY})
    assert again.status_code == 422 and WHY in again.content.decode()
    exports.exports_work()
    number = re.search(r'name="export" value="(\d+)"', manager.get("/agency/exports/").content.decode())[1]  # type: ignore[index]
    asked = manager.post("/agency/exports/fetch/", {"export": number})
    assert asked.status_code == 302 and "reauthenticate" in asked.headers["Location"]
    got = fresh(manager).post("/agency/exports/fetch/", {"export": number})
    assert got.status_code == 200 and b"".join(got.streaming_content).startswith(b"Salted__")  # type: ignore[attr-defined]
    for other in (fresh(cast.client("outsider")), fresh(manager)):
        wanted = number if other is not manager else "999999"
        assert other.post("/agency/exports/fetch/", {"export": wanted}).status_code == 404
    assert fresh(manager).post("/agency/exports/fetch/", {"export": "x"}).status_code == 404


@pytest.mark.django_db
def test_it_leaves_by_two_people_and_can_be_stopped(cast: Cast) -> None:
    manager = cast.client("manager")
    wrong = manager.post("/agency/leaving/", {"reason": WHY, "typed": "harbor"})
    assert wrong.status_code == 422 and WHY in wrong.content.decode()
    assert manager.post("/agency/leaving/", {"reason": WHY, "typed": "harbour"}).status_code == 302
    assert b"leaving/confirm" not in manager.get("/agency/leaving/").content
    manager.post("/agency/leaving/confirm/")
    assert Departure.objects.get().state == "requested"
    assert cast.client("outsider").post("/agency/leaving/confirm/").status_code == 404
    cast.users["second"] = join(cast.harbour, "minji", Role.MANAGER)[0]
    second = cast.client("second")
    assert WHY in second.get("/agency/leaving/").content.decode()
    second.post("/agency/leaving/confirm/")
    assert Departure.objects.get().state == "waiting"
    manager.post("/agency/leaving/stop/")
    assert Departure.objects.get().state == "stopped"


@pytest.mark.django_db
def test_it_shows_the_platform_departures_and_certificates(cast: Cast) -> None:
    make_rows(cast)
    cast.client("manager").post("/agency/leaving/", {"reason": WHY, "typed": "harbour"})
    platform, row = staff(), Departure.objects.get()
    assert WHY in platform.get("/platform/departures/").content.decode()
    assert platform.get(f"/platform/departures/{row.pk}/certificate/").status_code == 404
    platform.post(f"/platform/departures/{row.pk}/confirm/")
    Departure.objects.update(due_at="2020-01-01T00:00:00Z")
    while not shredding.departure_work(row.pk, time.monotonic() + 30):
        pass
    assert WHY not in platform.get("/platform/departures/").content.decode()
    got = platform.get(f"/platform/departures/{row.pk}/certificate/")
    assert got.headers["Content-Type"] == "application/pdf" and b"Certificate of deletion" in got.content
    assert cast.client("outsider").get("/platform/departures/").status_code == 404
