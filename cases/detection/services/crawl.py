"""One part of an agency's crawl: take addresses of many hosts off the frontier, fetch them, look at them, write it down.

The frontier is in PostgreSQL; every entry is leased, so a killed worker loses nothing and nothing is done twice at once.
Threads fetch and decode; this one alone touches the database, in short transactions, none of them open while the network
is used. No byte of media is written anywhere.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings

from agencies.events import services as events
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection import lanes
from cases.detection.adapters.fetching import Fetching
from cases.detection.adapters.visits import Manners
from cases.detection.models import FrontierEntry
from cases.detection.services import answers, frontier, leasing, looking, pacing, pulse, slots, spreading
from cases.detection.services.looking import Looked
from cases.detection.services.pacing import Left, Pace
from cases.fingerprints import adapters as matcher
from cases.fingerprints.adapters import MatcherAway
from cases.fingerprints.services import index, marks

TOGETHER = 100  # answers that are written at once
WRITE_SECONDS = 1.0  # and so long an answer waits for others
FRESH_SECONDS = 0.25  # so long the registry that was read is compared with
GRACE = 15.0  # seconds after its time that a part waits for what it began; what takes longer is begun anew later
TRICKLE = 4  # entries of a part when the day's budget is used up
EACH = 16  # entries of a host at a time
POLL = 0.05
LEAST_SECONDS = 1.0  # that a part works before it makes room for what somebody waits for
GLANCE_SECONDS = 0.5  # so often it looks whether somebody waits, for a worker or for an address


class _Threads:
    """The threads of this process, made when first needed; a fork makes its own."""

    fetching: Fetching | None = None


def fetching() -> Fetching:
    """The threads of this process."""
    if _Threads.fetching is None or _Threads.fetching.pid != os.getpid():
        _Threads.fetching = Fetching(threads=settings.CRAWL_THREADS, decoders=settings.CRAWL_DECODERS)
    return _Threads.fetching


@dataclass
class Part:
    """What one part has in hand."""

    actor: Actor
    threads: Fetching
    looked: Looked
    after: bytes
    over: bool  # the day's budget is used up
    began: float = field(default_factory=time.monotonic)
    entries: dict[int, FrontierEntry] = field(default_factory=dict)  # leased, without an answer
    hosts: dict[bytes, Pace] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)  # rounds
    leased: int = 0
    written_at: float = field(default_factory=time.monotonic)
    read_at: float = field(default_factory=time.monotonic)
    renewed_at: float = field(default_factory=time.monotonic)
    glance_at: float = field(default_factory=lambda: time.monotonic() + LEAST_SECONDS)
    urgent_at: float = field(default_factory=lambda: time.monotonic() + GLANCE_SECONDS)


def part_work(actor: Actor, *, slot: int, part: int, idle: int = 0) -> None:
    """Work on the agency's frontier for a few seconds, then go on with the next part; raises Away without a matcher."""
    with tenant_scope(actor.agency_id):
        held = slots.slot_begin(actor, slot=slot, part=part)
        over = slots.overdrawn(actor)
    if held is None:
        return
    done = work(actor, seconds=settings.CRAWL_PART_SECONDS, after=bytes(held.after), over=over)
    with tenant_scope(actor.agency_id):
        if not done.leased:
            answers.rounds_mend(actor)
        slots.slot_end(
            actor,
            slot=slot,
            part=part,
            more=leasing.waits(actor),
            awaited=leasing.waits(actor, lanes.AWAITED),
            after=done.after,
            idle=0 if done.leased else idle + 1,
        )


def work(actor: Actor, *, seconds: float, after: bytes = b"", over: bool = False) -> Part:
    """Fetch and look for so long, or until nothing is due; returns what was done. Raises Away without a matcher."""
    try:
        registry = matcher.registry()
    except MatcherAway as error:
        index.away_note()
        raise events.Away("MatcherAway") from error
    threads = fetching()
    number = threads.begin(manners())
    looked = Looked(actor, number, frontier.mark_key(), marks.mark_key(), threads, registry)
    part = Part(actor, threads, looked, after, over)
    try:
        _run(part, part.began + seconds)
    except MatcherAway as error:
        _write(part)  # what was compared stays so; the rest goes back and is fetched again
        index.away_note()
        raise events.Away("MatcherAway") from error
    finally:
        _give_back(part)
    return part


def manners() -> Manners:
    """How hosts are treated, by the deployment's settings."""
    return Manners(
        robots=settings.CRAWL_ROBOTS, pause=1.0 / settings.CRAWL_REQUESTS_PER_SECOND,
        connections=settings.CRAWL_HOST_CONNECTIONS, agent=settings.CRAWL_USER_AGENT,
    )  # fmt: skip


def _run(part: Part, until: float) -> None:
    """Lease, fetch, look and write by turns until the time is over and what was begun has ended."""
    low, high = settings.CRAWL_THREADS, 3 * settings.CRAWL_THREADS
    empty_until = 0.0
    while True:
        now = time.monotonic()
        waiting = part.threads.open
        if now >= until or _gives_way(part, now):
            until = min(until, now)
            _return(part, part.threads.drop())
            if not part.threads.open or now >= until + GRACE:
                break
        elif waiting < low and now >= empty_until:
            found = _lease(part, high - waiting, until - now)
            if not found and not waiting:
                break
            empty_until = 0.0 if found else now + 0.2
        elif waiting >= low and now >= part.urgent_at:  # slow hosts must not keep a report waiting
            part.urgent_at = now + GLANCE_SECONDS
            _lease(part, low, until - now, urgent=True)
        _look(part, POLL if part.threads.open else 0.0)
        _keep_up(part)
    _write(part)


def _gives_way(part: Part, now: float) -> bool:
    """Whether somebody waits for a worker: a desk must not wait for a crawl to come to its end."""
    if now < part.glance_at:
        return False
    part.glance_at = now + GLANCE_SECONDS
    return events.others_wait()


def _lease(part: Part, most: int, seconds: float, *, urgent: bool = False) -> int:
    """Take some entries, of the urgent lanes only if told so, and hand them to the threads; how many."""
    each = max(1, min(EACH, int(seconds * settings.CRAWL_REQUESTS_PER_SECOND) + 1))
    _release_idle(part)
    which: Sequence[int] = lanes.URGENT if urgent or (part.over and part.leased >= TRICKLE) else lanes.ALL
    most = min(most, TRICKLE) if part.over else most
    with tenant_scope(part.actor.agency_id):
        taken = leasing.entries_lease(part.actor, most=most, each=each, held=part.hosts, after=part.after, which=which)
    part.after = taken.after
    part.hosts |= {pace.key: pace for pace in taken.hosts}
    part.entries |= {entry.pk: entry for entry in taken.entries}
    part.touched |= {entry.round_id for entry in taken.entries}
    part.leased += len(taken.entries)
    pause = part.threads.manners.pause
    part.threads.add(
        {pace.key: (0.0, max(pause, pace.delay)) for pace in taken.hosts},
        [looking.task(part.looked, entry) for entry in taken.entries],
    )
    return len(taken.entries)


def _look(part: Part, seconds: float) -> None:
    """Take in what the threads finished."""
    outcomes = part.threads.results(seconds)
    if not outcomes:
        return
    if time.monotonic() - part.read_at > FRESH_SECONDS:
        part.looked.registry, part.read_at = matcher.registry(), time.monotonic()
    for outcome in outcomes:
        entry = part.entries.pop(outcome.task.number, None)
        if entry is not None:
            looking.outcome_look(part.looked, entry, outcome)


def _keep_up(part: Part) -> None:
    """Write answers that waited long enough, and tell that this worker still holds its hosts and entries."""
    now = time.monotonic()
    written = part.looked.written
    late = now - part.written_at > WRITE_SECONDS or any(one.entry.attempts > 1 for one in written)  # lost once already
    if written and (len(written) >= TOGETHER or late):
        _write(part)
    if now - part.renewed_at > pacing.lease_seconds() / 3:
        part.renewed_at = now
        pacing.hosts_renew(list(part.hosts))
        with tenant_scope(part.actor.agency_id):
            leasing.entries_renew(part.actor, [*part.entries.values(), *(one.entry for one in part.looked.written)])


def _write(part: Part) -> None:
    """Write everything that was found out, hosts that do not answer too, and close rounds that have every answer."""
    looked, actor = part.looked, part.actor
    failed = [host for host in part.threads.hosts() if host.failed and host.tasks]
    _return(part, part.threads.drop(keys=[host.key for host in failed]))
    for number, found in spreading.finds_spread(actor, looked.spread, looked.outside).items():
        looked.figures[number]["finds"] += found
    names = ("pages", "media", "bytes", "unchanged", "errors", "finds")
    total = {name: sum(each.get(name, 0) for each in looked.figures.values()) for name in names}
    now = time.monotonic()
    with tenant_scope(actor.agency_id):
        answers.answers_write(actor, looked.written)
        answers.figures_add(
            actor, looked.figures, looked.forgotten, {number: looked.barren[number] for number in looked.changed}
        )
        slots.spend(
            actor, pages=total["pages"], media=total["media"], received=total["bytes"],
            millis=round((now - part.written_at) * 1000),
        )  # fmt: skip
        pulse.pulse_add(
            actor, pages=total["pages"], media=total["media"] + total["unchanged"], received=total["bytes"],
            errors=total["errors"], matches=total["finds"],
        )  # fmt: skip
    looked.written, part.written_at = [], now
    looked.figures.clear()
    looked.forgotten.clear()
    looked.changed.clear()
    late = spreading.finds_spread(actor, looked.spread, looked.outside)
    looked.spread.files.clear()
    with tenant_scope(actor.agency_id):
        answers.figures_add(actor, {number: {"finds": found} for number, found in late.items()}, {}, {})
        answers.rounds_close(actor, part.touched)


def _return(part: Part, numbers: Sequence[int]) -> None:
    """What was not begun is free for others."""
    entries = [entry for number in numbers if (entry := part.entries.pop(number, None)) is not None]
    if entries:
        with tenant_scope(part.actor.agency_id):
            leasing.entries_return(part.actor, entries)


def _release_idle(part: Part) -> None:
    """Give back hosts that have nothing to do, with what was learned about them."""
    idle = [host.key for host in part.threads.hosts() if not host.tasks and not host.active]
    busy = {bytes(entry.host_key) for entry in part.entries.values()}
    _release(part, [key for key in idle if key not in busy])


def _release(part: Part, keys: Sequence[bytes]) -> None:
    wanted, now, left, dead = set(keys), time.monotonic(), list[Left](), list[bytes]()
    for host in part.threads.hosts():
        if host.key not in wanted:
            continue
        pace = part.hosts.pop(host.key, None)
        if pace is None:
            continue
        failures = pace.failures + 1 if host.failed else 0
        wait = max(host.next_at - now, host.wait, pacing.backoff(failures), 0.0)
        left.append(Left(host.key, failures, wait, host.robots_delay or pace.delay))
        if failures >= pacing.GIVEN_UP and not host.wait:
            dead.append(host.key)
    part.threads.leave(keys)
    pacing.hosts_release(left)
    if dead:
        with tenant_scope(part.actor.agency_id):
            part.touched |= {number for key in dead for number in leasing.host_give_up(part.actor, key)}


def _give_back(part: Part) -> None:
    """Whatever happened: nothing stays leased for longer than it must."""
    part.threads.drop()
    _return(part, list(part.entries))
    _release(part, list(part.hosts))
    with tenant_scope(part.actor.agency_id):
        answers.rounds_close(part.actor, part.touched)
