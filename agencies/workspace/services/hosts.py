"""Own host names: a manager states one, a person of the platform confirms it, and it can be let go at any time."""

import re
import secrets

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors import address
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from agencies.workspace import selectors
from agencies.workspace.models import HostName
from agencies.workspace.services.settings import settings_keep, settings_lock
from agencies.workspace.states import HostState

MOST = 5
PLAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])")


@verb("settings.update")
def host_state(actor: Actor, *, name: str) -> int:
    """State a host name that shall lead to the agency; returns the new version of the settings.

    It leads nowhere before host_confirm. Raises Invalid. Whether another agency has the name is not said here.
    """
    row, plain = settings_lock(actor), _name(name)
    held = selectors.hosts(actor)
    if plain in {host.name for host in held}:
        raise Invalid(_("This name is on the list already."), "name")
    if len(held) >= MOST:
        raise Invalid(_("At most %(most)s names. Remove one first.") % {"most": MOST}, "name")
    HostName.objects.create(agency_id=actor.agency_id, name=plain, token=secrets.token_hex(16))
    return settings_keep(actor, row, ["hosts"])


@verb("settings.update")
def host_drop(actor: Actor, *, host_id: int) -> int:
    """Let a name go, confirmed or not; returns the new version of the settings. Raises NotFound."""
    row, host = settings_lock(actor), selectors.host(actor, host_id)
    _gone(actor, host)
    return settings_keep(actor, row, ["hosts"])


def host_confirm(staff: Staff, *, agency_id: int, host_id: int) -> None:
    """A person of the platform has seen the record: from now on the name leads to the agency.

    Raises NotFound, and Conflict when it does already or leads to another agency.
    """
    tenancy.agency(agency_id)
    actor = Actor.system(agency_id)
    with tenant_scope(agency_id):
        host = selectors.host(actor, host_id)
        waiting = HostName.objects.visible_to(actor).filter(id=host.pk, state=HostState.WAITING)
        try:
            with transaction.atomic():
                done = waiting.update(state=HostState.CONFIRMED, checked_at=Now(), confirmed_at=Now())
        except IntegrityError as error:
            message = _("This name leads to another agency. Nothing was changed.")
            raise Conflict(message) from error
        if not done:
            raise Conflict(_("This name is confirmed already. Nothing was changed."))
        _noted(staff, actor, "host.confirm", host)


def host_refuse(staff: Staff, *, agency_id: int, host_id: int) -> None:
    """A person of the platform takes the name away; the agency may state it again. Raises NotFound."""
    tenancy.agency(agency_id)
    actor = Actor.system(agency_id)
    with tenant_scope(agency_id):
        host = selectors.host(actor, host_id)
        _noted(staff, actor, "host.refuse", host)
        _gone(actor, host)


def _noted(staff: Staff, actor: Actor, action: str, host: HostName) -> None:
    """The platform's act stands in both trails."""
    audit.record(actor, action, subject_kind="hostname", subject_id=host.pk)
    audit.record_platform(staff, action, subject_kind="hostname", subject_id=host.pk, agency_id=actor.agency_id)
    transaction.on_commit(lambda: selectors.host_forget(host.name))


def _gone(actor: Actor, host: HostName) -> None:
    HostName.objects.visible_to(actor).filter(id=host.pk).delete()
    transaction.on_commit(lambda: selectors.host_forget(host.name))


def _name(typed: str) -> str:
    """The name in its one spelling. Raises Invalid for what is no name, and for the platform's own ones."""
    try:
        name = address.normalise(typed.strip())
    except address.BadHost as error:
        raise Invalid(
            _("Write a host name such as report.agency.example, without https:// and slashes."), "name"
        ) from error
    if not PLAIN.fullmatch(name):
        raise Invalid(_("Write a host name such as report.agency.example, without https:// and slashes."), "name")
    if any(name == own or name.endswith(f".{own}") for own in selectors.platform_names()):
        raise Invalid(_("This name belongs to the portal itself. Choose one of your own."), "name")
    return name
