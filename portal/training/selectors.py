"""Reads of the workspaces to practise in, for the platform's staff."""

from agencies.tenancy.errors import NotFound
from agencies.tenancy.models import Agency


def workspaces() -> list[Agency]:
    """Those in use, by name."""
    return list(Agency.objects.filter(training=True, active=True).exclude(slug__contains="-over-").order_by("name"))


def workspace(agency_id: int) -> Agency:
    """One of them; raises NotFound."""
    found = next((row for row in workspaces() if row.pk == agency_id), None)
    if found is None:
        raise NotFound
    return found
