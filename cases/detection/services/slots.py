"""An agency's parts of work: chains of jobs, one part after the other, and what they may spend in a day."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from agencies.events import services as events
from agencies.tenancy import lookup, scope
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.services import verb
from cases.detection.models import CrawlDay, CrawlSlot

JOB = "cases.detection.crawl"
ALIVE = 3  # leases of a job after which a chain that says nothing counts as broken
MEGABYTE = 1_000_000
PARTS_KEPT = 1  # days


def wake(agency_id: int, *, awaited: bool = False) -> None:
    """Make sure that the agency's parts are at work, in the caller's transaction; `awaited`: before other crawls."""
    scope.require(agency_id)
    rows = CrawlSlot.objects.filter(agency_id=agency_id)
    wanted = range(max(settings.CRAWL_SLOTS, 1))
    if rows.filter(number__in=wanted).count() < len(wanted):
        CrawlSlot.objects.bulk_create(
            [CrawlSlot(agency_id=agency_id, number=number) for number in wanted], ignore_conflicts=True
        )
    idle = Q(busy_until=None) | Q(busy_until__lt=Now())
    if awaited:  # a chain that waits for its time or its turn
        for slot in rows.exclude(idle).filter(number__in=wanted).order_by("number"):
            events.hurry(agency_id, _key(slot.number, slot.part))
    for slot in rows.filter(idle, number__in=wanted).order_by("number").select_for_update():
        _next(slot, delay=0.0, idle=0, awaited=awaited)


def _key(slot: int, part: int) -> str:
    return f"crawl:{slot}:{part}"


def _next(slot: CrawlSlot, *, delay: float, idle: int, awaited: bool) -> None:
    """The next job of a chain."""
    part = slot.part + 1
    until = timezone.now() + timedelta(seconds=ALIVE * settings.JOB_LEASE_SECONDS + delay)
    CrawlSlot.objects.filter(id=slot.pk, agency_id=slot.agency_id).update(part=part, busy_until=until)
    key = _key(slot.number, part)
    events.enqueue(JOB, agency_id=slot.agency_id, key=key, delay=delay, slot=slot.number, part=part, idle=idle)
    if awaited:
        events.hurry(slot.agency_id, key)


def slot_begin(actor: Actor, *, slot: int, part: int) -> CrawlSlot | None:
    """The slot, if this part still is the one that holds it."""
    scope.require(actor.agency_id)
    return CrawlSlot.objects.visible_to(actor).filter(number=slot, part=part).first()


def slot_end(actor: Actor, *, slot: int, part: int, more: bool, after: bytes, idle: int, awaited: bool = False) -> None:
    """Go on with the next part, or let the chain rest: only the first one waits for what is not due yet.

    `idle`: parts in a row that found nothing to do. The slot is locked while it is looked at, so nothing that joins the
    frontier meanwhile is forgotten.
    """
    scope.require(actor.agency_id)
    held = CrawlSlot.objects.visible_to(actor).filter(number=slot, part=part).select_for_update().first()
    if held is None:
        return
    CrawlSlot.objects.visible_to(actor).filter(id=held.pk).update(after=after)
    if more and (idle == 0 or slot == 0):
        _next(held, delay=0.0 if idle == 0 else min(0.25 * 2**idle, 30.0), idle=idle, awaited=awaited and idle == 0)
    else:
        CrawlSlot.objects.visible_to(actor).filter(id=held.pk).update(busy_until=None)


def chains_mend() -> int:
    """Begin anew what broke off without a word, in every agency; one short scope after the other."""
    return sum(chain_mend(Actor.system(agency_id)) for agency_id in lookup.broken_crawls(100))


@verb("source.crawl")
def chain_mend(actor: Actor) -> bool:
    """Begin an agency's broken chains anew."""
    wake(actor.agency_id)
    return True


@verb("source.crawl")
def parts_forget(actor: Actor) -> int:
    """Erase finished parts of an agency: each leaves a job, and a busy slot makes thousands a day. Their numbers only grow."""
    return events.jobs_forget(actor.agency_id, JOB, days=PARTS_KEPT)


def parts_forget_all() -> int:
    """The same in every agency; one short scope after the other."""
    return sum(parts_forget(Actor.system(agency_id)) for agency_id in tenancy.every_agency_id())


def spend(actor: Actor, *, pages: int, media: int, received: int, millis: int) -> None:
    """Add to what the agency's crawl did today, in the caller's transaction."""
    scope.require(actor.agency_id)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO cases_crawlday AS d (agency_id, day, pages, media, bytes, millis) VALUES (%s, %s, %s, %s, %s, %s)
               ON CONFLICT (agency_id, day) DO UPDATE SET pages = d.pages + excluded.pages, media = d.media + excluded.media,
               bytes = d.bytes + excluded.bytes, millis = d.millis + excluded.millis""",
            [actor.agency_id, timezone.now().date(), pages, media, received, millis],
        )


def overdrawn(actor: Actor) -> bool:
    """Whether the agency used up one of its budgets of today."""
    own = tenancy.settings(actor)
    day = CrawlDay.objects.visible_to(actor).filter(day=timezone.now().date()).first()
    return day is not None and (
        day.pages >= own.crawl_pages_day
        or day.bytes >= own.crawl_megabytes_day * MEGABYTE
        or day.millis >= own.crawl_seconds_day * 1000
    )
