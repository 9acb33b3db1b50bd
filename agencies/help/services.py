"""Write to the platform team, answer, close; announce and put away."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.help import selectors, telltale, words
from agencies.help.models import Announcement, AnnouncementSeen, Ticket, TicketEntry
from agencies.help.states import MOVES, Level, TicketState
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb

LONGEST = 4000


@verb("help.ask")
def ticket_open(actor: Actor, *, subject: str, text: str) -> Ticket:
    """A new letter to the platform team. Raises Invalid where it seems to hold something of a case."""
    subject, text = _clean(subject, "subject", 120), _clean(text, "text", LONGEST)
    row = Ticket.objects.create(agency_id=actor.agency_id, subject=subject, user_id=actor.user_id or 0)
    _write(actor, row, text, platform=False, user_id=actor.user_id or 0)
    audit.record(actor, "help.ask", subject_kind="ticket", subject_id=row.pk)
    return row


@verb("help.ask")
def ticket_reply(actor: Actor, *, ticket_id: int, text: str) -> None:
    """Write once more: an answered letter waits again. Raises Conflict for a closed one."""
    row = selectors.ticket(actor, ticket_id)
    text = _clean(text, "text", LONGEST)
    if row.state != TicketState.OPEN:
        _move(actor, row, TicketState.OPEN)
    _write(actor, row, text, platform=False, user_id=actor.user_id or 0)
    audit.record(actor, "help.reply", subject_kind="ticket", subject_id=row.pk)


@verb("help.ask")
def ticket_close(actor: Actor, *, ticket_id: int) -> None:
    """It is settled."""
    row = selectors.ticket(actor, ticket_id)
    _move(actor, row, TicketState.CLOSED)
    audit.record(actor, "help.close", subject_kind="ticket", subject_id=row.pk)


def ticket_answer(staff: Staff, *, ticket_id: int, text: str) -> None:
    """The platform's answer, in the scope of the agency that asked. Raises NotFound, Invalid, Conflict."""
    found = selectors.letter(staff, ticket_id)
    text = _clean(text, "text", LONGEST, may_name=True)
    actor = Actor.system(found.ticket.agency_id)
    with tenant_scope(actor.agency_id):
        if found.ticket.state != TicketState.ANSWERED:
            _move(actor, found.ticket, TicketState.ANSWERED)
        _write(actor, found.ticket, text, platform=True, user_id=staff.user_id)
        audit.record_platform(staff, "ticket.answer", subject_kind="ticket", subject_id=ticket_id)


def announce(
    staff: Staff, *, level: str, title: dict[str, str], text: dict[str, str], starts_at: datetime, ends_at: datetime
) -> None:
    """News for everybody, in English and Korean. Raises Invalid."""
    if level not in set(Level):
        raise Invalid(_("Choose one of the words offered."), "level")
    if ends_at <= starts_at:
        raise Invalid(_("The end lies after the beginning."), "ends_at")
    with transaction.atomic():
        row = Announcement.objects.create(
            level=level, title_en=title["en"], title_ko=title["ko"], text_en=text["en"], text_ko=text["ko"],
            starts_at=starts_at, ends_at=ends_at, user_id=staff.user_id,
        )  # fmt: skip
        audit.record_platform(staff, "announcement.make", subject_kind="announcement", subject_id=row.pk)


def announcement_end(staff: Staff, *, announcement_id: int) -> None:
    """Take it down now; the page of announcements keeps it. Raises NotFound and Conflict."""
    row = selectors.announcement(announcement_id)
    now = timezone.now()
    if row.ends_at <= now or row.starts_at >= now:
        raise Conflict(_("It is not shown at the moment."))
    with transaction.atomic():
        Announcement.objects.filter(id=row.pk).update(ends_at=now)
        audit.record_platform(staff, "announcement.end", subject_kind="announcement", subject_id=row.pk)


@verb("help.read")
def announcement_put_away(actor: Actor, *, announcement_id: int) -> None:
    """Not on this person's pages any more."""
    row = selectors.announcement(announcement_id)
    AnnouncementSeen.objects.get_or_create(announcement=row, user_id=actor.user_id or 0)


def _clean(text: str, field: str, most: int, *, may_name: bool = False) -> str:
    text = text.strip()
    if not text or len(text) > most:
        raise Invalid(_("Write something, at most %(most)s characters.") % {"most": most}, field)
    if found := [] if may_name else telltale.signs(text):
        instead = " ".join(_(words.INSTEAD[name]) for name in found)
        raise Invalid(
            _("This was not sent, because the platform team must learn nothing of a case.") + " " + instead, field
        )
    return text


def _write(actor: Actor, row: Ticket, text: str, *, platform: bool, user_id: int) -> None:
    TicketEntry.objects.create(
        agency_id=actor.agency_id, ticket_id=row.pk, text=text, platform=platform, user_id=user_id
    )


def _move(actor: Actor, row: Ticket, to: TicketState) -> None:
    sources = [state for state, targets in MOVES.items() if to in targets]
    rows = Ticket.objects.visible_to(actor).filter(id=row.pk, state__in=sources)
    if not rows.update(state=to, moved_at=timezone.now()):
        raise Conflict(_("This letter was closed meanwhile. Write a new one."))
