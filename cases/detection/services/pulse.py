"""The pulse of the watch: figures a minute, and gaps in which a source was not looked at."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import lookup, scope
from agencies.tenancy.actor import Actor
from agencies.tenancy.services import verb
from cases.detection import selectors
from cases.detection.models import CrawlRound, PulseMinute, SourceGap
from cases.detection.selectors import pulse as reads
from cases.detection.services import gapmail
from cases.detection.states import SourceState

KEPT = timedelta(days=2)
AT_ONCE = 500  # gaps that begin or end, a turn of the clock


def pulse_add(
    actor: Actor, *, pages: int = 0, media: int = 0, received: int = 0, errors: int = 0, matches: int = 0
) -> None:
    """Add to the figures of this minute, in the caller's transaction; `received` in bytes. Old minutes go with a new one."""
    scope.require(actor.agency_id)
    if not (pages or media or received or errors or matches):
        return
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO cases_pulseminute AS p (agency_id, minute, pages, media, bytes, errors, matches)
               VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (agency_id, minute) DO UPDATE SET
               pages = p.pages + excluded.pages, media = p.media + excluded.media, bytes = p.bytes + excluded.bytes,
               errors = p.errors + excluded.errors, matches = p.matches + excluded.matches RETURNING xmax = 0""",
            [actor.agency_id, now.replace(second=0, microsecond=0), pages, media, received, errors, matches],
        )
        (new,) = cursor.fetchone()
    if new:
        PulseMinute.objects.visible_to(actor).filter(minute__lt=now - KEPT).delete()


def gaps_find() -> int:
    """Note for all agencies which sources nobody looked at for two cadences, and which are looked at again; returns how many."""
    changed = lookup.source_gaps(AT_ONCE)
    return sum(gap_note(Actor.system(agency_id), source_id=source_id) for source_id, agency_id in changed)


@verb("source.crawl")
def gap_note(actor: Actor, *, source_id: int) -> bool:
    """Open a gap of a source, or close it; each says so once. False when there is nothing new to say."""
    rows = selectors.sources(actor).filter(id=source_id)  # addresses of reports have no time at which they are due
    row = rows.select_for_update().first()
    if row is None:
        return False
    now, live = timezone.now(), SourceGap.objects.visible_to(actor).filter(source=row, ended_at=None)
    opened = CrawlRound.objects.visible_to(actor).filter(source=row, finished_at=None).first()
    overdue = row.state == SourceState.ACTIVE and now > reads.due_by(row, opened)
    if overdue == live.exists():
        return False
    if not overdue:
        live.update(ended_at=now)
        audit.record(actor, "source.resumed", subject_kind="watchsource", subject_id=row.pk, minutes=0)
        events.emit(actor, "source.resumed", subject_id=row.pk, minutes=0)
        return True
    since = row.last_success_at or row.created_at
    made = SourceGap.objects.create(agency_id=actor.agency_id, source=row, since=since)
    gapmail.mail_plan(actor, made)
    minutes = int((now - since).total_seconds() // 60)
    audit.record(actor, "source.gap", subject_kind="watchsource", subject_id=row.pk, minutes=minutes)
    events.emit(actor, "source.gap", subject_id=row.pk, minutes=minutes)
    return True
