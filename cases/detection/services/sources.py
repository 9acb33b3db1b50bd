"""Watch sources: add, pause, visit, and start the rounds that are due."""

from datetime import timedelta

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
from cases.detection import keys, selectors
from cases.detection.models import CrawlRound, FrontierEntry, WatchSource
from cases.detection.states import SourceState

ROUNDS_AT_ONCE = 100


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
    """Open a round, put the first page on the frontier and enqueue the crawl; False when a round is open still."""
    now = timezone.now()
    due = WatchSource.objects.visible_to(actor).filter(id=source_id, state=SourceState.ACTIVE, next_due_at__lte=now)
    row = due.select_for_update(skip_locked=True).first()
    if row is None:
        return False
    WatchSource.objects.visible_to(actor).filter(id=row.pk).update(
        next_due_at=now + timedelta(seconds=row.cadence_seconds)
    )
    try:
        with transaction.atomic():
            opened = CrawlRound.objects.create(agency_id=actor.agency_id, source=row)
    except IntegrityError:
        return False
    first, _ = FrontierEntry.objects.get_or_create(
        agency_id=actor.agency_id, source=row, url_key=keys.of(row.url),
        defaults={"round": opened, "url": row.url, "kind": "page", "depth": 0},
    )  # fmt: skip
    FrontierEntry.objects.filter(agency_id=actor.agency_id, id=first.pk).update(
        round=opened, state="queued", attempts=0
    )
    events.enqueue(
        "cases.detection.crawl", agency_id=actor.agency_id, key=f"crawl:{opened.pk}:0", round_id=opened.pk, part=0
    )
    return True
