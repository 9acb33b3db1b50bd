"""Mail to those who run a watch: a source was not looked at for so long as the agency allows. Once, and quietly.

A mail is about everything that is late by then, and the next one comes no sooner than after the same time again. A gap that
ends before its time is never mailed.
"""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from agencies.audit import services as audit
from agencies.doors.adapters import mail
from agencies.events import services as events
from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import SourceGap
from cases.detection.states import SourceState

KIND = "cases.detection.gap_mail"


def mail_plan(actor: Actor, gap: SourceGap) -> None:
    """Look again when the agency's minutes are over, in the caller's transaction."""
    minutes = tenancy.settings(actor).gap_minutes
    if minutes:
        _enqueue(actor, gap.pk, gap.since + timedelta(minutes=minutes))


def _enqueue(actor: Actor, gap_id: int, due: datetime) -> None:
    wait = (due - timezone.now()).total_seconds()
    events.enqueue(
        KIND, agency_id=actor.agency_id, key=f"gap:{gap_id}:{due.timestamp():.0f}", delay=max(wait, 0.0), gap_id=gap_id
    )


def gaps_mail(actor: Actor, *, gap_id: int) -> int:
    """The job: one mail to each person who runs the watch, about all gaps that are due; returns how many mails left.

    A gap is marked before its mail leaves and freed again if it surely did not: an unknown outcome counts as told.
    """
    rights.require(actor, "source.crawl")
    with tenant_scope(actor.agency_id):
        gaps = _taken(actor, gap_id)
        addresses = people.mail_addresses(actor, "source.update") if gaps else []
        languages, name = tenancy.settings(actor).languages, tenancy.agency(actor.agency_id).name
    if not gaps or not addresses:
        return 0
    minutes = int((timezone.now() - min(gap.since for gap in gaps)).total_seconds() // 60)
    server = tenancy.mail_server()
    sender, left = parseaddr(settings.DEFAULT_FROM_EMAIL)[1], 0
    for address in addresses:
        message = _message(address, name, (languages or ["en"])[0], number=len(gaps), minutes=minutes)
        try:
            mail.send(message, sender=sender, recipients=[address], server=server)
            left += 1
        except mail.OutcomeUnknown:
            left += 1
        except mail.NotSent as error:
            if not error.permanent and not left:
                with tenant_scope(actor.agency_id):
                    SourceGap.objects.visible_to(actor).filter(id__in=[gap.pk for gap in gaps]).update(mailed_at=None)
                raise events.Later("NotSent") from error
    return left


def _taken(actor: Actor, gap_id: int) -> list[SourceGap]:
    """The gaps that a mail is about now, marked; none if it is too early, and then this job comes again."""
    minutes, now = timedelta(minutes=tenancy.settings(actor).gap_minutes), timezone.now()
    rows = SourceGap.objects.visible_to(actor).filter(ended_at=None, source__state=SourceState.ACTIVE)
    own = rows.filter(id=gap_id, mailed_at=None).first()
    if not minutes or own is None:
        return []
    last = SourceGap.objects.visible_to(actor).aggregate(last=Max("mailed_at"))["last"]
    due = max(own.since, last or own.since) + minutes
    if due > now:
        _enqueue(actor, gap_id, due)
        return []
    taken = rows.select_for_update(of=("self",)).filter(mailed_at=None, since__lte=now - minutes)
    gaps = list(taken.order_by("id"))
    SourceGap.objects.visible_to(actor).filter(id__in=[gap.pk for gap in gaps]).update(mailed_at=now)
    if gaps:
        audit.record(actor, "source.gap_mail", subject_kind="sourcegap", subject_id=gap_id, gaps=len(gaps))
    return gaps


def _message(address: str, agency: str, language: str, *, number: int, minutes: int) -> bytes:
    """The mail: that it happened and where to look; no name of a site, no case."""
    message = EmailMessage()
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    with override(language):
        counted = {"number": number, "agency": agency, "minutes": minutes}
        message["Subject"] = ngettext(
            "%(number)s watched source is not being looked at", "%(number)s watched sources are not being looked at", number
        ) % counted  # fmt: skip
        text = ngettext(
            "%(number)s source that %(agency)s watches was not looked at for %(minutes)s minutes. Nothing that was found is lost, and the "
            "portal goes on trying. Which one it is, and what else is late, is on the page “Watching now”: %(url)s",
            "%(number)s sources that %(agency)s watches were not looked at, one of them for %(minutes)s minutes. Nothing that was found is "
            "lost, and the portal goes on trying. Which ones they are, and what else is late, is on the page “Watching now”: %(url)s",
            number,
        )
        message.set_content(text % {**counted, "url": f"{settings.PUBLIC_URL}{reverse('watch-live')}"})
    message["From"], message["To"] = settings.DEFAULT_FROM_EMAIL, address
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    return message.as_bytes(policy=SMTP)
