"""How the agency's sources do: figures of their visits, and errors by kind."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils import timezone

from agencies.tenancy.actor import Actor
from cases.detection import health, selectors
from cases.detection.health import Figures
from cases.detection.models import CrawlRound, FrontierEntry, WatchSource
from cases.detection.states import EntryState, Health

WRONG = (EntryState.FAILED, EntryState.REFUSED, EntryState.GONE)


@dataclass(frozen=True, slots=True)
class Doing:
    """A source, its figures and the word for both."""

    row: WatchSource
    figures: Figures
    health: Health


URGENT = (Health.FAILING, Health.LATE, Health.STALE, Health.NEW, Health.HEALTHY, Health.PAUSED)
ORDERS: dict[str, Callable[[Doing], tuple[float, str]]] = {
    "health": lambda one: (URGENT.index(one.health), one.row.name),
    "fresh": lambda one: (-one.figures.fresh, one.row.name),
    "finds": lambda one: (-one.figures.finds, one.row.name),
    "size": lambda one: (-one.figures.size, one.row.name),
}


def figures(actor: Actor, ids: Collection[int] | None = None) -> dict[int, Figures]:
    """Figures of the last days by source id, with one query; without ids: of all sources."""
    since = timezone.now() - timedelta(days=health.DAYS)
    rows = CrawlRound.objects.visible_to(actor).filter(started_at__gte=since)
    rows = rows if ids is None else rows.filter(source_id__in=ids)
    answered = Q(pages__gt=0) | Q(media__gt=0) | Q(unchanged__gt=0)
    done = Q(finished_at__isnull=False)
    found = rows.values("source_id").annotate(
        visits=Count("id", filter=done), pages_=Sum("pages"), media_=Sum("media"), fresh_=Sum("fresh"),
        finds_=Sum("finds"), errors_=Sum("errors"), size=Sum("bytes"), good_at=Max("started_at", filter=answered),
        bad_at=Max("started_at", filter=done & ~answered & Q(errors__gt=0)), fresh_at=Max("started_at", filter=Q(fresh__gt=0)),
    )  # fmt: skip
    return {
        one["source_id"]: Figures(
            visits=one["visits"], pages=one["pages_"] or 0, media=one["media_"] or 0, fresh=one["fresh_"] or 0,
            finds=one["finds_"] or 0, errors=one["errors_"] or 0, size=one["size"] or 0, good_at=one["good_at"],
            bad_at=one["bad_at"], fresh_at=one["fresh_at"],
        )
        for one in found
    }  # fmt: skip


def doing(actor: Actor, rows: Collection[WatchSource], now: datetime | None = None) -> list[Doing]:
    """How these sources do, in the order of the rows."""
    at = now or timezone.now()
    known = figures(actor, [row.pk for row in rows])
    return [
        Doing(row, own, health.judge(
            own, state=row.state, cadence_seconds=row.cadence_seconds, next_due_at=row.next_due_at,
            created_at=row.created_at, now=at,
        ))
        for row in rows
        for own in [known.get(row.pk, Figures())]
    ]  # fmt: skip


def wrong(actor: Actor, source_id: int) -> dict[str, int]:
    """How many addresses of a source could not be read when they were last tried, by how it ended."""
    rows = FrontierEntry.objects.visible_to(actor).filter(source_id=source_id, state__in=WRONG)
    return {row["state"]: row["number"] for row in rows.values("state").annotate(number=Count("id"))}


def listed(
    actor: Actor, *, name: str = "", health: str = "", kind: str = "", owner: str = "", sort: str = ""
) -> QuerySet[WatchSource] | list[Doing]:
    """The agency's sources, narrowed and in order. What only their visits tell is worked out for all of them."""
    rows = selectors.unattended(actor) if owner == "nobody" else selectors.sources(actor)
    if owner == "me":
        rows = rows.filter(owner_id=actor.user_id or 0)
    if name:
        rows = rows.filter(Q(name__icontains=name) | Q(url__icontains=name))
    if kind:
        rows = rows.filter(kind=kind)
    if sort == "success":
        rows = rows.order_by(F("last_success_at").asc(nulls_first=True), "name", "id")
    if not health and sort not in ORDERS:
        return rows
    found = [one for one in doing(actor, list(rows.defer("options"))) if not health or one.health == health]
    return sorted(found, key=ORDERS[sort]) if sort in ORDERS else found
