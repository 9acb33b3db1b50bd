"""An agency leaves: start, second word, grace, stop."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.keys import services as keys
from agencies.leaving import selectors
from agencies.leaving.models import Departure
from agencies.leaving.states import DepartureState
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb

SHORTEST_REASON = 10
MOVED_ON = gettext_noop("This has moved on in the meantime. Look at it again.")


@verb("agency.leave")
def departure_start(actor: Actor, *, typed: str, reason: str) -> Departure:
    """Ask that the agency leaves; nothing happens until a second person confirms.

    typed: the agency's short name, as its web address has it. Raises Invalid, and Conflict while a departure is open.
    """
    agency = tenancy.agency(actor.agency_id)
    if typed.strip() != agency.slug:
        raise Invalid(_("Type the short name exactly: %(name)s.") % {"name": agency.slug}, "typed")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(_("Say in a sentence why the agency leaves."), "reason")
    if selectors.departure(actor) is not None:
        raise Conflict(_("A departure is under way already."))
    row = Departure.objects.create(agency=agency, started_by_id=actor.user_id or 0, language=get_language() or "en")
    sealed = keys.seal_platform(place=selectors.REASON, row_id=row.pk, data=reason.strip()[:500].encode())
    Departure.objects.filter(id=row.pk).update(reason=sealed)
    audit.record(actor, "departure.start", subject_kind="departure", subject_id=row.pk)
    return row


@verb("agency.leave")
def departure_confirm(actor: Actor, *, departure_id: int) -> None:
    """A second manager's word: from now on the grace period runs. Raises NotFound, Conflict."""
    row = _own(actor, departure_id)
    if row.started_by_id == (actor.user_id or 0):
        raise Conflict(_("Somebody else must confirm it: another manager, or the platform."))
    _confirm(row, actor.user_id or 0, by_platform=False, seconds=_grace(actor.agency_id))
    audit.record(actor, "departure.confirm", subject_kind="departure", subject_id=row.pk)


@verb("agency.leave")
def departure_stop(actor: Actor, *, departure_id: int) -> None:
    """End a departure before its grace is over; nothing was deleted. Raises NotFound, Conflict."""
    row = _own(actor, departure_id)
    _stop(row, actor.user_id or 0)
    audit.record(actor, "departure.stop", subject_kind="departure", subject_id=row.pk)


def platform_confirm(staff: Staff, *, departure_id: int) -> None:
    """The platform's word in place of a second manager's; for agencies that have one manager only."""
    row = selectors.departure_by_id(departure_id)
    if row.started_by_id == staff.user_id:
        raise Conflict(_("Somebody else must confirm it: another manager, or the platform."))
    with tenant_scope(row.agency_id):
        seconds = _grace(row.agency_id)
    with transaction.atomic():
        _confirm(row, staff.user_id, by_platform=True, seconds=seconds)
        audit.record_platform(
            staff, "departure.confirm", subject_kind="departure", subject_id=row.pk, agency_id=row.agency_id
        )


def platform_stop(staff: Staff, *, departure_id: int) -> None:
    """The platform stops a departure, for example because the agreement asks for another period."""
    row = selectors.departure_by_id(departure_id)
    with transaction.atomic():
        _stop(row, staff.user_id)
        audit.record_platform(
            staff, "departure.stop", subject_kind="departure", subject_id=row.pk, agency_id=row.agency_id
        )


def _own(actor: Actor, departure_id: int) -> Departure:
    row = Departure.objects.filter(agency_id=actor.agency_id, id=departure_id).first()
    if row is None:
        raise NotFound
    return row


def _grace(agency_id: int) -> int:
    return AgencySettings.objects.get(agency_id=agency_id).leaving_grace_seconds


def _confirm(row: Departure, user_id: int, *, by_platform: bool, seconds: int) -> None:
    changed = Departure.objects.filter(id=row.pk, state=DepartureState.REQUESTED).update(
        state=DepartureState.WAITING, confirmed_by_id=user_id, confirmed_by_platform=by_platform, confirmed_at=Now(),
        due_at=timezone.now() + timedelta(seconds=seconds),
    )  # fmt: skip
    if not changed:
        raise Conflict(_(MOVED_ON))


def _stop(row: Departure, user_id: int) -> None:
    changed = Departure.objects.filter(id=row.pk, state__in=[DepartureState.REQUESTED, DepartureState.WAITING]).update(
        state=DepartureState.STOPPED, stopped_by_id=user_id, ended_at=Now()
    )
    if not changed:
        raise Conflict(_(MOVED_ON))


def reason(row: Departure) -> str:
    """Why the agency leaves, for who confirms it; "" once it is emptied."""
    sealed = bytes(row.reason or b"")
    return keys.unseal_platform(place=selectors.REASON, row_id=row.pk, sealed=sealed).decode() if sealed else ""
