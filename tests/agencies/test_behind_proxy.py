"""Behind a proxy the trail shows the person's own address; without one nobody names an address for himself."""

from typing import Any

import pytest
from django.test import Client, override_settings

from agencies.audit.models import AuditSource, PlatformSource
from agencies.people.models import User
from agencies.tenancy.scope import tenant_scope
from tests.people import Cast, sign_in

pytestmark = pytest.mark.django_db
PERSON, CLAIMED, PROXY = "198.51.100.7", "192.0.2.9", "10.0.0.1"
BEHIND = override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
WAY: dict[str, Any] = {"headers": {"X-Forwarded-For": f"{CLAIMED}, {PERSON}"}, "REMOTE_ADDR": PROXY}


def addresses(cast: Cast) -> set[str]:
    with tenant_scope(cast.harbour.pk):
        return set(AuditSource.objects.values_list("address", flat=True))


def change(cast: Cast) -> None:
    facts = {"version": 1, "open_to_partners": "on", "partner_answer_hours": 24}
    assert cast.client("manager").post("/agency/settings/partners/", facts, **WAY).status_code == 302


@BEHIND
def test_it_keeps_the_persons_address_behind_a_proxy(cast: Cast) -> None:
    change(cast)
    assert addresses(cast) == {PERSON}


def test_it_believes_nobody_without_a_proxy(cast: Cast) -> None:
    change(cast)
    assert addresses(cast) == {PROXY}


@BEHIND
def test_it_keeps_the_address_of_a_sign_in(cast: Cast) -> None:
    Client().post("/account/login/", {"login": cast.users["worker"].email, "password": "wrong"}, **WAY)
    assert addresses(cast) == {PERSON}


@BEHIND
def test_it_keeps_the_address_of_platform_staff(cast: Cast) -> None:
    client = sign_in(Client(), User.objects.create_superuser("root@platform.example", "x" * 20, name="Root"))
    to = f"/platform/agencies/{cast.harbour.pk}/suspend/"
    assert client.post(to, {"reason": "A reason that is long enough."}, **WAY).status_code == 302
    assert set(PlatformSource.objects.values_list("address", flat=True)) == {PERSON}
