"""Suspending an agency and lifting it: read-only, never anything deleted."""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.onboarding.models import SUSPENSION_REASON, Suspension
from agencies.onboarding.services import mails, sealing
from agencies.onboarding.states import MailKind
from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.models import Agency


def agency_suspend(staff: Staff, *, agency_id: int, reason: str) -> None:
    """From now on the agency's people read and change nothing, and the portal does nothing for it.

    The reason is told to its managers. Raises Invalid without one, Conflict when it is suspended already.
    """
    if not reason.strip():
        raise Invalid(_("Write the reason. The managers read it."), "reason")
    with transaction.atomic():
        held = Agency.objects.filter(id=agency_id, active=True)
        if not held.exists():
            raise NotFound
        if not held.filter(suspended_at=None).update(suspended_at=Now()):
            raise Conflict(_("The agency is suspended already. Nothing was changed."))
        row = _begun(staff, agency_id, reason)
        mails.queue(MailKind.SUSPENDED, agency_id=agency_id)
        audit.record_platform(
            staff, "agency.suspend", subject_kind="agency", subject_id=agency_id, suspension_id=row.pk
        )


def _begun(staff: Staff, agency_id: int, reason: str) -> Suspension:
    try:
        with transaction.atomic():
            row = Suspension.objects.create(agency_id=agency_id, started_by_id=staff.user_id or None)
            row.sealed = sealing.seal(SUSPENSION_REASON, row.pk, reason.strip().encode())
            row.save(update_fields=["sealed"])
            return row
    except IntegrityError as error:
        raise Conflict(_("The agency is suspended already. Nothing was changed.")) from error


def agency_lift(staff: Staff, *, agency_id: int) -> None:
    """Work goes on where it stopped; raises Conflict when the agency is not suspended."""
    with transaction.atomic():
        held = Agency.objects.filter(id=agency_id, active=True)
        if not held.exists():
            raise NotFound
        if not held.exclude(suspended_at=None).update(suspended_at=None):
            raise Conflict(_("The agency is not suspended. Nothing was changed."))
        open_ones = Suspension.objects.filter(agency_id=agency_id, lifted_at=None)
        open_ones.update(lifted_at=Now(), lifted_by_id=staff.user_id)
        mails.queue(MailKind.LIFTED, agency_id=agency_id)
        audit.record_platform(staff, "agency.lift", subject_kind="agency", subject_id=agency_id)
