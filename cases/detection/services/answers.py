"""Write down what a part found, many answers together, and close rounds that have them all."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from agencies.events import services as events
from agencies.tenancy import scope
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from cases.detection import cadence, selectors
from cases.detection.adapters.visits import Known
from cases.detection.models import CrawlRound, FrontierEntry, MediumPage, WatchSource
from cases.detection.states import EntryState

COUNTED = ("pages", "media", "unchanged", "errors", "finds", "fresh", "bytes", "millis", "skipped")
FAR = 9000  # the year of what is never due by itself
LOOKED_AT = {EntryState.DONE, EntryState.GONE}


@dataclass
class Written:
    """The answer of one entry. `version`: what is known of the file now; `compared`: the registry's version, or nothing."""

    entry: FrontierEntry
    state: EntryState
    version: Known = field(default_factory=Known)
    compared: list[int] | None = None
    due_at: datetime | None = None


def answers_write(actor: Actor, written: Sequence[Written]) -> None:
    """The answers of entries whose lease still is ours, in one statement."""
    scope.require(actor.agency_id)
    if not written:
        return
    rows = sorted(written, key=lambda one: one.entry.pk)
    columns: list[list[object]] = [
        [one.entry.pk for one in rows],
        [str(one.state) for one in rows],
        [one.entry.lease_until for one in rows],
        [one.state in LOOKED_AT for one in rows],
        [one.due_at for one in rows],
        [one.version.etag for one in rows],
        [one.version.last_modified for one in rows],
        [one.version.length or None for one in rows],
        [one.version.head_mark for one in rows],
        [one.version.full_mark for one in rows],
        ["{" + ",".join(map(str, one.compared or ())) + "}" for one in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE cases_frontierentry f SET state = u.state, lease_until = NULL, due_at = u.due_at,
                    seen_at = CASE WHEN u.looked THEN now() ELSE f.seen_at END,
                    etag = CASE WHEN u.full_mark = '' THEN f.etag ELSE u.etag END,
                    last_modified = CASE WHEN u.full_mark = '' THEN f.last_modified ELSE u.last_modified END,
                    length = CASE WHEN u.full_mark = '' THEN f.length ELSE u.length END,
                    head_mark = CASE WHEN u.full_mark = '' THEN f.head_mark ELSE u.head_mark END,
                    full_mark = CASE WHEN u.full_mark = '' THEN f.full_mark ELSE u.full_mark END,
                    compared_with = CASE WHEN u.compared = '{{}}' THEN f.compared_with ELSE u.compared::bigint[] END,
                    compared_at = CASE WHEN u.compared = '{{}}' THEN f.compared_at ELSE now() END
                FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::bool[], %s::timestamptz[], %s::text[],
                    %s::text[], %s::bigint[], %s::bytea[], %s::bytea[], %s::text[])
                    AS u(id, state, lease, looked, due_at, etag, last_modified, length, head_mark, full_mark, compared)
                WHERE f.id = u.id AND f.agency_id = %s AND f.state = '{EntryState.LEASED}' AND f.lease_until = u.lease""",
            [*columns, actor.agency_id],
        )


def figures_add(
    actor: Actor,
    rounds: Mapping[int, Mapping[str, int]],
    forgotten: Mapping[int, int],
    barren: Mapping[int, dict[str, int]],
) -> None:
    """Add to the figures of rounds, to what is known of their shapes, and to the counters of sources; the source before its round, as everywhere."""
    scope.require(actor.agency_id)
    if forgotten:
        _forgotten_add(actor, forgotten)
    numbers = sorted({*rounds, *barren})
    if not numbers:
        return
    sums = ", ".join(f"{name} = r.{name} + u.{name}" for name in COUNTED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_crawlround WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [numbers])
        cursor.execute(
            f"""UPDATE cases_crawlround r SET {sums}, barren = coalesce(u.barren::jsonb, r.barren)
                FROM unnest(%s::bigint[], %s::text[], {", ".join(["%s::bigint[]"] * len(COUNTED))})
                    AS u(id, barren, {", ".join(COUNTED)})
                WHERE r.id = u.id AND r.agency_id = %s""",
            [
                numbers,
                [json.dumps(barren[number]) if number in barren else None for number in numbers],
                *([rounds.get(number, {}).get(name, 0) for number in numbers] for name in COUNTED),
                actor.agency_id,
            ],
        )


def _forgotten_add(actor: Actor, forgotten: Mapping[int, int]) -> None:
    numbers = sorted(forgotten)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_watchsource WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [numbers])
        cursor.execute(
            """UPDATE cases_watchsource s SET forgotten = s.forgotten + u.more
               FROM unnest(%s::bigint[], %s::bigint[]) AS u(id, more) WHERE s.id = u.id AND s.agency_id = %s""",
            [numbers, [forgotten[number] for number in numbers], actor.agency_id],
        )


def rounds_close(actor: Actor, touched: Collection[int]) -> list[int]:
    """Close those of these rounds that have every answer; returns their ids."""
    scope.require(actor.agency_id)
    waiting = FrontierEntry.objects.visible_to(actor).filter(state__in=[EntryState.QUEUED, EntryState.LEASED])
    done = CrawlRound.objects.visible_to(actor).filter(id__in=touched, finished_at=None)
    done = done.exclude(id__in=waiting.filter(round_id__in=touched).values("round_id"))
    return [row.pk for row in done.order_by("source_id") if _close(actor, row)]


def rounds_mend(actor: Actor) -> list[int]:
    """Close every open round that has every answer: a worker can die between its last answer and the end of the round.

    A round that stayed open would keep its source from ever being looked at again. Returns their ids.
    """
    scope.require(actor.agency_id)
    opened = CrawlRound.objects.visible_to(actor).filter(finished_at=None)
    return rounds_close(actor, list(opened.values_list("id", flat=True)))


def _close(actor: Actor, row: CrawlRound) -> bool:
    source = WatchSource.objects.visible_to(actor).select_for_update().get(id=row.source_id)
    if not CrawlRound.objects.visible_to(actor).filter(id=row.pk, finished_at=None).update(finished_at=Now()):
        return False
    MediumPage.objects.visible_to(actor).filter(round=row).delete()
    row.refresh_from_db()
    own, idle = tenancy.settings(actor), 0 if row.fresh else min(source.idle_rounds + 1, 1000)
    seconds = cadence.interval(
        source.cadence_seconds, source.interval_seconds, shortest=own.crawl_min_seconds, fresh=row.fresh,
        looked=row.media + row.unchanged, idle=idle,
    )  # fmt: skip
    changes: dict[str, object] = {"interval_seconds": seconds, "idle_rounds": idle}
    if (
        seconds != (source.interval_seconds or source.cadence_seconds)
        and source.next_due_at.year < FAR
        and source.next_due_at > timezone.now()
    ):
        due = row.started_at + timedelta(seconds=seconds)
        changes["next_due_at"] = selectors.after_quiet(actor, source, max(due, timezone.now()))
    if row.pages or row.media or row.unchanged:
        changes |= {"last_success_at": timezone.now(), "last_error": ""}
    else:
        changes["last_error"] = "unreachable"
    WatchSource.objects.visible_to(actor).filter(id=source.pk).update(**changes)
    if source.next_due_at.year >= FAR:  # addresses of reports: nothing asks for them again, and none may stay
        FrontierEntry.objects.visible_to(actor).filter(round=row).delete()
    figures = {name: getattr(row, name) for name in ("pages", "media", "unchanged", "errors", "finds")}
    events.emit(actor, "round.finished", subject_id=source.pk, **figures)
    return True
