"""Reads of the pulse: what an agency's watch does now. Own figures only; the portal's clockwork is everybody's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Max, Min, Sum
from django.utils import timezone

from agencies.events import selectors as events
from agencies.tenancy.actor import Actor
from cases.detection import selectors
from cases.detection.models import CrawlRound, FrontierEntry, PulseMinute, SourceGap, WatchSource
from cases.detection.states import EntryState, SourceState
from cases.fingerprints import selectors as fingerprints
from cases.fingerprints.selectors import condition
from cases.fingerprints.selectors.condition import Trouble
from cases.fingerprints.states import FingerprintState

HOUR, DAY = 60, timedelta(hours=24)
NAMES = ("pages", "media", "bytes", "errors", "matches")
LOOKED_BACK = timedelta(days=8)  # the longest cadence is a week
SHOWN = 20
BEATS = 4  # heartbeats that may be missing before the workers count as away


@dataclass(frozen=True, slots=True)
class Gap:
    """A source that nobody looked at for too long."""

    source_id: int
    name: str
    since: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """Figures of the last hour, what waits by lane, and what is late. `lag`: seconds that the latest source is late."""

    at: datetime
    sources: int
    hour: dict[str, int]
    last_look_at: datetime | None
    lanes: tuple[tuple[int, int], ...]
    late: int
    lag: int
    gaps: tuple[Gap, ...]
    workers_away: bool
    matcher: Trouble | None

    @property
    def matcher_away(self) -> bool:
        """Whether pictures wait because nobody may compare them now."""
        return self.matcher is not None

    @property
    def said(self) -> str:
        """What the page says in one sentence, so short that it can be asked whether that changed."""
        if self.workers_away:
            return "away"
        return "matcher" if self.matcher else f"gaps-{len(self.gaps)}"

    @property
    def pages_a_minute(self) -> float:
        return round(self.hour["pages"] / HOUR, 1)

    @property
    def media_a_minute(self) -> float:
        return round(self.hour["media"] / HOUR, 1)


def due_by(row: WatchSource, opened: CrawlRound | None) -> datetime:
    """When at the latest a source should have been looked at: two cadences after the last look, its quiet hours added.

    The same as the look-up function lookup_source_gaps says.
    """
    last = row.last_success_at or row.created_at
    last = max(last, opened.started_at) if opened else last
    due = last + 2 * timedelta(seconds=max(row.cadence_seconds, row.interval_seconds or 0))
    if row.quiet_from is None or row.quiet_until is None:
        return due
    begin, end = (
        moment.hour * 3600 + moment.minute * 60 + moment.second for moment in (row.quiet_from, row.quiet_until)
    )
    return due + timedelta(seconds=(end - begin) % DAY.total_seconds())


def pulse(actor: Actor) -> Pulse:
    """What the agency's watch does now; a fixed number of statements, however many sources there are."""
    now = timezone.now()
    minutes = PulseMinute.objects.visible_to(actor)
    hour = minutes.filter(minute__gt=now - timedelta(minutes=HOUR)).aggregate(**{name: Sum(name) for name in NAMES})
    looked_at = WatchSource.objects.visible_to(actor).filter(state=SourceState.ACTIVE)  # addresses of reports too
    active = selectors.sources(actor).order_by().filter(state=SourceState.ACTIVE)
    waiting = FrontierEntry.objects.visible_to(actor).filter(state__in=[EntryState.QUEUED, EntryState.LEASED])
    late = active.filter(next_due_at__lt=now).aggregate(number=Count("id"), first=Min("next_due_at"))
    gaps = SourceGap.objects.visible_to(actor).filter(ended_at=None, source__state=SourceState.ACTIVE)
    beat = events.heartbeat_age()
    return Pulse(
        at=now,
        sources=active.count(),
        hour={name: int(hour[name] or 0) for name in NAMES},
        last_look_at=looked_at.aggregate(last=Max("last_success_at"))["last"],
        lanes=tuple(waiting.order_by("lane").values_list("lane").annotate(number=Count("id"))),
        late=late["number"],
        lag=int((now - late["first"]).total_seconds()) if late["first"] else 0,
        gaps=tuple(
            Gap(row.source_id, row.source.name, row.since, int((now - row.since).total_seconds() // 60))
            for row in gaps.select_related("source").order_by("since")[:SHOWN]
        ),
        workers_away=beat is None or beat > BEATS * settings.HEARTBEAT_SECONDS,
        matcher=condition.trouble(),
    )


def looked(actor: Actor, case_id: int) -> tuple[datetime | None, int]:
    """When the agency last looked for what is registered in a case, and at how many places: pages, pictures and clips.

    Only rounds count that began after the first registration that is watched; each source with its largest round.
    """
    first = fingerprints.fingerprints(actor, case_id).filter(state=FingerprintState.ACTIVE).order_by()
    since = first.aggregate(since=Min("registered_at"))["since"]
    if since is None:
        return None, 0
    rounds = CrawlRound.objects.visible_to(actor).filter(
        started_at__gte=since, finished_at__gte=timezone.now() - LOOKED_BACK
    )
    found = list(
        rounds.order_by()
        .values("source_id")
        .annotate(last=Max("finished_at"), most=Max(F("pages") + F("media") + F("unchanged")))
    )
    return max((row["last"] for row in found), default=None), sum(row["most"] for row in found)
