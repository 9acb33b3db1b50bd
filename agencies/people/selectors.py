"""Reads about people: who acts, in which agency, with which roles."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils import timezone

from agencies.people.models import Invitation, Membership, SignInProvider, User
from agencies.people.states import InvitationState
from agencies.tenancy import lookup, rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.rights import Role


@dataclass(frozen=True, slots=True)
class Place:
    """An agency that a person belongs to."""

    agency_id: int
    roles: frozenset[str]
    read_only: bool = False


def places(user_id: int) -> list[Place]:
    """Every agency of a person with the roles held there, in the order of agency ids."""
    roles: dict[int, set[str]] = {}
    suspended = set()
    for agency_id, role, read_only in lookup.memberships(user_id):
        roles.setdefault(agency_id, set()).add(role)
        if read_only:
            suspended.add(agency_id)
    return [Place(agency_id, frozenset(held), agency_id in suspended) for agency_id, held in sorted(roles.items())]


def choose(found: list[Place], wanted: int | None) -> Place | None:
    """The place asked for if the person holds it, else the first, else None."""
    return next((place for place in found if place.agency_id == wanted), found[0] if found else None)


def names(actor: Actor) -> dict[int, str]:
    """Display names of the agency's people by user id."""
    members = Membership.objects.visible_to(actor).select_related("user")
    return {member.user_id: member.user.name for member in members}


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague with everything that the agency gave. `second_steps`: kinds of authenticators, recovery codes left out."""

    user: User
    roles: tuple[str, ...]
    ends_on: date | None
    suspended_at: datetime | None
    second_steps: frozenset[str] = frozenset()

    @property
    def seen(self) -> str:
        """Short digest of the roles and days that a page shows: two managers who change the same notice it."""
        facts = f"{sorted(self.roles)} {self.ends_on} {self.suspended_at}"
        return hashlib.sha256(facts.encode()).hexdigest()[:16]

    def state(self, today: date) -> str:
        """suspended, over, ending or active."""
        if self.suspended_at is not None:
            return "suspended"
        if self.ends_on is None:
            return "active"
        return "over" if self.ends_on < today else "ending"


def members(actor: Actor, *, user_id: int | None = None) -> list[Member]:
    """The agency's people by name, without those who left."""
    rows = (
        Membership.objects.visible_to(actor).filter(ended_at=None).select_related("user").order_by("user__name", "id")
    )
    found: dict[int, list[Membership]] = {}
    for row in rows if user_id is None else rows.filter(user_id=user_id):
        found.setdefault(row.user_id, []).append(row)
    steps = second_steps(list(found))
    return [
        Member(
            user=held[0].user,
            roles=tuple(sorted(row.role for row in held)),
            ends_on=max((row.ends_on for row in held if row.ends_on), default=None),
            suspended_at=next((row.suspended_at for row in held if row.suspended_at), None),
            second_steps=steps.get(held[0].user_id, frozenset()),
        )
        for held in found.values()
    ]


def member(actor: Actor, user_id: int) -> Member:
    """One colleague; raises NotFound for strangers and for people who left."""
    found = members(actor, user_id=user_id)
    if not found:
        raise NotFound
    return found[0]


def duty(actor: Actor, user_id: int | None) -> tuple[str, int] | None:
    """Role and number with which a person signs (removal officer before approver); None: the first one at work."""
    there = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    rows = Membership.objects.visible_to(actor).filter(there, ended_at=None, suspended_at=None)
    rows = rows.filter(role__in=[Role.REMOVAL_OFFICER, Role.APPROVER]).order_by("-role", "number")
    found = (rows if user_id is None else rows.filter(user_id=user_id)).first()
    return (found.role, found.number) if found else None


def managers(actor: Actor) -> set[int]:
    """User ids of managers who stay: not suspended, without a last day, with an account in use."""
    rows = Membership.objects.visible_to(actor).filter(
        role=Role.MANAGER, ended_at=None, suspended_at=None, ends_on=None
    )
    return set(rows.filter(user__is_active=True).values_list("user_id", flat=True))


def receivers(actor: Actor, *, without: int) -> dict[int, str]:
    """Colleagues at work today who could take over somebody's work: names by user id."""
    return {one.user.pk: one.user.name for one in _at_work(actor) if one.user.pk != without}


def able(actor: Actor, action: str, *, without: int | None = None) -> dict[int, str]:
    """Colleagues at work today whose roles hold an action: names by user id."""
    there = [one for one in _at_work(actor) if one.user.pk != without and rights.holds(one.roles, action)]
    return {one.user.pk: one.user.name for one in there}


def mail_addresses(actor: Actor, action: str) -> list[str]:
    """Where colleagues at work today whose roles hold an action get their mail, each once, in order."""
    return sorted({one.user.email for one in _at_work(actor) if rights.holds(one.roles, action)})


def _at_work(actor: Actor) -> list[Member]:
    today = timezone.localdate()
    return [one for one in members(actor) if one.state(today) in {"active", "ending"} and one.user.is_active]


def invitations(actor: Actor) -> list[Invitation]:
    """Open invitations, newest first."""
    return list(Invitation.objects.visible_to(actor).filter(state=InvitationState.OPEN).order_by("-id"))


def staff_names() -> dict[int, str]:
    """The platform's own administrators, also former ones by their accounts: names by user id."""
    return dict(User.objects.filter(is_staff=True).order_by("name").values_list("id", "name"))


def user(user_id: int) -> User | None:
    """An active account."""
    return User.objects.filter(id=user_id, is_active=True).first()


SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_step(user_id: int) -> bool:
    """Whether the person has an authenticator app or a passkey; recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=SECOND_STEPS).exists())


def second_steps(user_ids: list[int]) -> dict[int, frozenset[str]]:
    """Kinds of second steps by person; nobody without one is in it."""
    found: dict[int, set[str]] = {}
    rows = Authenticator.objects.filter(user_id__in=user_ids, type__in=SECOND_STEPS).values_list("user_id", "type")
    for user_id, kind in rows:
        found.setdefault(user_id, set()).add(kind)
    return {user_id: frozenset(kinds) for user_id, kinds in found.items()}


def provider(actor: Actor) -> SignInProvider | None:
    """The agency's own sign-in service; its secret is not for display."""
    return SignInProvider.objects.visible_to(actor).first()
