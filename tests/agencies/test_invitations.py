"""Invitations: one link, once, for a week; nothing is learnt from a wrong one."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.audit.models import AuditLine, PlatformLine
from agencies.doors.adapters import mail
from agencies.events.models import Job
from agencies.events.services import Later
from agencies.people import selectors, services
from agencies.people.models import Invitation, User
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.scope import tenant_scope
from tests.people import PASSWORD, Cast, code, sign_in

GOOD = "four unrelated words 온새미로"
LINK = re.compile(r"/account/invitation/[\w-]+/")


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The mails that left: (message, envelope)."""
    sent: list[Any] = []

    def send(message: bytes, **envelope: Any) -> None:
        sent.append((message_from_bytes(message, policy=policy.default), envelope))

    monkeypatch.setattr(mail, "send", send)
    return sent


def invite(cast: Cast, email: str = "new@example.org", **more: Any) -> Invitation:
    values = {"email": email, "name": "Nari", "roles": ["case_worker"]} | more
    return services.invite(cast.manager, **values)


def post(cast: Cast, row: Invitation, box: list[Any]) -> str:
    """Do the mail's job; the path of its link."""
    services.invitation_mail(Actor.system(cast.harbour.pk), invitation_id=row.pk)
    found = LINK.search(box[-1][0].get_content())
    assert found
    return found[0]


def row_of(cast: Cast, row: Invitation) -> Invitation:
    with tenant_scope(cast.harbour.pk):
        return Invitation.objects.visible_to(cast.manager).get(id=row.pk)


def test_it_brings_a_new_person_in(committed_cast: Cast, box: list[Any]) -> None:
    cast = committed_cast
    link = post(cast, invite(cast, roles=["case_worker", "approver"]), box)
    client = Client()
    page = client.get(link)
    assert page.status_code == 200 and "new@example.org" in page.content.decode()
    weak = client.post(link, {"name": "Nari", "password": "harbour office"})
    assert weak.status_code == 422 and "name of your agency" in weak.content.decode()
    assert 'value="Nari"' in weak.content.decode()  # what was typed stays
    answer = client.post(link, {"name": "Nari Kim", "password": GOOD})
    assert answer.status_code == 302
    user = User.objects.get(email="new@example.org")
    assert (user.name, user.check_password(GOOD)) == ("Nari Kim", True)
    assert selectors.places(user.pk)[0].roles == {"case_worker", "approver"}
    assert client.get("/cases/")["Location"] == "/account/second-step/"  # first things first
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    assert Client().get(link).status_code == 404
    with tenant_scope(cast.harbour.pk):
        joined = AuditLine.objects.visible_to(cast.manager).get(action="people.join")
        assert joined.actor_user_id == user.pk and "example.org" not in str(joined.data)
        assert Job.objects.visible_to(cast.manager).filter(kind="agencies.people.invitation_mail").count() == 1


def test_it_brings_in_somebody_who_has_an_account(committed_cast: Cast, box: list[Any]) -> None:
    cast = committed_cast
    link = post(cast, invite(cast, "Charlie@Example.org"), box)
    visitor = Client()
    page = visitor.get(link).content.decode()
    assert "has an account already" in page and "password" not in page.lower().replace("password or", "")
    refused = visitor.post(link, {"name": "Eve", "password": GOOD})
    assert refused.status_code == 200 and not User.objects.get(email="charlie@example.org").check_password(GOOD)
    wrong = cast.client("worker")
    assert wrong.get(link).status_code == 409 and wrong.post(link).status_code == 409
    half = Client()
    half.force_login(cast.users["outsider"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert half.post(link)["Location"] == "/account/second-step/"
    client = sign_in(Client(), cast.users["outsider"])
    assert "Accept" in client.get(link).content.decode()
    assert client.post(link).status_code == 302
    assert {place.agency_id for place in selectors.places(cast.users["outsider"].pk)} == {
        cast.harbour.pk,
        cast.island.pk,
    }
    assert client.get("/people/").status_code == 403  # a case worker in the harbour, where the session is now


def test_it_leads_through_sign_in_to_the_invitation(committed_cast: Cast, box: list[Any]) -> None:
    link = post(committed_cast, invite(committed_cast, "charlie@example.org"), box)
    client = Client()
    client.post("/account/login/", {"login": "charlie@example.org", "password": PASSWORD, "next": link})
    answer = client.post("/account/2fa/authenticate/", {"code": code()})
    assert answer["Location"] == link
    outside = Client().post(
        "/account/login/", {"login": "bob@example.org", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert "evil" not in outside["Location"]


def test_it_writes_in_the_agencys_language_without_secrets_in_the_database(
    committed_cast: Cast, box: list[Any]
) -> None:
    cast = committed_cast
    row = invite(cast)
    link = post(cast, row, box)
    message, envelope = box[0]
    assert message["Subject"] == "Invitation of Harbour Office" and message["To"] == "new@example.org"
    assert envelope["recipients"] == ["new@example.org"]
    assert "Received" not in message and "X-Mailer" not in message
    stored = row_of(cast, row)
    assert link.split("/")[-2] not in str(vars(stored)) and len(stored.digest or "") == 64
    assert stored.sent_at and timedelta(days=6) < stored.expires_at - timezone.now() <= timedelta(days=7)


def test_it_replaces_the_link_and_takes_it_back(committed_cast: Cast, box: list[Any]) -> None:
    cast = committed_cast
    row = invite(cast)
    first = post(cast, row, box)
    client = cast.client("manager")
    assert client.post(f"/people/invitations/{row.pk}/send/").status_code == 302
    second = post(cast, row, box)
    assert Client().get(first).status_code == 404 and Client().get(second).status_code == 200
    assert client.post(f"/people/invitations/{row.pk}/withdraw/").status_code == 302
    assert Client().get(second).status_code == 404
    assert client.post(f"/people/invitations/{row.pk}/withdraw/").status_code == 409
    services.invitation_mail(Actor.system(cast.harbour.pk), invitation_id=row.pk)  # too late: no mail
    assert len(box) == 2


def test_it_answers_an_old_link_like_one_that_never_was(committed_cast: Cast, box: list[Any]) -> None:
    cast = committed_cast
    row = invite(cast)
    link = post(cast, row, box)
    with tenant_scope(cast.harbour.pk):
        Invitation.objects.visible_to(cast.manager).filter(id=row.pk).update(expires_at=timezone.now())
    old, never = Client().get(link), Client().get("/account/invitation/never-was/")
    assert (old.status_code, old.content) == (never.status_code, never.content) == (404, never.content)


def test_it_tries_the_mail_again_and_says_when_it_is_refused(
    committed_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = committed_cast
    row = invite(cast)
    for permanent in (False, True):

        def fail(*args: Any, permanent: bool = permanent, **more: Any) -> None:
            raise mail.NotSent("no", permanent=permanent, stage=mail.Stage.RECIPIENT)

        monkeypatch.setattr(mail, "send", fail)
        if permanent:
            services.invitation_mail(Actor.system(cast.harbour.pk), invitation_id=row.pk)
        else:
            with pytest.raises(Later):
                services.invitation_mail(Actor.system(cast.harbour.pk), invitation_id=row.pk)
    assert row_of(cast, row).failed
    assert "refuses mail" in cast.client("manager").get("/people/").content.decode()


def test_it_takes_one_open_invitation_an_address(committed_cast: Cast) -> None:
    cast = committed_cast
    invite(cast)
    with pytest.raises(Invalid, match="already"):
        invite(cast, "NEW@example.org")
    with pytest.raises(Invalid, match="colleague"):
        invite(cast, "woori@example.org")
    known = cast.client("manager").post(
        "/people/invite/", {"name": "C", "email": "charlie@example.org", "roles": ["auditor"]}
    )
    unknown = cast.client("manager").post(
        "/people/invite/", {"name": "D", "email": "dora@example.org", "roles": ["auditor"]}
    )
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (302, "/people/")
    bad = cast.client("manager").post("/people/invite/", {"name": "D", "email": "no address", "roles": []})
    assert bad.status_code == 422 and "no address" in bad.content.decode()


def test_it_lets_the_platform_invite_the_first_manager(committed_cast: Cast, box: list[Any]) -> None:
    cast, staff = committed_cast, Staff(0)
    services.invite_first_manager(staff, cast.harbour.pk, email="boss@example.org", name="Boss", language="en")
    with pytest.raises(Conflict):
        services.invite_first_manager(staff, cast.harbour.pk, email="boss@example.org", name="Boss", language="en")
    line = PlatformLine.objects.get(action="people.invite")
    assert line.data["roles"] == ["agency_manager"] and "example" not in str(line.data)
    with tenant_scope(cast.harbour.pk):
        row = Invitation.objects.visible_to(cast.manager).get(email="boss@example.org")
    link = post(cast, row, box)
    Client().post(link, {"name": "Boss", "password": GOOD})
    assert selectors.places(User.objects.get(email="boss@example.org").pk)[0].roles == {"agency_manager"}
