"""Take addresses off the frontier: lanes first, hosts by turns, each host for one worker at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from agencies.tenancy import scope
from agencies.tenancy.actor import Actor
from cases.detection import lanes
from cases.detection.models import FrontierEntry, WatchSource
from cases.detection.services import pacing
from cases.detection.services.pacing import Pace
from cases.detection.states import EntryState, SourceState

ATTEMPTS = 3
HOSTS = 64  # looked at in one go
OPEN = [EntryState.QUEUED, EntryState.LEASED]


@dataclass
class Taken:
    """What was leased: entries with their sources and rounds, and the hosts that came with them."""

    entries: list[FrontierEntry] = field(default_factory=list)
    hosts: list[Pace] = field(default_factory=list)
    after: bytes = b""


def entries_lease(
    actor: Actor, *, most: int, each: int, held: Collection[bytes], after: bytes, which: Sequence[int] = lanes.ALL
) -> Taken:
    """Up to `most` entries of the agency, `each` of a host, in one short transaction.

    `held`: hosts that this worker has already. `after`: the host of the usual lane that was served last; the ring goes on
    behind it, so that every host has its turn however many there are.
    """
    scope.require(actor.agency_id)
    taken = Taken(after=after)
    until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    paused = list(WatchSource.objects.visible_to(actor).exclude(state=SourceState.ACTIVE).values_list("id", flat=True))
    for lane in which:
        room = most - len(taken.entries)
        if room <= 0:
            break
        start = taken.after if lane == lanes.USUAL else b""
        ring = _ring(actor.agency_id, lane, start)
        if not ring:
            continue
        mine = {*held, *(pace.key for pace in taken.hosts)}
        free = pacing.hosts_lease([key for key in ring if key not in mine][: max(room, 1)])
        usable = [key for key in ring if key in mine or key in {pace.key for pace in free}]
        numbers = _entries(actor.agency_id, lane, usable, min(each, -(-room // max(len(usable), 1))), room, paused)
        entries = _mark(actor, numbers, until)
        used = {bytes(entry.host_key) for entry in entries}
        taken.hosts += [pace for pace in free if pace.key in used]
        pacing.hosts_release(
            [pacing.Left(pace.key, pace.failures, 0.0, pace.delay) for pace in free if pace.key not in used]
        )
        taken.entries += entries
        if lane == lanes.USUAL:
            taken.after = next((key for key in reversed(ring) if key in used), ring[-1])
    return taken


def _ring(agency_id: int, lane: int, after: bytes) -> list[bytes]:
    """The next hosts of a lane behind `after`, from the beginning again at the end. One index probe a host."""
    found = _hosts(agency_id, lane, after)
    if after and len(found) < HOSTS:
        found += [key for key in _hosts(agency_id, lane, b"") if key not in set(found)]
    return found[:HOSTS]


def _hosts(agency_id: int, lane: int, after: bytes) -> list[bytes]:
    there = f"agency_id = %s AND lane = %s AND state IN ('{EntryState.QUEUED}', '{EntryState.LEASED}')"
    first = ">" if after else ">="
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE ring AS (
                    (SELECT host_key FROM cases_frontierentry WHERE {there} AND host_key {first} %s
                     ORDER BY host_key LIMIT 1)
                    UNION ALL
                    SELECT (SELECT e.host_key FROM cases_frontierentry e WHERE {there} AND e.host_key > ring.host_key
                            ORDER BY e.host_key LIMIT 1)
                    FROM ring WHERE ring.host_key IS NOT NULL)
                SELECT host_key FROM ring WHERE host_key IS NOT NULL LIMIT {HOSTS}""",
            [agency_id, lane, after, agency_id, lane],
        )
        return [bytes(key) for (key,) in cursor.fetchall()]


def _entries(
    agency_id: int, lane: int, hosts: Sequence[bytes], each: int, most: int, paused: Sequence[int]
) -> list[int]:
    """Ids of entries that are free, locked; the first of every host before the second of any."""
    if not hosts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT e.id FROM unnest(%s::bytea[]) WITH ORDINALITY AS h(key, turn) CROSS JOIN LATERAL (
                    SELECT id, depth FROM cases_frontierentry WHERE agency_id = %s AND lane = %s AND host_key = h.key
                    AND (state = '{EntryState.QUEUED}' OR state = '{EntryState.LEASED}' AND lease_until < now())
                    AND state IN ('{EntryState.QUEUED}', '{EntryState.LEASED}') AND (due_at IS NULL OR due_at <= now())
                    AND source_id <> ALL (%s::bigint[])
                    ORDER BY depth, id LIMIT %s FOR UPDATE SKIP LOCKED) AS e ORDER BY h.turn, e.depth, e.id""",
            [list(hosts), agency_id, lane, list(paused), each],
        )
        return [int(number) for (number,) in cursor.fetchall()][:most]


def _mark(actor: Actor, numbers: Sequence[int], until: object) -> list[FrontierEntry]:
    """Lease the entries; one that ended its workers again and again is given up."""
    if not numbers:
        return []
    rows = FrontierEntry.objects.visible_to(actor).filter(id__in=numbers)
    rows.filter(attempts__gt=ATTEMPTS).update(state=EntryState.FAILED, lease_until=None)
    rows.filter(attempts__lte=ATTEMPTS).update(state=EntryState.LEASED, lease_until=until, attempts=F("attempts") + 1)
    found = list(rows.filter(state=EntryState.LEASED).select_related("source", "round"))
    places = {number: place for place, number in enumerate(numbers)}
    entries = sorted(found, key=lambda entry: places[entry.pk])
    for entry in entries:
        _ = entry.address  # a sealed one is opened here, in the scope
    return entries


def entries_renew(actor: Actor, entries: Sequence[FrontierEntry]) -> None:
    """This worker still has them in hand; one whose lease ran out meanwhile and went to somebody else is not taken back."""
    scope.require(actor.agency_id)
    if not entries:
        return
    until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE cases_frontierentry f SET lease_until = %s FROM unnest(%s::bigint[], %s::timestamptz[]) AS u(id, lease)
               WHERE f.id = u.id AND f.agency_id = %s AND f.state = 'leased' AND f.lease_until = u.lease""",
            [until, [entry.pk for entry in entries], [entry.lease_until for entry in entries], actor.agency_id],
        )
    for entry in entries:
        entry.lease_until = until


def entries_return(actor: Actor, entries: Sequence[FrontierEntry]) -> None:
    """What was not begun is free again."""
    scope.require(actor.agency_id)
    if entries:
        leases = {entry.lease_until for entry in entries}
        FrontierEntry.objects.visible_to(actor).filter(
            id__in=[entry.pk for entry in entries], state=EntryState.LEASED, lease_until__in=leases
        ).update(state=EntryState.QUEUED, lease_until=None, attempts=F("attempts") - 1)


def waits(actor: Actor, which: Sequence[int] = lanes.ALL) -> bool:
    """Whether anything of the agency is on the frontier still, on these lanes."""
    scope.require(actor.agency_id)
    rows = FrontierEntry.objects.visible_to(actor).filter(state__in=OPEN, lane__in=which)
    return rows.filter(source__state=SourceState.ACTIVE).exists()


def host_give_up(actor: Actor, host: bytes) -> set[int]:
    """A host that does not answer: what waits for it in this agency's rounds failed; returns the rounds."""
    scope.require(actor.agency_id)
    rows = FrontierEntry.objects.visible_to(actor).filter(lane__in=lanes.ALL, host_key=host, state__in=OPEN)
    rows = rows.filter(Q(state=EntryState.QUEUED) | Q(lease_until__lt=Now()))
    found = set(rows.values_list("round_id", flat=True).distinct())
    rows.update(state=EntryState.FAILED, lease_until=None)
    return found
