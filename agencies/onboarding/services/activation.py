"""Opening a workspace for an institution whose agreement is signed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.onboarding import countries, words
from agencies.onboarding.models import AgencyTerm, Agreement, Application
from agencies.onboarding.services import mails
from agencies.onboarding.services.applications import move
from agencies.onboarding.states import AgreementState, ApplicationState, MailKind
from agencies.people import services as people
from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.models import Agency
from agencies.tenancy.services import agency_open


@dataclass(frozen=True, slots=True)
class Workspace:
    """What the platform's staff decide when they open one; the rest comes from the table of countries."""

    slug: str
    contact_email: str
    reply_address: str
    time_zone: str
    languages: tuple[str, ...]
    protected_age: int  # years
    capacity: str
    manager_name: str
    manager_email: str


def agency_activate(staff: Staff, *, application_id: int, workspace: Workspace) -> Agency:
    """Open the workspace, invite the first manager, and begin the term.

    Raises Invalid naming what the agreement does not name or a name in addresses that is taken, Conflict unless the
    agreement in force is signed.
    """
    with transaction.atomic():
        row = Application.objects.select_for_update().filter(id=application_id, erased_at=None).first()
        if row is None:
            raise NotFound
        if row.state != ApplicationState.SIGNED:
            raise Conflict(_("A workspace opens once the agreement is signed. Nothing was changed."))
        _named(row)
        agency = _open(row, workspace)
        move(row.pk, ApplicationState.ACTIVE, agency=agency)
        AgencyTerm.objects.create(agency=agency, renew_on=timezone.now().date() + timedelta(days=settings.RENEWAL_DAYS))
        _invite(staff, agency, workspace, row.language)
        mails.queue(MailKind.WELCOME, application=row)
        audit.record_platform(
            staff, "agency.activate", subject_kind="agency", subject_id=agency.pk, application_id=row.pk
        )
    return agency


def _named(application: Application) -> None:
    """HARMS 30: the agreement in force names everybody."""
    signed = Agreement.objects.filter(application=application, state=AgreementState.SIGNED).first()
    if signed is None:
        raise Conflict(_("A workspace opens once the agreement is signed. Nothing was changed."))
    for name in words.PARTIES:
        if not getattr(signed, name).strip():
            raise Invalid(_(words.MISSING[name]), name)


def _open(application: Application, workspace: Workspace) -> Agency:
    try:
        with transaction.atomic():
            return agency_open(
                name=application.institution, slug=workspace.slug, kind=application.kind, country=application.country,
                **defaults(application.country) | _chosen(workspace),
            )  # fmt: skip
    except IntegrityError as error:
        raise Invalid(_("Another workspace has this name in addresses. Choose another one."), "slug") from error


def _chosen(workspace: Workspace) -> dict[str, Any]:
    names = ("contact_email", "reply_address", "time_zone", "protected_age", "capacity")
    return {name: getattr(workspace, name) for name in names} | {"languages": list(workspace.languages)}


def defaults(country: str) -> dict[str, Any]:
    """What the table of countries says for a new workspace."""
    row = countries.find(country)
    return {
        "emergency_line": row.lines[0][1] if row.lines else "",
        "lines": [{"label": label, "number": number} for label, number in row.lines],
        "retention_days": row.retention_days,
    }


def _invite(staff: Staff, agency: Agency, workspace: Workspace, language: str) -> None:
    """The first manager of the workspace, in a language that the pages speak."""
    known = {code for code, _name in settings.LANGUAGES}
    people.invite_first_manager(
        staff, agency.pk, email=workspace.manager_email, name=workspace.manager_name,
        language=language if language in known else "en",
    )  # fmt: skip
