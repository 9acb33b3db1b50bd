"""Reads of settings, their history, and the parts beside them."""

import hashlib
from dataclasses import dataclass
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as deployment
from django.core.cache import cache

from agencies.tenancy import lookup, scope
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.models import Agency, AgencySettings
from agencies.tenancy.scope import tenant_scope
from agencies.workspace import rules
from agencies.workspace.models import Dismissal, HostName, Logo, MailSender, SettingsVersion

MAIL_SHOWN = ("host", "port", "security", "user", "dkim_domain", "dkim_selector", "dkim_record")
SEEN = "seen:"  # before the name of a step whose page was opened
HOST_SECONDS = 60  # where a host name leads is remembered so long
# A test compares it with the notices' own table, which lies above.
NOTICE_LANGUAGES = ("bg", "de", "en", "fr", "ja", "ko", "nl", "ro", "ru", "vi", "zh-Hans", "zh-Hant")


@dataclass(frozen=True, slots=True)
class Face:
    """How an agency looks: time zone, default language, digest of its logo."""

    time_zone: str
    language: str
    logo: str


def around(actor: Actor) -> rules.Around:
    """What the limits of the agency's settings depend on."""
    return rules.Around(
        country=tenancy.agency(actor.agency_id).country,
        interface_languages=[code for code, _ in deployment.LANGUAGES],
        notice_languages=NOTICE_LANGUAGES,
        hasty=deployment.DEMO or deployment.TESTING,
    )


def values(actor: Actor) -> dict[str, Any]:
    """All settings by name, as they are stored."""
    return values_of(tenancy.agency(actor.agency_id), tenancy.settings(actor))


def values_of(agency: Agency, row: AgencySettings) -> dict[str, Any]:
    """The same of rows at hand."""
    return {name: agency.name if name == "name" else getattr(row, name) for name in rules.CHECKS}


def snapshot(actor: Actor) -> dict[str, Any]:
    """All settings as JSON, without any secret."""
    plain = {name: value.isoformat() if isinstance(value, time) else value for name, value in values(actor).items()}
    sender = mail(actor)
    return plain | {
        "logo": tenancy.settings(actor).logo,
        "mail": {name: getattr(sender, name) for name in MAIL_SHOWN} if sender else None,
        "hosts": [row.name for row in hosts(actor)],
    }


def changes(actor: Actor, limit: int = 10) -> list[SettingsVersion]:
    """The newest changes, newest first."""
    rows = SettingsVersion.objects.visible_to(actor).exclude(changed=[])
    return list(rows.defer("values").order_by("-version")[:limit])


def mail(actor: Actor) -> MailSender | None:
    """The agency's own mail sender, or None where the portal's server is used."""
    return MailSender.objects.visible_to(actor).first()


def hosts(actor: Actor) -> list[HostName]:
    """The agency's host names."""
    return list(HostName.objects.visible_to(actor).order_by("name"))


def host(actor: Actor, host_id: int) -> HostName:
    """One of them; raises NotFound."""
    found = HostName.objects.visible_to(actor).filter(id=host_id).first()
    if found is None:
        raise NotFound
    return found


def hosts_of(agency_id: int) -> list[HostName]:
    """The same for the platform's people; opens the agency's scope itself. Raises NotFound."""
    tenancy.agency(agency_id)
    with tenant_scope(agency_id):
        return hosts(Actor.system(agency_id))


def platform_names() -> list[str]:
    """Host names that are the portal's own, without ports and leading dots."""
    named = [name.lstrip(".").lower() for name in deployment.ALLOWED_HOSTS if name != "*"]
    return [*named, urlsplit(deployment.PUBLIC_URL).hostname or ""]


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a confirmed host name leads."""

    agency_id: int
    slug: str


def lead(host_name: str) -> Lead | None:
    """The agency that is reached under a host name, or None; asked before a tenant is known, remembered for a minute."""
    known = cache.get(_remembered(host_name))
    if known is None:
        found = lookup.host(host_name)
        known = (found, tenancy.agency(found).slug) if found is not None else ()
        cache.set(_remembered(host_name), known, HOST_SECONDS)
    return Lead(*known) if known else None


def host_forget(host_name: str) -> None:
    """Ask again at the next request."""
    cache.delete(_remembered(host_name))


def _remembered(host_name: str) -> str:
    return "own-host:" + hashlib.sha256(host_name.encode()).hexdigest()


def face(actor: Actor) -> Face:
    """How the actor's agency looks."""
    row = tenancy.settings(actor)
    return Face(row.time_zone, row.languages[0] if row.languages else "", row.logo)


def logo(actor: Actor) -> str:
    """The agency's logo as clean SVG, or an empty text."""
    found = Logo.objects.visible_to(actor).first()
    return found.svg if found else ""


def logo_of(slug: str) -> tuple[str, str]:
    """(SVG, digest) of an agency's logo for everybody; opens the agency's scope itself. Raises NotFound."""
    agency = tenancy.agency_by_slug(slug)
    if scope.current() not in (None, agency.pk):
        raise NotFound
    with tenant_scope(agency.pk):
        found = Logo.objects.visible_to(Actor.reporter(agency.pk)).first()
    if found is None:
        raise NotFound
    return found.svg, found.sha256


def set_aside(actor: Actor) -> tuple[set[str], set[str]]:
    """Steps of the first week's list that a manager set aside, and those whose page a manager has seen."""
    names = set(Dismissal.objects.visible_to(actor).values_list("step", flat=True))
    seen = {name for name in names if name.startswith(SEEN)}
    return names - seen, {name.removeprefix(SEEN) for name in seen}
