"""Reads about people: who acts, in which agency, with which roles."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from agencies.people.models import Membership, User
from agencies.tenancy import lookup
from agencies.tenancy.actor import Actor


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


def members(actor: Actor) -> list[Membership]:
    """The agency's people and roles."""
    return list(Membership.objects.visible_to(actor).select_related("user").order_by("user__name", "role"))


def user(user_id: int) -> User | None:
    """An active account."""
    return User.objects.filter(id=user_id, is_active=True).first()


SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_step(user_id: int) -> bool:
    """Whether the person has an authenticator app or a passkey; recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=SECOND_STEPS).exists())
