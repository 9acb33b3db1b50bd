"""Watch sources: add, pause, visit, and start the rounds that are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors import url as addresses
from agencies.events import services as events
from agencies.tenancy import lookup
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.services import verb
from cases.casework.states import AgeBand
from cases.detection import lanes, selectors
from cases.detection.models import CrawlRound, Match, WatchSource
from cases.detection.services import answers, frontier, placing, slots
from cases.detection.sources import KINDS
from cases.detection.states import SourceState
from cases.detection.wish import Wish

ROUNDS_AT_ONCE = 100
SLACK = timedelta(seconds=1)  # a round that begins sooner than this before its time was begun by hand
LATELY = timedelta(days=1)


@verb("source.create")
def source_create(
    actor: Actor,
    /,
    *,
    name: str,
    url: str,
    country: str,
    language: str,
    depth: int,
    cadence_seconds: int,
    legal_note: str = "",
    **more: Any,
) -> WatchSource:
    """Watch one more site; raises Invalid for an address that the portal never reads, or a cadence that is too short.

    more: the other fields of `Wish`.
    """
    wish = Wish(name, url, country, language, depth, cadence_seconds, legal_note, **more)
    return source_keep(actor, wish)


def source_keep(actor: Actor, wish: Wish) -> WatchSource:
    """Keep a new source, in the caller's transaction; the caller has checked the right to do so. Raises Invalid."""
    row = WatchSource.objects.create(agency_id=actor.agency_id, **placing.checked(actor, wish))
    audit.record(actor, "source.create", subject_kind="watchsource", subject_id=row.pk, kind=row.kind)
    events.emit(actor, "source.created", subject_id=row.pk)
    return row


@verb("source.update")
def source_change(actor: Actor, *, source_id: int, wish: Wish) -> WatchSource:
    """Change what is read and how often; raises Invalid. The next round begins with the new fields."""
    row = selectors.sources(actor).filter(id=source_id).select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound
    if row.kind != wish.kind:
        raise Invalid(_("The kind of a source stays. Add another source and pause this one."), "kind")
    columns = placing.checked(actor, wish, row)
    changed = sorted(name for name, value in columns.items() if getattr(row, name) != value)
    for name, value in columns.items():
        setattr(row, name, value)
    if "cadence_seconds" in changed:
        row.interval_seconds = None
    row.save(update_fields=[*columns, "interval_seconds"])
    audit.record(actor, "source.change", subject_kind="watchsource", subject_id=row.pk, changed=changed)
    return row


def sources_hand_over(actor: Actor, *, user_id: int, to_user_id: int | None) -> int:
    """Give every source that a colleague looks after to another one, or to nobody, in the caller's transaction; how many.

    Part of handing work over: the caller has checked who may take it. Nothing else of a source changes, also not its visits.
    """
    numbers = list(selectors.sources(actor).filter(owner_id=user_id).order_by().values_list("id", flat=True))
    _owner_set(actor, numbers, to_user_id=to_user_id, from_user_id=user_id)
    return len(numbers)


def _owner_set(actor: Actor, numbers: Sequence[int], *, to_user_id: int | None, from_user_id: int | None) -> None:
    WatchSource.objects.visible_to(actor).filter(id__in=numbers).update(owner_id=to_user_id)
    for number in numbers:
        audit.record(
            actor, "source.hand_over", subject_kind="watchsource", subject_id=number, to_user_id=to_user_id,
            from_user_id=from_user_id,
        )  # fmt: skip


@verb("source.update")
def sources_take(actor: Actor) -> int:
    """Look after every source that nobody looks after; returns how many. Raises Conflict when there is none."""
    numbers = list(selectors.unattended(actor).order_by().values_list("id", flat=True))
    if not numbers or actor.user_id is None:
        raise Conflict(_("Somebody looks after every source already."))
    _owner_set(actor, numbers, to_user_id=actor.user_id, from_user_id=None)
    return len(numbers)


@verb("source.update")
def source_move(actor: Actor, *, source_id: int, to: str, reason: str = "") -> None:
    """Pause a source or take it up again; the reason is kept sealed."""
    selectors.source(actor, source_id)
    source_put(actor, source_id=source_id, to=to, why=reason)


def source_put(actor: Actor, *, source_id: int, to: str, why: str = "") -> None:
    """The same in the caller's transaction; the caller has checked the right to do so."""
    if to not in set(SourceState):
        raise Invalid(_("Unknown state."), "to")
    row = WatchSource.objects.visible_to(actor).filter(id=source_id).exclude(state=to).select_for_update().first()
    if row is None:
        raise Conflict(_("The source is in this state already."))
    now = timezone.now()
    row.state, row.next_due_at, row.state_at, row.state_by = SourceState(to), now, now, actor.user_id
    row.state_reason = why.strip()[:1000]
    row.save(update_fields=["state", "next_due_at", "state_at", "state_by", "state_reason"])
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
    if (quiet := selectors.after_quiet(actor, row, now)) > now:
        WatchSource.objects.visible_to(actor).filter(id=row.pk).update(next_due_at=quiet)
        return False
    pause = timedelta(seconds=row.interval_seconds or row.cadence_seconds)
    following = selectors.after_quiet(actor, row, now + pause)
    WatchSource.objects.visible_to(actor).filter(id=row.pk).update(next_due_at=following)
    try:
        with transaction.atomic():
            opened = CrawlRound.objects.create(agency_id=actor.agency_id, source=row, full=_full(actor, row, now))
    except IntegrityError:
        slots.wake(actor.agency_id)  # the open round goes on, if its source was paused
        return False
    asks = KINDS[row.kind].start(placing.place_of(row)) if row.kind in KINDS else ()
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
