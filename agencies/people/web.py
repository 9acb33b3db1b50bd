"""What every page knows about the reader, and the name that axes counts failures by."""

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django import forms
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from agencies.people import selectors, words
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid
from agencies.tenancy.web import rights_of

SECOND_STEP = "second_step"  # in the session: the person who took it
TAKEN_ELSEWHERE = "provider"  # by the agency's own sign-in service, which the agency trusts with it
ONLY_AGENCY = "only_agency"  # in the session: the agency whose service opened it, and the only one that it opens


def apply(form: forms.Form, call: Callable[[], object]) -> bool:
    """Whether the service went through; what it refuses becomes an error of the form, which keeps what was typed."""
    try:
        call()
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
    return not form.errors


def second_step_taken(request: HttpRequest) -> bool:
    """Whether this session was opened with a second step, or set one up; asks the database only until it was."""
    if request.session.get(SECOND_STEP) == request.user.pk:
        return True
    user_id = request.user.pk or 0
    records = get_authentication_records(request, request.user)
    steps = [record for record in records if record["method"] == "mfa"]
    elsewhere = any(record.get("type") == TAKEN_ELSEWHERE for record in steps)
    taken = elsewhere or (bool(steps) and selectors.has_second_step(user_id))
    if taken:
        request.session[SECOND_STEP] = request.user.pk
    return taken


def second_step_url() -> str:
    """Where a person goes who has not taken the second step."""
    return reverse("second-step")


@receiver(authenticator_added)
def _set_up(request: HttpRequest, user: Any, authenticator: Authenticator, **more: Any) -> None:
    """Who sets up the first app or key has shown it; other sessions of the person are asked for it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[SECOND_STEP] = user.pk


@receiver(authenticator_removed)
def _removed(request: HttpRequest, user: Any, **more: Any) -> None:
    """Look again whether one is left."""
    request.session.pop(SECOND_STEP, None)


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
        ("wellbeing", _("My work with pictures"), "wellbeing.own"),
        ("wellbeing-team", _("Wellbeing"), "wellbeing.lead"),
        ("quality", _("Quality"), "quality.read"),
        ("match-list", _("Finds"), "match.read"),
        ("notice-list", _("Notices"), "notice.read"),
        ("provider-list", _("Recipients"), "recipient.read"),
        ("source-list", _("Watch sources"), "source.read"),
        ("referral-list", _("Referrals"), "referral.read"),
        ("people", _("People"), "people.read"),
        ("audit-trail", _("Audit trail"), "audit.read"),
        ("partners", _("Partners"), "partner.read"),
        ("service-keys", _("Service keys"), "key.read"),
        ("settings", _("Settings"), "settings.read"),
        ("agency-agreement", _("Agreement"), "agreement.read"),
    ]
    links: list[dict[str, Any]] = [
        {"label": label, "url": reverse(name)} for name, label, action in entries if rights.allowed(actor, action)
    ]
    for link in links:
        link["current"] = path == link["url"] or (link["url"] != "/" and path.startswith(link["url"]))
    return links


def _roles(request: HttpRequest, agency_id: int) -> str:
    """One's roles in an agency, in words."""
    places = getattr(request, "places", [])
    none: frozenset[str] = frozenset()
    held = next((place.roles for place in places if place.agency_id == agency_id), none)
    return ", ".join(_(word) for role, word in words.ROLES.items() if role in held)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page; lazy where it asks the database."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.kind != "person":
        return {"actor": None, "agency": None, "memberships": [], "nav": [], "can": rights_of(None)}
    found = tenancy.agencies([place.agency_id for place in getattr(request, "places", [])])
    return {
        "actor": actor,
        "agency": next((agency for agency in found if agency.pk == actor.agency_id), None),
        "memberships": [(agency.pk, agency.name, _roles(request, agency.pk)) for agency in found],
        "nav": navigation(actor, request.path),
        "can": rights_of(actor),
        "names": SimpleLazyObject(lambda: selectors.names(actor)),
    }
