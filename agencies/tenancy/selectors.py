"""Reads about agencies."""

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.models import Agency, AgencySettings


def agency(agency_id: int) -> Agency:
    """An active agency's public facts; raises NotFound."""
    found = Agency.objects.filter(id=agency_id, active=True).first()
    if found is None:
        raise NotFound
    return found


def agency_by_slug(slug: str) -> Agency:
    """The same, by the name in an address."""
    found = Agency.objects.filter(slug=slug, active=True).first()
    if found is None:
        raise NotFound
    return found


def agencies(ids: list[int]) -> list[Agency]:
    """Several agencies' public facts, by name."""
    return list(Agency.objects.filter(id__in=ids, active=True))


def every_agency_id() -> list[int]:
    """Ids of all active agencies, for platform-wide rounds that open one scope after the other."""
    return list(Agency.objects.filter(active=True).values_list("id", flat=True))


def at_work(agency_id: int) -> bool:
    """Whether the agency is active and not suspended: only then the portal works for it on its own."""
    return Agency.objects.filter(id=agency_id, active=True, suspended_at=None).exists()


def settings(actor: Actor) -> AgencySettings:
    """The agency's own settings."""
    return AgencySettings.objects.visible_to(actor).get()


def sample_agencies_exist() -> bool:
    """Whether the database holds agencies of the demo."""
    return Agency.objects.filter(demo=True).exists()
