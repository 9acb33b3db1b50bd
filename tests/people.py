"""The people of the tests: alice's agency, and charlie, who always is the outsider."""

import time
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client

from agencies.people import services as people
from agencies.people.models import User
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency
from agencies.tenancy.rights import Role
from agencies.tenancy.services import agency_open

PASSWORD = "correct-horse-battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of everybody's authenticator app
QUICK = {
    "contact_email": "office@example.org",
    "reply_address": "takedown@example.org",
    "recheck_seconds": [1, 2, 3],
    "removal_confirm_seconds": 1,
    "crawl_min_seconds": 1,
    "send_window_seconds": 0,  # tests of undoing set another
    "two_person": "off",  # tests of the second person switch these on
    "supervised_days": 0,
    "golden_every": 0,  # tests of golden items and samples switch these on
    "sample_percent": 0,
}


@dataclass
class Cast:
    """`harbour` is the agency under test, `island` the outsider's."""

    harbour: Agency
    island: Agency
    manager: Actor
    worker: Actor
    officer: Actor
    approver: Actor
    auditor: Actor
    outsider: Actor
    users: dict[str, User]

    def client(self, name: str) -> Client:
        """A signed-in browser of that person."""
        return sign_in(Client(enforce_csrf_checks=False), self.users[name])


def sign_in(client: Client, user: User) -> Client:
    """The browser as it is after both steps."""
    user.refresh_from_db()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_step"] = user.pk
    session.save()
    UserSession.objects.create(user=user, session_key=session.session_key, ip="127.0.0.1", user_agent="test")
    return client


def code(period: int = 0) -> str:
    """What everybody's authenticator app shows; it counts once in a period of 30 s. period 1: the next one."""
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + period)))


def join(agency: Agency, name: str, *roles: Role) -> tuple[User, Actor]:
    """A person with these roles in the agency."""
    system = Actor.system(agency.pk)
    for role in roles:
        user = people.member_add(system, email=f"{name}@example.org", name=name.title(), role=role, password=PASSWORD)
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, SECRET)
    return user, Actor(agency_id=agency.pk, roles=frozenset(roles), user_id=user.pk)


def make_cast() -> Cast:
    """Two agencies; everyone in one transaction or committed, as the caller's fixture decides."""
    harbour = agency_open(name="Harbour Office", slug="harbour", kind="local_government", country="KR", **QUICK)
    island = agency_open(name="Island Help", slug="island", kind="ngo", country="NL", **QUICK)
    made = {
        "manager": join(harbour, "mina", Role.MANAGER),
        "worker": join(harbour, "woori", Role.CASE_WORKER),
        "officer": join(harbour, "alice", Role.REMOVAL_OFFICER),
        "approver": join(harbour, "bob", Role.APPROVER),
        "auditor": join(harbour, "ara", Role.AUDITOR),
        "outsider": join(island, "charlie", *[role for role in Role if role is not Role.PLATFORM_ADMIN]),
    }
    return Cast(
        harbour=harbour,
        island=island,
        users={name: user for name, (user, _) in made.items()},
        **{name: actor for name, (_, actor) in made.items()},
    )
