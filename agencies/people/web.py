"""What every page knows about the reader, and the name that axes counts failures by."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from agencies.people import selectors
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import rights_of


def axes_username(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """The e-mail address that somebody tries to sign in with, in one spelling."""
    given = (credentials or {}).get("email") or (credentials or {}).get("username")
    if not given and request is not None:
        given = request.POST.get("login", "")
    return str(given or "").strip().lower()


def navigation(actor: Actor, path: str) -> list[dict[str, Any]]:
    """The service navigation: only what the reader's roles open."""
    entries = [
        ("home", _("Home"), "case.read"),
        ("case-list", _("Cases"), "case.read"),
        ("review-desk", _("Review desk"), "review.read"),
        ("match-list", _("Finds"), "match.read"),
        ("notice-list", _("Notices"), "notice.read"),
        ("source-list", _("Watch sources"), "source.read"),
        ("audit-trail", _("Audit trail"), "audit.read"),
    ]
    links: list[dict[str, Any]] = [
        {"label": label, "url": reverse(name)} for name, label, action in entries if rights.allowed(actor, action)
    ]
    for link in links:
        link["current"] = path == link["url"] or (link["url"] != "/" and path.startswith(link["url"]))
    return links


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page; lazy where it asks the database."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.kind != "person":
        return {"actor": None, "agency": None, "memberships": [], "nav": [], "can": rights_of(None)}
    found = tenancy.agencies([place.agency_id for place in getattr(request, "places", [])])
    return {
        "actor": actor,
        "agency": next((agency for agency in found if agency.pk == actor.agency_id), None),
        "memberships": [(agency.pk, agency.name) for agency in found],
        "nav": navigation(actor, request.path),
        "can": rights_of(actor),
        "names": SimpleLazyObject(lambda: selectors.names(actor)),
    }
