"""Reads about service keys and partnerships."""

from dataclasses import dataclass

from django.db.models import QuerySet

from agencies.access.models import Partnership, ServiceKey
from agencies.access.states import PartnerPurpose, PartnershipState
from agencies.tenancy import lookup, rights, scope
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.models import Agency


def keys(actor: Actor) -> list[ServiceKey]:
    """The agency's service keys, newest first; digests are not for display."""
    return list(ServiceKey.objects.visible_to(actor).defer("digest").order_by("-id"))


def partners(actor: Actor, purpose: str) -> list[Agency]:
    """Agencies with which this purpose is agreed by both sides now, by name; suspended and gone ones are left out."""
    scope.require(actor.agency_id)
    return tenancy.agencies(lookup.partners(PartnerPurpose(purpose)))


def partner(actor: Actor, purpose: str, agency_id: int) -> Agency:
    """One of them; raises NotFound."""
    found = next((agency for agency in partners(actor, purpose) if agency.pk == agency_id), None)
    if found is None:
        raise NotFound
    return found


def own_wills(actor: Actor) -> QuerySet[Partnership]:
    """What this agency wants of others, newest first, without what has ended or was declined."""
    rows = Partnership.objects.visible_to(actor).filter(state=PartnershipState.WANTED)
    return rows.select_related("partner").order_by("-id")


def in_force(actor: Actor) -> set[tuple[int, str]]:
    """(agency id, purpose) of every partnership in force."""
    scope.require(actor.agency_id)
    return {(agency_id, purpose.value) for purpose in PartnerPurpose for agency_id in lookup.partners(purpose)}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What another agency proposes."""

    agency: Agency
    purpose: str


def proposals(actor: Actor) -> list[Proposal]:
    """Proposals of others that wait for an answer."""
    scope.require(actor.agency_id)
    found = lookup.proposals()
    by_id = {agency.pk: agency for agency in tenancy.agencies([agency_id for agency_id, _ in found])}
    return [Proposal(by_id[agency_id], purpose) for agency_id, purpose in found if agency_id in by_id]


def proposals_waiting(actor: Actor) -> int:
    """How many proposals wait, for those who may answer them."""
    return len(proposals(actor)) if rights.allowed(actor, "partner.update") else 0
