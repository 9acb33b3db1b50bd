"""Change what an agency decides for itself, and keep each version."""

from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid, Stale
from agencies.tenancy.models import Agency, AgencySettings
from agencies.tenancy.services import verb
from agencies.workspace import rules, selectors
from agencies.workspace.models import SettingsVersion


@verb("settings.update")
def settings_change(actor: Actor, *, version: int, values: dict[str, Any]) -> int:
    """Change the named settings together; returns the new version.

    `version` is the one that the caller has read. Raises Stale when somebody changed something since, Invalid with the
    field's name for a value that cannot be used. What stays as it was leaves no trace.
    """
    row = settings_lock(actor)
    if row.version != version:
        raise Stale(_("A colleague changed the settings meanwhile. Look at them again; what you typed was not saved."))
    before = selectors.values(actor)
    clean = _checked(actor, values)
    changed = {name: value for name, value in clean.items() if before[name] != value}
    if not changed:
        return version
    _together(before | changed)
    if "name" in changed:
        Agency.objects.filter(id=actor.agency_id).update(name=changed["name"])
    own = {name: value for name, value in changed.items() if name != "name"}
    return settings_keep(actor, row, sorted(changed), **own)


def settings_lock(actor: Actor) -> AgencySettings:
    """The settings' row, held until the caller's transaction ends; keeps what stands there before the first change."""
    row = AgencySettings.objects.visible_to(actor).select_for_update().get()
    if not SettingsVersion.objects.visible_to(actor).exists():
        _version(actor, row.version, None, [])
    return row


def settings_keep(actor: Actor, row: AgencySettings, changed: list[str], **values: Any) -> int:
    """Write values, the new version, the audit line and the event, in the caller's transaction; returns the version."""
    version = row.version + 1
    AgencySettings.objects.visible_to(actor).filter(id=row.pk).update(version=version, **values)
    _version(actor, version, actor.user_id, changed)
    audit.record(
        actor, "settings.change", subject_kind="agencysettings", subject_id=row.pk, fields=changed, version=version
    )
    events.emit(actor, "settings.changed", subject_id=row.pk, fields=changed, version=version)
    return version


def _version(actor: Actor, version: int, user_id: int | None, changed: list[str]) -> None:
    SettingsVersion.objects.create(
        agency_id=actor.agency_id, version=version, user_id=user_id, changed=changed, values=selectors.snapshot(actor)
    )


def _checked(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    around, clean = selectors.around(actor), {}
    for name, value in values.items():
        if name not in rules.CHECKS:
            raise Invalid(_("This field is not known."), name)
        try:
            clean[name] = rules.check(name, value, around)
        except rules.Bad as error:
            raise Invalid(_(error.message) % error.values, name) from error
    return clean


def _together(values: dict[str, Any]) -> None:
    """What two settings must agree about."""
    since, until = values["contact_from"], values["contact_until"]
    if (since is None) != (until is None):
        raise Invalid(_("Give both times, or none of them."), "contact_until")
    if isinstance(since, time) and isinstance(until, time) and since >= until:
        raise Invalid(_("The end lies after the beginning, on the same day."), "contact_until")
