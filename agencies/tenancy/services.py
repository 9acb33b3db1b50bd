"""The frame that every verb of every feature runs in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import IntegrityError, transaction

from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import COMMONS, Agency, AgencySettings
from agencies.tenancy.scope import tenant_scope

P = ParamSpec("P")
R = TypeVar("R")
Verb = Callable[Concatenate[Actor, P], R]


def verb(action: str) -> Callable[[Verb[P, R]], Verb[P, R]]:
    """Decorator of a service: the actor's right is checked, then it runs in one transaction in the agency's scope.

    Refuses an undeclared action when the module is loaded.
    """
    rights.RIGHTS[action]  # a KeyError here names the missing row of the table

    def wrap(function: Verb[P, R]) -> Verb[P, R]:
        @wraps(function)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            rights.require(actor, action)
            with tenant_scope(actor.agency_id):
                return function(actor, *args, **kwargs)

        run.action = action  # type: ignore[attr-defined]
        return run  # type: ignore[return-value]

    return wrap


KINDS = [kind.value for kind in Agency.Kind]
NOWHERE = "ZZ"  # ISO 3166-1: no country
CAPACITIES = ["subject", "representative", "designated_body", "relay"]


def agency_open(*, name: str, slug: str, kind: str, country: str, demo: bool = False, **settings: Any) -> Agency:
    """Create a workspace with its settings; the platform's act, before anybody holds a right in it.

    Raises IntegrityError when another one has the slug, which the platform's own workspace always has.
    """
    if slug == COMMONS:
        raise IntegrityError("This name is the platform's own.")
    with transaction.atomic():
        return _open(Agency(name=name, slug=slug, kind=kind, country=country, demo=demo), settings)


def commons_open() -> int:
    """Make the platform's own workspace, which nobody can sign in to; returns its id. Raises IntegrityError if it is there."""
    with transaction.atomic():
        agency = Agency(name="Watched for all agencies", slug=COMMONS, kind=Agency.Kind.PLATFORM, country=NOWHERE)
        return _open(agency, {"crawl_min_seconds": 60}).pk


def _open(agency: Agency, settings: dict[str, Any]) -> Agency:
    agency.save()
    with tenant_scope(agency.id):
        AgencySettings.objects.create(agency=agency, **settings)
    return agency
