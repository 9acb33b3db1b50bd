"""Watch sources: add, pause, visit, and start the rounds that are due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors import address as addresses_of
from agencies.doors import url as addresses
from agencies.doors.guard import before_lookup, verdict
from agencies.doors.url import BadUrl
from agencies.events import services as events
from agencies.tenancy import lookup
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from cases.casework.states import AgeBand
from cases.detection import cadence, lanes, selectors
from cases.detection.models import CrawlRound, Match, WatchSource
from cases.detection.services import answers, frontier, searches, slots
from cases.detection.sources import KINDS
from cases.detection.states import SourceState

ROUNDS_AT_ONCE = 100
SLACK = timedelta(seconds=1)  # a round that begins sooner than this before its time was begun by hand
LATELY = timedelta(days=1)


@verb("source.create")
def source_create(
    actor: Actor,
    *,
    name: str,
    url: str,
    country: str,
    language: str,
    depth: int,
    cadence_seconds: int,
    legal_note: str = "",
) -> WatchSource:
    """Watch one more site; raises Invalid for an address that the portal never reads, or a cadence that is too short."""
    try:
        target = addresses.parse(addresses.canonical(url))
    except BadUrl as error:
        raise Invalid(
            _("This is not an address that can be watched. It must begin with http:// or https://."), "url"
        ) from error
    policy = selectors.policy()
    literal = addresses_of.literal(target.host)
    refused = verdict(target, [str(literal)], policy) if literal is not None else before_lookup(target, policy)
    if refused is not None:
        raise Invalid(_("This address lies inside a private network, or uses a port that is not watched."), "url")
    shortest = tenancy.settings(actor).crawl_min_seconds
    if cadence_seconds < shortest:
        message = _("Your agency looks at a site every %(shortest)s seconds at the most.")
        raise Invalid(message % {"shortest": shortest}, "cadence_seconds")
    if WatchSource.objects.visible_to(actor).filter(url=target.url).exists():
        raise Invalid(_("This site is watched already."), "url")
    row = WatchSource.objects.create(
        agency_id=actor.agency_id, name=name, url=target.url, country=country.upper(), language=language,
        depth=depth, cadence_seconds=cadence_seconds, legal_note=legal_note,
    )  # fmt: skip
    audit.record(actor, "source.create", subject_kind="watchsource", subject_id=row.pk)
    events.emit(actor, "source.created", subject_id=row.pk)
    return row


@verb("source.update")
def source_move(actor: Actor, *, source_id: int, to: str) -> None:
    """Pause a source or take it up again."""
    row = selectors.source(actor, source_id)
    if to not in set(SourceState):
        raise Invalid(_("Unknown state."), "to")
    if (
        not WatchSource.objects.visible_to(actor)
        .filter(id=row.pk)
        .exclude(state=to)
        .update(state=to, next_due_at=timezone.now())
    ):
        raise Conflict(_("The source is in this state already."))
    audit.record(actor, "source.move", subject_kind="watchsource", subject_id=row.pk, to=to)


@verb("source.update")
def source_visit_now(actor: Actor, *, source_id: int) -> None:
    """Make a source due at once; the next round starts within seconds."""
    row = selectors.source(actor, source_id)
    if row.state != SourceState.ACTIVE:
        raise Conflict(_("The source is paused. Take it up again first."))
    WatchSource.objects.visible_to(actor).filter(id=row.pk).update(next_due_at=timezone.now())
    audit.record(actor, "source.visit_now", subject_kind="watchsource", subject_id=row.pk)


def rounds_start() -> int:
    """Start a round of every due source of every agency; returns how many. One short scope per source."""
    due = lookup.due_sources(ROUNDS_AT_ONCE)
    return sum(round_start(Actor.system(agency_id), source_id=source_id) for source_id, agency_id in due)


@verb("source.crawl")
def round_start(actor: Actor, *, source_id: int) -> bool:
    """Open a round with what the source's kind asks first, and wake the crawl; False when a round is open still."""
    now = timezone.now()
    due = WatchSource.objects.visible_to(actor).filter(id=source_id, state=SourceState.ACTIVE, next_due_at__lte=now)
    row = due.select_for_update(skip_locked=True).first()
    if row is None:
        return False
    zone = ZoneInfo(tenancy.settings(actor).time_zone)
    if (quiet := cadence.after_quiet(now.astimezone(zone), row.quiet_from, row.quiet_until)) > now:
        WatchSource.objects.visible_to(actor).filter(id=row.pk).update(next_due_at=quiet)
        return False
    pause = timedelta(seconds=row.interval_seconds or row.cadence_seconds)
    following = cadence.after_quiet((now + pause).astimezone(zone), row.quiet_from, row.quiet_until)
    WatchSource.objects.visible_to(actor).filter(id=row.pk).update(next_due_at=following)
    try:
        with transaction.atomic():
            opened = CrawlRound.objects.create(agency_id=actor.agency_id, source=row, full=_full(actor, row, now))
    except IntegrityError:
        slots.wake(actor.agency_id)  # the open round goes on, if its source was paused
        return False
    asks = KINDS[row.kind].start(searches.place_of(row)) if row.kind in KINDS else ()
    joined = frontier.put(actor, opened, [frontier.wanted(ask) for ask in asks], lane=_lane(actor, row, now))
    if not joined.queued:
        answers.rounds_close(actor, [opened.pk])
    slots.wake(actor.agency_id)
    return True


def _full(actor: Actor, row: WatchSource, now: datetime) -> bool:
    """Whether a round compares anew what did not change: once a cadence, and when a person asks for a look now."""
    rounds = CrawlRound.objects.visible_to(actor).filter(source=row).order_by("-id")
    last, whole = rounds.first(), rounds.filter(full=True).first()
    if last is None or whole is None:
        return True
    by_hand = now < last.started_at + timedelta(seconds=row.interval_seconds or row.cadence_seconds) - SLACK
    return by_hand or now >= whole.started_at + timedelta(seconds=0.9 * row.cadence_seconds)


def _lane(actor: Actor, row: WatchSource, now: datetime) -> int:
    """Sites that showed copies in the last day go first, those with material of protected-age persons before the others."""
    lately = Match.objects.visible_to(actor).filter(found_at__gte=now - LATELY)
    lately = lately.filter(page_url__startswith=addresses.join(addresses.parse(row.url), "/").url)
    if not lately.exists():
        return lanes.USUAL
    return lanes.PROTECTED if lately.exclude(case__age_band=AgeBand.ADULT).exists() else lanes.SPREADING
