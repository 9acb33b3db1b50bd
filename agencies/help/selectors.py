"""Reads of letters, news, release notes and the handbook."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.help import adapters
from agencies.help.models import Announcement, AnnouncementSeen, Ticket, TicketEntry
from agencies.tenancy import lookup, scope
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.scope import tenant_scope

MOST = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A ticket as the platform team sees it."""

    ticket: Ticket
    agency: str
    entries: list[TicketEntry]


def tickets(actor: Actor) -> list[Ticket]:
    """The agency's letters, newest first."""
    return list(Ticket.objects.visible_to(actor).order_by("-id")[:MOST])


def ticket(actor: Actor, ticket_id: int) -> Ticket:
    """One of them; raises NotFound."""
    found = Ticket.objects.visible_to(actor).filter(id=ticket_id).first()
    if found is None:
        raise NotFound
    return found


def entries(actor: Actor, ticket_id: int) -> list[TicketEntry]:
    """Its text, oldest first."""
    return list(TicketEntry.objects.visible_to(actor).filter(ticket_id=ticket_id).order_by("id"))


def every_ticket(staff: Staff) -> list[Letter]:
    """Letters of all agencies, those that wait first: ids from the look-up, then one short scope after the other."""
    return [letter(staff, ticket_id, agency_id) for ticket_id, agency_id in lookup.tickets(MOST)]


def letter(staff: Staff, ticket_id: int, agency_id: int | None = None) -> Letter:
    """One letter with its text; raises NotFound."""
    if agency_id is None:
        agency_id = dict(lookup.tickets(10_000)).get(ticket_id)
    if agency_id is None:
        raise NotFound
    if scope.current() is not None:
        raise Conflict(_("Sign in with your platform account: this one works for an agency."))
    actor = Actor.system(agency_id)
    with tenant_scope(agency_id):
        found = Letter(ticket(actor, ticket_id), tenancy.agencies([agency_id])[0].name, entries(actor, ticket_id))
        for row, name in [(found.ticket, "subject"), *((entry, "text") for entry in found.entries)]:
            getattr(row, name)  # opened here, where the agency's key is in reach
        return found


def announcements() -> list[Announcement]:
    """All news, newest first."""
    return list(Announcement.objects.order_by("-starts_at", "-id")[:MOST])


def announcement(announcement_id: int) -> Announcement:
    """One of them; raises NotFound."""
    found = Announcement.objects.filter(id=announcement_id).first()
    if found is None:
        raise NotFound
    return found


def banners(user_id: int) -> list[Announcement]:
    """What is on now and was not put away by this person."""
    now = timezone.now()
    seen = AnnouncementSeen.objects.filter(user_id=user_id).values("announcement_id")
    on = Announcement.objects.filter(starts_at__lte=now, ends_at__gt=now).exclude(id__in=seen)
    return list(on.order_by("-starts_at")[:3])


def notes() -> list[dict[str, Any]]:
    """Release notes, newest first: version, day, and sentences in English and Korean."""
    return adapters.notes()


def handbook(name: str) -> str:
    """A page of the documentation as Markdown; raises NotFound."""
    found = adapters.handbook(name)
    if found is None:
        raise NotFound
    return found
