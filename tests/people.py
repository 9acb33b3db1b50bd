"""The people of the tests: alice's agency, and charlie, who always is the outsider."""

from dataclasses import dataclass

from django.test import Client

from agencies.people import services as people
from agencies.people.models import User
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency
from agencies.tenancy.rights import Role
from agencies.tenancy.services import agency_open

PASSWORD = "correct-horse-battery"
QUICK = {
    "contact_email": "office@example.org",
    "reply_address": "takedown@example.org",
    "recheck_seconds": [1, 2, 3],
    "removal_confirm_seconds": 1,
    "crawl_min_seconds": 1,
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
        client = Client(enforce_csrf_checks=False)
        client.force_login(self.users[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client


def join(agency: Agency, name: str, *roles: Role) -> tuple[User, Actor]:
    """A person with these roles in the agency."""
    system = Actor.system(agency.pk)
    for role in roles:
        user = people.member_add(system, email=f"{name}@example.org", name=name.title(), role=role, password=PASSWORD)
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
