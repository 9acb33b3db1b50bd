"""The transfer agreement: set, sign with the platform's certificate, issue, and have it signed by the institution."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors.adapters import pdf
from agencies.onboarding import adapters, texts, words
from agencies.onboarding.models import Agreement, Application
from agencies.onboarding.services import mails, sealing
from agencies.onboarding.services.applications import APPLICANT, Upload, checked, keep, move
from agencies.onboarding.states import (
    AgreementState,
    ApplicationState,
    FileKind,
    MailKind,
    SignMethod,
)
from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Conflict, Invalid, NotFound

PLACE = "agencies_agreement.sealed"
ADDRESS_KEPT = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who answers for what (HARMS 30)."""

    controller: str
    processor: str
    sub_processors: str
    storage: str
    transfer_ground: str
    authority: str

    def missing(self) -> list[str]:
        """Names of what is not named."""
        return [name for name in words.PARTIES if not getattr(self, name).strip()]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs for the institution, and from which network address."""

    name: str
    role: str
    source: str


def number(application: Application) -> str:
    """The agreement's number as it is printed."""
    return f"MARU-{application.submitted_at.year}-{application.pk:04d}"


def agreement_issue(staff: Staff, *, application_id: int, parties: Parties) -> Agreement:
    """Set the agreement, sign it for the platform, and give it to the applicant; an earlier one is replaced.

    Without AGREEMENT_CERTIFICATE it is an unsigned copy and says so on every first page. Raises Invalid naming what is
    missing, Conflict when it cannot be set or signed now.
    """
    if missing := parties.missing():
        raise Invalid(_(words.MISSING[missing[0]]), missing[0])
    application = Application.objects.filter(id=application_id, erased_at=None).first()
    if application is None:
        raise NotFound
    chosen = [texts.load()[language] for language in texts.languages(application.language)]
    try:
        document = _document(application, parties, chosen)
    except (pdf.PdfMissing, pdf.PdfFailed) as error:
        raise Conflict(
            _("The document cannot be set: a text library is missing. Nothing was changed. Tell the operator.")
        ) from error
    except adapters.SigningFailed as error:
        raise Conflict(
            _("The platform's certificate cannot be used. Nothing was changed. Tell the operator.")
        ) from error
    with transaction.atomic():
        held = Application.objects.select_for_update().get(id=application_id)
        if held.state not in {ApplicationState.ACCEPTED, ApplicationState.SIGNED}:
            raise Conflict(_("An agreement is issued between acceptance and activation. Nothing was changed."))
        live = Agreement.objects.filter(application=held).exclude(state=AgreementState.REPLACED)
        live.update(state=AgreementState.REPLACED)
        if held.state == ApplicationState.SIGNED:
            move(application_id, ApplicationState.ACCEPTED)
        row = _store(staff, held, parties, chosen, document)
        mails.queue(MailKind.AGREEMENT, application=held)
        _record(staff, "agreement.issue", row)
    return row


def _store(
    staff: Staff, application: Application, parties: Parties, chosen: list[texts.Text], document: adapters.Signed
) -> Agreement:
    row = Agreement.objects.create(
        application=application, text_version=chosen[0].version, text_sha256=texts.digest(chosen),
        languages=[text.language for text in chosen], sealed=b"", sha256=sha256(document.data).hexdigest(),
        certificate=document.certificate, issued_by_id=staff.user_id,
        **{name: getattr(parties, name).strip() for name in words.PARTIES},
    )  # fmt: skip
    row.sealed = sealing.seal(PLACE, row.pk, document.data)
    row.save(update_fields=["sealed"])
    return row


def _document(application: Application, parties: Parties, chosen: list[texts.Text]) -> adapters.Signed:
    certificate = settings.AGREEMENT_CERTIFICATE
    context = {
        "texts": [text.filled(_values(application, parties, text.language)) for text in chosen],
        "number": number(application),
        "issued_on": timezone.now().date().isoformat(),
        "signed": bool(certificate),
        "fallback": application.language not in {text.language for text in chosen},
    }
    written = pdf.render(render_to_string("onboarding/agreement.html", context))
    if not certificate:
        return adapters.Signed(written, "")
    return adapters.sign(
        written, certificate=certificate, key=settings.AGREEMENT_KEY, password=settings.AGREEMENT_KEY_PASSWORD,
        reason=number(application),
    )  # fmt: skip


def _values(application: Application, parties: Parties, language: str) -> Mapping[str, str]:
    with translation.override(language):
        own = {
            "institution": application.institution,
            "kind": translation.gettext(words.KINDS[application.kind]),
            "country": application.country,
            "contact_name": application.contact_name,
            "officer": f"{application.officer_name}, {application.officer_email}",
            "applied_on": date_format(application.submitted_at, "DATE_FORMAT"),
            "number": number(application),
        }
    return own | {name: getattr(parties, name).strip() for name in words.PARTIES}


def agreement_sign(
    *, application_id: int, document_sha256: str, hand: Hand, agreed: bool, countersigned: Upload | None = None
) -> None:
    """The institution signs exactly these bytes: by a click, or with a countersigned document.

    Raises Invalid for a missing name, role or consent or a file that is not taken, Conflict when the agreement was
    replaced or signed meanwhile.
    """
    for field, text in (("name", hand.name), ("role", hand.role)):
        if not text.strip():
            raise Invalid(_("Say who signs, and in which function."), field)
    if not agreed:
        raise Invalid(_("Confirm that you may sign for the institution and have read the agreement."), "agreed")
    if countersigned is not None:
        checked(countersigned, "countersigned")
    with transaction.atomic():
        application = Application.objects.select_for_update().filter(id=application_id).first()
        if application is None:
            raise NotFound
        held = Agreement.objects.filter(
            application=application, state=AgreementState.ISSUED, sha256=document_sha256
        ).first()
        if held is None:
            raise Conflict(
                _("The agreement was replaced or signed meanwhile. Nothing was changed. Please read it again.")
            )
        file = keep(application, countersigned, FileKind.COUNTERSIGNED) if countersigned else None
        Agreement.objects.filter(id=held.pk, state=AgreementState.ISSUED).update(
            state=AgreementState.SIGNED, method=SignMethod.UPLOAD if file else SignMethod.CLICK, signed_at=Now(),
            signer_name=hand.name.strip()[:120], signer_role=hand.role.strip()[:120],
            signer_source=hand.source or None, countersigned=file,
        )  # fmt: skip
        move(application_id, ApplicationState.SIGNED)
        _record(APPLICANT, "agreement.sign", held, method="upload" if file else "click")


def agreement_bytes(agreement: Agreement) -> bytes:
    """The exact document; raises Conflict when it is not the one whose digest was kept."""
    data = sealing.unseal(PLACE, agreement.pk, bytes(agreement.sealed))
    if sha256(data).hexdigest() != agreement.sha256:
        raise Conflict(_("The stored agreement does not fit its digest. Nothing was changed. Tell the operator."))
    return data


def addresses_forget() -> int:
    """Forget the network addresses of signatures after two years; returns how many."""
    old = Agreement.objects.filter(signed_at__lt=timezone.now() - ADDRESS_KEPT).exclude(signer_source=None)
    return old.update(signer_source=None)


def _record(staff: Staff, action: str, agreement: Agreement, **data: object) -> None:
    audit.record_platform(
        staff, action, subject_kind="agreement", subject_id=agreement.pk,
        application_id=agreement.application_id, sha256=agreement.sha256, **data,
    )  # fmt: skip
