"""Applications: hand in, ask back, answer, check, decide, take back."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.onboarding import codes, pdfs, words
from agencies.onboarding.models import Application, ApplicationCheck, ApplicationFile, ApplicationMessage
from agencies.onboarding.services import mails, sealing
from agencies.onboarding.states import (
    ApplicationState,
    Check,
    FileKind,
    MailKind,
    Result,
    Side,
    sources,
)
from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Conflict, Invalid, NotFound

APPLICANT = Staff(user_id=0)  # in the trail: nobody of the platform
MOST_FILES, MOST_BYTES = 5, 5_000_000
FILE = "agencies_applicationfile.sealed"
STRANGE = re.compile(r"[^\w .()\-]+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an application states."""

    institution: str
    kind: str
    country: str
    purpose: str
    plan: str
    officer_name: str
    officer_email: str
    contact_name: str
    contact_email: str
    language: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was handed in."""

    name: str
    data: bytes


def application_submit(*, form_key: UUID, facts: Facts, files: Sequence[Upload] = ()) -> tuple[Application, str]:
    """A new application and the secret code of its link; the code exists nowhere else but in the mail.

    Raises Invalid for a file that is not taken, Conflict when this form was sent already.
    """
    for upload in files:
        checked(upload)
    if len(files) > MOST_FILES:
        raise Invalid(_("Hand in at most %(most)s files.") % {"most": MOST_FILES}, "documents")
    code = codes.new()
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Application.objects.create(code_sha256=codes.digest(code), form_key=form_key, **asdict(facts))
        except IntegrityError as error:
            raise Conflict(_("This application has arrived already. Your code is in the mail that we sent.")) from error
        for upload in files:
            keep(row, upload, FileKind.SUPPORTING)
        mails.queue(MailKind.RECEIVED, application=row, secret=code)
        _record(APPLICANT, "application.submit", row.pk, files=len(files))
    return row, code


def checked(upload: Upload, field: str = "documents") -> None:
    """Raises Invalid for a file that is too large or no plain PDF document."""
    if len(upload.data) > MOST_BYTES:
        size = _("The file “%(name)s” is larger than %(most)s MB.")
        raise Invalid(size % {"name": plain_name(upload.name), "most": MOST_BYTES // 1_000_000}, field)
    if flaw := pdfs.flaw(upload.data):
        raise Invalid(_(words.FLAWS[flaw]) % {"name": plain_name(upload.name)}, field)


def keep(application: Application, upload: Upload, kind: FileKind) -> ApplicationFile:
    """Store a checked file sealed."""
    row = ApplicationFile.objects.create(
        application=application, kind=kind, name=plain_name(upload.name), size=len(upload.data),
        sha256=sha256(upload.data).hexdigest(), sealed=b"",
    )  # fmt: skip
    row.sealed = sealing.seal(FILE, row.pk, upload.data)
    row.save(update_fields=["sealed"])
    return row


def plain_name(name: str) -> str:
    """A file's name without path and strange characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = STRANGE.sub("_", last.removesuffix(".pdf").removesuffix(".PDF")).strip(" .")[:100]
    return f"{stem or 'document'}.pdf"


def move(application_id: int, target: ApplicationState, **changes: object) -> None:
    """Change the state if the old one allows it; raises NotFound, and Conflict when somebody was first."""
    held = Application.objects.filter(id=application_id, erased_at=None)
    if not held.filter(state__in=sources(target)).update(state=target, moved_at=Now(), **changes):
        if not held.exists():
            raise NotFound
        raise Conflict(_("The application is in another state by now. Nothing was changed. Please look at it again."))


def application_ask(staff: Staff, *, application_id: int, text: str) -> None:
    """Ask the applicant something; goes out by mail without the question itself."""
    if not text.strip():
        raise Invalid(_("Write the question."), "text")
    with transaction.atomic():
        move(application_id, ApplicationState.ASKED)
        message = _message(application_id, Side.PLATFORM, text, staff.user_id)
        mails.queue(MailKind.ASKED, application=message.application)
        _record(staff, "application.ask", application_id, message_id=message.pk)


def application_answer(*, application_id: int, text: str) -> None:
    """The applicant's answer; the application goes back to the platform."""
    if not text.strip():
        raise Invalid(_("Write your answer."), "text")
    with transaction.atomic():
        held = Application.objects.filter(id=application_id, state=ApplicationState.ASKED)
        if not held.update(state=ApplicationState.RECEIVED, moved_at=Now()):
            raise Conflict(_("No question is open. Nothing was changed."))
        message = _message(application_id, Side.APPLICANT, text, None)
        _record(APPLICANT, "application.answer", application_id, message_id=message.pk)


def application_withdraw(*, application_id: int) -> None:
    """The applicant takes the application back."""
    with transaction.atomic():
        move(application_id, ApplicationState.WITHDRAWN)
        _record(APPLICANT, "application.withdraw", application_id)


def application_check(staff: Staff, *, application_id: int, item: str, result: str, note: str = "") -> None:
    """Leave one line of the checklist; a later one takes its place."""
    with transaction.atomic():
        row = Application.objects.select_for_update().filter(id=application_id, erased_at=None).first()
        if row is None:
            raise NotFound
        if row.state not in {ApplicationState.RECEIVED, ApplicationState.ASKED, ApplicationState.PROPOSED}:
            raise Conflict(_("The application is decided. The checklist stays as it is."))
        values = {"result": Result(result), "note": note.strip()[:500], "user_id": staff.user_id, "at": Now()}
        ApplicationCheck.objects.update_or_create(application=row, item=Check(item), defaults=values)
        _record(staff, "application.check", application_id, item=item, result=result)


def application_accept(staff: Staff, *, application_id: int, reasons: str) -> ApplicationState:
    """Accept it; with SCREENING_BY_TWO the first reviewer proposes and another one accepts. Returns the new state.

    Raises Invalid while the checklist is not complete and fine, Conflict.
    """
    with transaction.atomic():
        row = Application.objects.select_for_update().filter(id=application_id, erased_at=None).first()
        if row is None:
            raise NotFound
        fine = set(row.checks.filter(result=Result.FINE).values_list("item", flat=True))
        missing = [_(words.CHECKS[item]) for item in Check if item not in fine]
        if missing:
            raise Invalid(_("Not checked, or not fine: %(items)s") % {"items": "; ".join(missing)})
        first = settings.SCREENING_BY_TWO and row.state == ApplicationState.RECEIVED
        if row.state == ApplicationState.PROPOSED and row.proposed_by_id == staff.user_id:
            raise Conflict(_("You proposed it yourself. Somebody else has to accept it."))
        if first:
            move(application_id, ApplicationState.PROPOSED, proposed_by_id=staff.user_id, reasons=reasons.strip())
        else:
            _decide(staff, application_id, ApplicationState.ACCEPTED, reasons)
        state = ApplicationState.PROPOSED if first else ApplicationState.ACCEPTED
        _record(staff, "application.accept", application_id, state=state)
    return state


def application_return(staff: Staff, *, application_id: int) -> None:
    """The second reviewer gives a proposal back."""
    with transaction.atomic():
        held = Application.objects.filter(id=application_id, state=ApplicationState.PROPOSED)
        if not held.update(state=ApplicationState.RECEIVED, proposed_by_id=None, moved_at=Now()):
            raise Conflict(_("It is not proposed any more. Nothing was changed."))
        _record(staff, "application.return", application_id)


def application_decline(staff: Staff, *, application_id: int, reasons: str) -> None:
    """Decline it; the reasons are shown to the applicant."""
    if not reasons.strip():
        raise Invalid(_("Write the reasons. The applicant reads them."), "reasons")
    with transaction.atomic():
        _decide(staff, application_id, ApplicationState.DECLINED, reasons)
        mails.queue(MailKind.DECLINED, application=Application.objects.get(id=application_id))
        _record(staff, "application.decline", application_id)


def file_read(staff: Staff, *, application_id: int, file_id: int) -> tuple[str, bytes]:
    """Name and bytes of a file for the platform's staff; each reading leaves a line."""
    row = ApplicationFile.objects.filter(id=file_id, application_id=application_id).first()
    if row is None:
        raise NotFound
    with transaction.atomic():
        _record(staff, "application.file_read", application_id, file_id=file_id)
    return row.name, sealing.unseal(FILE, row.pk, bytes(row.sealed))


def _decide(staff: Staff, application_id: int, state: ApplicationState, reasons: str) -> None:
    move(application_id, state, decided_by_id=staff.user_id, decided_at=Now(), reasons=reasons.strip())


def _message(application_id: int, side: Side, text: str, user_id: int | None) -> ApplicationMessage:
    return ApplicationMessage.objects.create(
        application_id=application_id, side=side, text=text.strip(), user_id=user_id
    )


def _record(staff: Staff, action: str, application_id: int, **data: object) -> None:
    audit.record_platform(staff, action, subject_kind="application", subject_id=application_id, **data)
