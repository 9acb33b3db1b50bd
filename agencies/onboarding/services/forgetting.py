"""What the platform lets go of: names, addresses and free text of applications, and of agencies that left."""

from django.db import transaction
from django.db.models.functions import Now

from agencies.audit import services as audit
from agencies.onboarding.models import AgencyTerm, Agreement, Application, ApplicationFile, PlatformMail, Suspension
from agencies.onboarding.services.applications import APPLICANT
from agencies.onboarding.words import PARTIES

GONE = {"institution": "–", "purpose": "", "plan": "", "reasons": "", "officer_name": "", "contact_name": ""}
ADDRESSES = {"officer_email": "", "contact_email": ""}


def application_empty(application_id: int) -> Application | None:
    """Empty an application, in the caller's transaction; numbers, states and days stay. None: it was done before."""
    held = Application.objects.filter(id=application_id, erased_at=None)
    if not held.update(erased_at=Now(), code_sha256=f"erased-{application_id}", **GONE, **ADDRESSES):
        return None
    row = Application.objects.get(id=application_id)
    for rows in (row.messages, row.checks, row.mails):
        rows.all().delete()
    audit.record_platform(APPLICANT, "application.erase", subject_kind="application", subject_id=application_id)
    return row


def agency_forget(agency_id: int) -> None:
    """The agency left: of its application, agreements, term and suspensions stay numbers, days, states and digests. Can be repeated."""
    with transaction.atomic():
        for application in Application.objects.filter(agency_id=agency_id):
            application_empty(application.pk)
            Agreement.objects.filter(application=application).update(
                sealed=b"", signer_name="", signer_role="", signer_source=None, countersigned=None,
                **dict.fromkeys(PARTIES, ""),
            )  # fmt: skip
            ApplicationFile.objects.filter(application=application).delete()
        Suspension.objects.filter(agency_id=agency_id).update(sealed=b"")
        AgencyTerm.objects.filter(agency_id=agency_id).update(confirmed_by_id=None)
        PlatformMail.objects.filter(agency_id=agency_id).delete()
