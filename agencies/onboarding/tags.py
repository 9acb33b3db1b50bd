"""What every page of a suspended agency says."""

from typing import Any

from django import template

from agencies.onboarding import selectors
from agencies.tenancy import rights

register = template.Library()


@register.inclusion_tag("onboarding/suspended_banner.html", takes_context=True)
def suspension_banner(context: dict[str, Any]) -> dict[str, Any]:
    """That the agency is suspended; its managers also read why. Asks the database only then."""
    agency, actor = context.get("agency"), context.get("actor")
    if agency is None or actor is None or agency.suspended_at is None:
        return {}
    found = selectors.suspension(agency.pk) if rights.allowed(actor, "agreement.confirm") else None
    return {"since": agency.suspended_at, "reason": found.reason if found else ""}
