"""The yearly look at an agency's agreement, and what is erased when its time is over."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from agencies.audit import services as audit
from agencies.onboarding.models import AgencyTerm, Application
from agencies.onboarding.services import mails
from agencies.onboarding.services.applications import APPLICANT
from agencies.onboarding.services.forgetting import application_empty
from agencies.onboarding.services.suspension import agency_suspend
from agencies.onboarding.states import ApplicationState, MailKind
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.services import verb

LAPSED = gettext_noop(
    "The agreement was not renewed in time. Confirm the facts; the platform then lifts the suspension."
)
SUSPENDS = "suspend"
BATCH = 50


@verb("agreement.confirm")
def term_confirm(actor: Actor) -> None:
    """A manager says that purpose, plan and data protection officer are still the same."""
    now = timezone.now()
    if not AgencyTerm.objects.filter(agency_id=actor.agency_id).update(confirmed_at=now, confirmed_by_id=actor.user_id):
        raise NotFound
    audit.record(actor, "agreement.confirm", subject_kind="agency", subject_id=actor.agency_id)


def term_renew(staff: Staff, *, agency_id: int, seen: date) -> None:
    """Another term, from the day that the old one ends or from today. `seen`: the day that the reviewer saw.

    Raises Conflict when somebody renewed it meanwhile.
    """
    today = timezone.now().date()
    with transaction.atomic():
        held = AgencyTerm.objects.filter(agency_id=agency_id)
        if not held.exists():
            raise NotFound
        changed = held.filter(renew_on=seen).update(
            renew_on=max(seen, today) + timedelta(days=settings.RENEWAL_DAYS), renewed_at=Now(),
            reminded_at=None, due_told_at=None, confirmed_at=None, confirmed_by_id=None,
        )  # fmt: skip
        if not changed:
            raise Conflict(_("The term was renewed meanwhile. Nothing was changed."))
        audit.record_platform(staff, "agency.renew", subject_kind="agency", subject_id=agency_id)


def renewals() -> int:
    """Remind managers before the day and on it; after the days of grace do what RENEWAL_LAPSE says. Returns how many."""
    today = timezone.now().date()
    live = AgencyTerm.objects.filter(agency__active=True)
    near = live.filter(reminded_at=None, renew_on__lte=today + timedelta(days=settings.RENEWAL_REMIND_DAYS))
    told = sum(_tell(term.pk, "reminded_at", MailKind.RENEWAL) for term in near.filter(renew_on__gt=today)[:BATCH])
    due = live.filter(due_told_at=None, renew_on__lte=today)
    told += sum(_tell(term.pk, "due_told_at", MailKind.RENEWAL_DUE) for term in due[:BATCH])
    if settings.RENEWAL_LAPSE == SUSPENDS:
        over = live.filter(renew_on__lt=today - timedelta(days=settings.RENEWAL_GRACE_DAYS), confirmed_at=None)
        for term in over.filter(agency__suspended_at=None)[:BATCH]:
            told += _lapse(term.agency_id)
    return told


def _tell(term_id: int, column: str, kind: MailKind) -> int:
    with transaction.atomic():
        held = AgencyTerm.objects.filter(id=term_id, **{column: None})
        if not held.update(**{column: Now()}):
            return 0
        mails.queue(kind, agency_id=AgencyTerm.objects.values_list("agency_id", flat=True).get(id=term_id))
    return 1


def _lapse(agency_id: int) -> int:
    try:
        with override("en"):
            agency_suspend(APPLICANT, agency_id=agency_id, reason=LAPSED)
    except (Conflict, NotFound):
        return 0
    return 1


def applications_erase() -> int:
    """Erase what applications say that were declined or taken back APPLICATION_KEEP_DAYS ago; returns how many."""
    before = timezone.now() - timedelta(days=settings.APPLICATION_KEEP_DAYS)
    over = Application.objects.filter(
        state__in=[ApplicationState.DECLINED, ApplicationState.WITHDRAWN], moved_at__lt=before, erased_at=None
    )
    return sum(_erase(row.pk) for row in over[:BATCH])


def _erase(application_id: int) -> int:
    with transaction.atomic():
        row = application_empty(application_id)
        if row is None:
            return 0
        row.agreements.all().delete()
        row.files.all().delete()
    return 1
