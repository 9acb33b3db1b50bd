"""The platform's mails: written as rows with what they tell about, sent by a round, in the reader's language."""

from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from agencies.audit import services as audit
from agencies.doors.adapters import mail
from agencies.events.states import backoff
from agencies.onboarding import words
from agencies.onboarding.models import AgencyTerm, Application, PlatformMail, Suspension
from agencies.onboarding.services import sealing
from agencies.onboarding.states import MailKind, MailState
from agencies.people import selectors as people
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict
from agencies.tenancy.models import Agency
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope

log = structlog.get_logger(__name__)
BATCH = 20
PLACE = "agencies_platformmail.sealed"
AGENCY_LINK = {MailKind.RENEWAL, MailKind.RENEWAL_DUE}


def queue(
    kind: MailKind, *, application: Application | None = None, agency_id: int | None = None, secret: str = ""
) -> PlatformMail:
    """Write a mail that is due, in the caller's transaction."""
    row = PlatformMail.objects.create(kind=kind, application=application, agency_id=agency_id)
    if secret:
        row.sealed = sealing.seal(PLACE, row.pk, secret.encode())
        row.save(update_fields=["sealed"])
    return row


def mail_retry(staff: Staff, *, mail_id: int) -> None:
    """Send a mail again that could not be sent; raises Conflict when it is on its way or its code is gone."""
    with transaction.atomic():
        held = PlatformMail.objects.filter(id=mail_id, state=MailState.FAILED)
        if not held.update(state=MailState.DUE, attempts=0, due_at=Now(), error=""):
            raise Conflict(translation.gettext("This mail is on its way already."))
        audit.record_platform(staff, "mail.retry", subject_kind="platform_mail", subject_id=mail_id)


def send_due() -> int:
    """Send what is due; returns how many left. Two rounds at once never send one mail twice: a claim moves its time."""
    ids = PlatformMail.objects.filter(state=MailState.DUE, due_at__lte=Now()).order_by("due_at").values_list("id")
    return sum(_send(mail_id) for (mail_id,) in list(ids[:BATCH]))


def _send(mail_id: int) -> bool:
    lease = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    free = PlatformMail.objects.filter(id=mail_id, state=MailState.DUE, due_at__lte=Now())
    if not free.update(due_at=lease, attempts=F("attempts") + 1):
        return False
    row = PlatformMail.objects.select_related("application").get(id=mail_id)
    try:
        recipients, message = _message(row)
        if not recipients:
            raise mail.NotSent("Nobody to write to.", permanent=True, stage=mail.Stage.RECIPIENT)
        for address in recipients:
            _hand_over(message, address)
    except Exception as error:  # one mail that cannot be made must not hold up the others
        permanent = isinstance(error, mail.NotSent) and error.permanent
        _failed(row, type(error).__name__, give_up=permanent)
        return False
    done = PlatformMail.objects.filter(id=mail_id, state=MailState.DUE)
    done.update(state=MailState.SENT, sealed=None, done_at=Now(), error="")
    return True


def _failed(row: PlatformMail, error: str, *, give_up: bool) -> None:
    over = give_up or row.attempts >= settings.JOB_MAX_ATTEMPTS
    log.warning("mail not sent", mail_id=row.pk, error=error, over=over)
    due = timezone.now() + timedelta(seconds=backoff(row.attempts, base=2.0))
    state = MailState.FAILED if over else MailState.DUE
    PlatformMail.objects.filter(id=row.pk, state=MailState.DUE).update(state=state, due_at=due, error=error[:60])


def _hand_over(message: EmailMessage, address: str) -> None:
    server = tenancy.mail_server()
    del message["To"]
    message["To"] = address
    mail.send(message.as_bytes(policy=SMTP), sender=settings.DEFAULT_FROM_EMAIL, recipients=[address], server=server)


def _message(row: PlatformMail) -> tuple[list[str], EmailMessage]:
    """To whom, and the message without its recipient."""
    recipients, language, values = _application(row) if row.application_id else _agency(row)
    subject, paragraphs = words.MAILS[row.kind]
    with translation.override(language):
        values["link"] = settings.PUBLIC_URL + reverse(
            "agency-agreement" if row.kind in AGENCY_LINK else "application-open"
        )
        if isinstance(day := values.get("day"), date):
            values["day"] = date_format(day, "DATE_FORMAT")
        if values.get("reason"):
            values["reason"] = translation.gettext(str(values["reason"]))
        text = "\n\n".join(translation.gettext(part) % values for part in (*paragraphs, words.END))
        subject = translation.gettext(subject)
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = settings.DEFAULT_FROM_EMAIL, subject
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = make_msgid(domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2])
    message.set_content(text + "\n")  # first: it takes away every Content- header
    message["Content-Language"], message["Auto-Submitted"] = language, "auto-generated"
    return recipients, message


def _application(row: PlatformMail) -> tuple[list[str], str, dict[str, object]]:
    found = row.application
    assert found is not None
    code = sealing.unseal(PLACE, row.pk, bytes(row.sealed)).decode() if row.sealed else "–"
    return [found.contact_email], found.language, {"institution": found.institution, "code": code}


def _agency(row: PlatformMail) -> tuple[list[str], str, dict[str, object]]:
    """The managers of an agency; its own language. A reason is the one of the last suspension."""
    assert row.agency_id is not None
    actor, agency = Actor.system(row.agency_id), Agency.objects.get(id=row.agency_id)
    with tenant_scope(row.agency_id):
        languages = tenancy.settings(actor).languages
        members = [each for each in people.members(actor) if Role.MANAGER in each.roles and each.suspended_at is None]
    recipients = sorted({each.user.email for each in members if each.user.is_active})
    values: dict[str, object] = {"institution": agency.name, "reason": ""}
    term = AgencyTerm.objects.filter(agency_id=row.agency_id).first()
    if term is not None:
        values["day"] = term.renew_on
    last = Suspension.objects.filter(agency_id=row.agency_id).order_by("-id").first()
    if last is not None:
        values["reason"] = last.reason
    return recipients, (languages or ["en"])[0], values
