"""Signing in, out, failing and being locked out leave lines; what was typed is kept nowhere."""

import pytest
from django.test import Client

from agencies.audit.models import AuditLine, AuditSource, PlatformLine, PlatformSource
from agencies.people.models import User
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from tests.people import PASSWORD, Cast, code, join

pytestmark = pytest.mark.django_db
HERE = "198.51.100.7"


def post(email: str, password: str, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/account/login/", {"login": email, "password": password}, REMOTE_ADDR=HERE)
    return client


def sign_in(user: User) -> Client:
    """Both steps, as in a browser."""
    client = post(user.email, PASSWORD)
    client.post("/account/2fa/authenticate/", {"code": code()}, REMOTE_ADDR=HERE)
    return client


def lines(cast: Cast, action: str) -> list[AuditLine]:
    with tenant_scope(cast.harbour.pk):
        return list(AuditLine.objects.filter(action=action).order_by("id"))


def test_it_writes_who_signed_in_and_out_and_from_where(cast: Cast) -> None:
    client = sign_in(cast.users["officer"])
    line = lines(cast, "session.open")[-1]
    assert (line.actor_user_id, line.subject_id) == (cast.users["officer"].pk,) * 2 and line.source_digest
    client.post("/account/logout/")
    assert lines(cast, "session.close")[-1].actor_user_id == cast.users["officer"].pk


def test_it_writes_a_sign_in_for_each_agency_of_a_person(cast: Cast) -> None:
    join(cast.island, "alice", Role.REMOVAL_OFFICER)
    sign_in(cast.users["officer"])
    assert lines(cast, "session.open")
    with tenant_scope(cast.island.pk):
        assert AuditLine.objects.filter(action="session.open", subject_id=cast.users["officer"].pk).exists()


def test_it_writes_failures_and_lockouts_without_what_was_typed(cast: Cast) -> None:
    for _ in range(7):
        post("Alice@Example.org ", "wrong-horse")
    failed = lines(cast, "session.fail")
    assert failed and {line.subject_id for line in failed} == {cast.users["officer"].pk}
    assert {line.actor_user_id for line in failed} == {None} and lines(cast, "session.lock")
    with tenant_scope(cast.harbour.pk):
        assert AuditSource.objects.filter(address=HERE).exists()


def test_it_keeps_names_that_nobody_has_on_the_platforms_own_trail(cast: Cast) -> None:
    post("zanzibar@example.org", PASSWORD)
    row = PlatformLine.objects.filter(action="session.fail").latest("id")
    assert row.subject_id is None and "zanzibar" not in str(row.data)
    assert PlatformSource.objects.get(line=row).address == HERE


def test_it_writes_the_platforms_own_people_on_its_trail(cast: Cast) -> None:
    root = User.objects.create_superuser("root@example.org", PASSWORD, name="Root")
    sign_in(root)
    assert PlatformLine.objects.filter(action="session.open", actor_user_id=root.pk).exists()
