"""Reads of applications, agreements and terms. The platform's records: shown to its staff, to the applicant who holds the
code, and to the managers of the agency that they are about."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from agencies.onboarding import codes
from agencies.onboarding.models import AgencyTerm, Agreement, Application, PlatformMail, Suspension
from agencies.onboarding.states import AgreementState, ApplicationState, MailState
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.models import COMMONS, Agency


def applications(*, state: str = "", kind: str = "", text: str = "") -> QuerySet[Application]:
    """Newest first; each filter is optional. For the platform's staff."""
    rows = Application.objects.order_by("-id").annotate(file_count=Count("files"))
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(institution__icontains=text)
    return rows


def waiting() -> int:
    """How many applications wait for the platform: for a look, a second reviewer, the agreement or the workspace."""
    moves = (ApplicationState.RECEIVED, ApplicationState.PROPOSED, ApplicationState.ACCEPTED, ApplicationState.SIGNED)
    return Application.objects.filter(state__in=moves).count()


def application(application_id: int) -> Application:
    """One application; raises NotFound."""
    found = Application.objects.filter(id=application_id).first()
    if found is None:
        raise NotFound
    return found


def application_by_code(typed: str) -> Application | None:
    """The application that a code opens, or None; erased ones are gone."""
    return Application.objects.filter(code_sha256=codes.digest(typed), erased_at=None).first()


def agreement(application_id: int) -> Agreement | None:
    """The agreement that is issued or signed."""
    return Agreement.objects.filter(application_id=application_id).exclude(state=AgreementState.REPLACED).first()


def failed_mails() -> list[PlatformMail]:
    """Mails that could not be sent, oldest first."""
    return list(PlatformMail.objects.filter(state=MailState.FAILED).order_by("id")[:100])


def agencies_page(*, text: str = "", suspended: bool = False) -> QuerySet[Agency]:
    """Active agencies by name, for the platform's staff."""
    rows = Agency.objects.filter(active=True).exclude(slug=COMMONS).order_by("name", "id")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(slug__icontains=text))
    return rows.exclude(suspended_at=None) if suspended else rows


def terms(agency_ids: list[int]) -> dict[int, AgencyTerm]:
    """Terms by agency."""
    return {term.agency_id: term for term in AgencyTerm.objects.filter(agency_id__in=agency_ids)}


def term(agency_id: int) -> AgencyTerm | None:
    """An agency's term, if it came by an application."""
    return AgencyTerm.objects.filter(agency_id=agency_id).first()


def term_state(found: AgencyTerm | None, today: date | None = None) -> str:
    """running, soon, overdue, or none."""
    if found is None:
        return "none"
    day = today or timezone.now().date()
    if found.renew_on <= day:
        return "overdue"
    return "soon" if found.renew_on <= day + timedelta(days=settings.RENEWAL_REMIND_DAYS) else "running"


def application_of(agency_id: int) -> Application | None:
    """The application that an agency came by."""
    return Application.objects.filter(agency_id=agency_id).first()


def own_agreement(actor: Actor) -> Agreement | None:
    """The agreement of the actor's agency."""
    return (
        Agreement.objects.filter(application__agency_id=actor.agency_id, state=AgreementState.SIGNED)
        .select_related("application")
        .first()
    )


def suspensions(agency_id: int) -> list[Suspension]:
    """Newest first."""
    return list(Suspension.objects.filter(agency_id=agency_id).order_by("-id"))


def suspension(agency_id: int) -> Suspension | None:
    """The one that is in force."""
    return Suspension.objects.filter(agency_id=agency_id, lifted_at=None).first()
