"""Visit the pages and media of a round: fetch through the guarded door, hash in memory, compare, store finds.

The frontier is in PostgreSQL; every entry is leased, so a killed worker loses nothing and nothing is done twice at once.
No transaction is open while the network is used, and no byte of media is written anywhere.
"""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from agencies.doors.adapters.http import Client
from agencies.doors.exchange import Fetched, Refused, Unreachable
from agencies.events import services as events
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection import extract, keys, selectors
from cases.detection.adapters.decoder import DecodeLimits, Decoder
from cases.detection.models import CrawlRound, FrontierEntry, WatchSource
from cases.detection.services import closer, finds, seen
from cases.detection.services.finds import Sighting
from cases.detection.states import EntryState
from cases.fingerprints import adapters as matcher
from cases.fingerprints.adapters import MatcherAway
from cases.fingerprints.matching import Registry
from cases.fingerprints.services import marks

log = structlog.get_logger(__name__)
BATCH = 12
LOOKED_AT = {EntryState.DONE, EntryState.GONE}
ATTEMPTS = 3
VALIDATORS = ["etag", "last_modified", "compared_with"]
_decoder = Decoder(recycle_after=2000)
SOUND_SECONDS = 1800.0  # of a clip, if anybody registered sound


@dataclass
class Visit:
    """One part of a round: what it works on and what it counted."""

    actor: Actor
    round: CrawlRound
    source: WatchSource
    client: Client
    until: float
    counts: dict[str, int] = field(default_factory=dict)
    registry: Registry | None = None
    forgotten: int = 0  # looked at, and nothing kept of it
    put: set[str] = field(default_factory=set)  # keys that this part has put on the frontier already
    validated: set[int] = field(default_factory=set)  # entries with a new version

    def count(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


def round_visit(actor: Actor, *, round_id: int, part: int) -> None:
    """Work on a round for a few seconds, then enqueue the next part or close the round; raises Later without a matcher."""
    with tenant_scope(actor.agency_id):
        opened = CrawlRound.objects.select_related("source").filter(id=round_id, finished_at=None).first()
    if opened is None:
        return
    with Client(policy=selectors.policy(), limits=selectors.page_limits()) as client:
        visit = Visit(actor, opened, opened.source, client, until=time.monotonic() + settings.CRAWL_PART_SECONDS)
        more = True
        while more and time.monotonic() < visit.until:
            more = _batch(visit)
    _close_part(visit, part, more=more)


def _batch(visit: Visit) -> bool:
    """Lease some entries, visit them and write down their answers together; False when none is left.

    A killed worker repeats its batch after the lease: finds are recorded at once, and recording one twice changes nothing.
    """
    entries = _lease(visit)
    done: list[FrontierEntry] = []
    try:
        visit.registry = matcher.registry() if entries else None
        for entry in entries:
            if done and time.monotonic() >= visit.until:
                break
            visit.registry = matcher.registry()  # as of now: what was registered meanwhile is found too
            _visit_entry(visit, entry)
            done.append(entry)
            time.sleep(1.0 / settings.CRAWL_REQUESTS_PER_SECOND)
    except MatcherAway as error:
        raise events.Later("MatcherAway") from error
    finally:
        _answered(visit, done)
        _unlease(visit, entries[len(done) :])
    return bool(entries)


def _answered(visit: Visit, entries: list[FrontierEntry]) -> None:
    """Write the answers of visited entries, unless their lease ran out and somebody else took them."""
    if not entries:
        return
    with tenant_scope(visit.actor.agency_id):
        mine = set(
            FrontierEntry.objects.filter(id__in=[entry.pk for entry in entries], lease_until=entries[0].lease_until)
            .select_for_update()
            .values_list("id", flat=True)
        )
        kept = [entry for entry in entries if entry.pk in mine]
        for state in {entry.state for entry in kept}:
            seen = {"seen_at": Now()} if state in LOOKED_AT else {}  # what could not be reached was not seen
            FrontierEntry.objects.filter(id__in=[entry.pk for entry in kept if entry.state == state]).update(
                state=state, lease_until=None, **seen
            )
        FrontierEntry.objects.bulk_update([entry for entry in kept if entry.pk in visit.validated], VALIDATORS)
    visit.validated.clear()


def _lease(visit: Visit) -> list[FrontierEntry]:
    """The next entries of the round, page budget kept, taken so that no other worker takes them too."""
    until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    free = Q(state=EntryState.QUEUED) | Q(state=EntryState.LEASED, lease_until__lt=Now())
    with tenant_scope(visit.actor.agency_id):
        rows = FrontierEntry.objects.filter(free, agency_id=visit.actor.agency_id, round=visit.round)
        pages = FrontierEntry.objects.filter(round=visit.round, kind="page").exclude(state=EntryState.QUEUED).count()
        if pages >= visit.source.page_budget:
            rows = rows.exclude(kind="page", state=EntryState.QUEUED)
        taken = list(rows.order_by("depth", "id").select_for_update(skip_locked=True)[:BATCH])
        FrontierEntry.objects.filter(id__in=[entry.pk for entry in taken]).update(
            state=EntryState.LEASED, lease_until=until, attempts=F("attempts") + 1
        )
    for entry in taken:
        entry.lease_until = until
    return taken


def _unlease(visit: Visit, entries: list[FrontierEntry]) -> None:
    if not entries:
        return
    with tenant_scope(visit.actor.agency_id):
        FrontierEntry.objects.filter(id__in=[entry.pk for entry in entries], state=EntryState.LEASED).update(
            state=EntryState.QUEUED, lease_until=None
        )


def _visit_entry(visit: Visit, entry: FrontierEntry) -> None:
    """Fetch one address; whatever goes wrong ends this entry, not the round."""
    work = _page if entry.kind == "page" else _media
    try:
        changes = work(visit, entry)
    except Refused as error:
        visit.count("errors")
        changes = {"state": EntryState.REFUSED}
        log.info("address refused", reason=str(error.reason))
    except Unreachable as error:
        visit.count("errors")
        again = not error.permanent and entry.attempts + 1 < ATTEMPTS
        changes = {"state": EntryState.QUEUED if again else EntryState.FAILED}
    for name, value in changes.items():
        setattr(entry, name, value)


def _page(visit: Visit, entry: FrontierEntry) -> dict[str, Any]:
    """Read a page and put what it links to and shows on the frontier."""
    answer = visit.client.fetch(entry.url, limits=selectors.page_limits())
    visit.count("pages")
    if answer.status in {404, 410}:
        return {"state": EntryState.GONE}
    if answer.status != 200:
        return {"state": EntryState.FAILED}
    found = extract.extract(answer.body, answer.url_final)
    with tenant_scope(visit.actor.agency_id):
        if entry.depth < visit.source.depth:
            _put(visit, "page", [(address, "") for address in found.pages], entry.depth + 1)
        _put(visit, "media", list(found.media), entry.depth + 1)
    return {"state": EntryState.DONE}


def _put(visit: Visit, kind: str, found: list[tuple[str, str]], depth: int) -> None:
    """New addresses join the frontier; addresses of earlier rounds are queued again, those of this round stay as they are."""
    rows = {keys.of(address): (address, page) for address, page in found}
    rows = {name: row for name, row in rows.items() if name not in visit.put}
    visit.put.update(rows)
    if not rows:
        return
    known = FrontierEntry.objects.filter(source=visit.source, url_key__in=list(rows))
    known.exclude(round=visit.round).update(
        round=visit.round, state=EntryState.QUEUED, attempts=0, depth=depth, lease_until=None
    )
    new = set(rows) - set(known.values_list("url_key", flat=True))
    FrontierEntry.objects.bulk_create(
        [
            FrontierEntry(
                agency_id=visit.actor.agency_id, source=visit.source, round=visit.round, url=rows[name][0],
                url_key=name, kind=kind, page_url=rows[name][1], depth=depth,
            )
            for name in rows if name in new
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _media(visit: Visit, entry: FrontierEntry) -> dict[str, Any]:
    """Fetch a picture or clip unless it is unchanged since it was compared with today's registry; store finds."""
    registry = visit.registry
    if registry is None:
        raise MatcherAway
    version = list(registry.values.version)
    headers = _conditional(entry) if entry.compared_with == version else {}
    fetched_at = timezone.now()
    answer = visit.client.fetch(entry.url, headers=headers, limits=selectors.media_limits())
    if answer.status == 304:
        visit.count("unchanged")
        return {"state": EntryState.DONE}
    if answer.status in {404, 410}:
        return {"state": EntryState.GONE}
    if answer.status != 200 or answer.truncated:
        visit.count("errors")
        return {"state": EntryState.FAILED}
    visit.count("media")
    limits = DecodeLimits(
        sound_seconds=SOUND_SECONDS if registry.values.has("sound") else 0.0, patches=registry.values.has("patch")
    )
    decoded = _decoder.decode(answer.body, kind_hint=answer.header("content-type"), limits=limits)
    query = marks.marked(decoded.query)
    hits = closer.look(_decoder, registry, answer.body, decoded=decoded, limits=limits, hits=registry.find(query))
    kept = seen.media_keep(
        visit.actor, visit.source, url=entry.url, page_url=entry.page_url, query=query, at=fetched_at
    )  # fmt: skip
    if not kept and not any(hit.agency_id == visit.actor.agency_id for hit in hits):
        visit.forgotten += 1  # others' hits change no figure here: it would tell that somebody registered it
    for hit in hits:
        sighting = Sighting(
            page_url=entry.page_url or entry.url, media_url=entry.url, media_sha256=decoded.sha256,
            country=visit.source.country, language=visit.source.language, fetched_at=fetched_at,
            appeared=entry.seen_at is None and visit.source.last_success_at is not None,
        )  # fmt: skip
        if finds.match_record(Actor.system(hit.agency_id), hit=hit, sighting=sighting) is not None:
            visit.count(
                "finds", int(hit.agency_id == visit.actor.agency_id)
            )  # others' finds are nobody's business here
    visit.validated.add(entry.pk)
    return {**_validators(answer), "state": EntryState.DONE, "compared_with": version}


def _conditional(entry: FrontierEntry) -> dict[str, str]:
    if entry.etag:
        return {"If-None-Match": entry.etag}
    return {"If-Modified-Since": entry.last_modified} if entry.last_modified else {}


def _validators(answer: Fetched) -> dict[str, str]:
    """What the server calls this version; nothing of the media itself is kept (HARMS 20)."""
    return {"etag": answer.header("etag")[:200], "last_modified": answer.header("last-modified")[:60]}


def _close_part(visit: Visit, part: int, *, more: bool) -> None:
    """Add the figures; enqueue the next part, or close the round when every entry has its answer."""
    agency_id = visit.actor.agency_id
    with tenant_scope(agency_id):
        # The source before its round, as source_tick does: the other way round both would wait for each other.
        WatchSource.objects.filter(id=visit.source.pk).update(forgotten=F("forgotten") + visit.forgotten)
        CrawlRound.objects.filter(id=visit.round.pk).update(**{name: F(name) + n for name, n in visit.counts.items()})
        waiting = FrontierEntry.objects.filter(
            Q(state=EntryState.LEASED) | Q(state=EntryState.QUEUED, kind="media"), round=visit.round
        ).exists()
        if more or waiting:
            delay = 0.0 if more else 1.0  # somebody else's leases must end before the round can
            events.enqueue(
                "cases.detection.crawl", agency_id=agency_id, key=f"crawl:{visit.round.pk}:{part + 1}", delay=delay,
                round_id=visit.round.pk, part=part + 1,
            )  # fmt: skip
            return
        closed = CrawlRound.objects.filter(id=visit.round.pk, finished_at=None).update(finished_at=Now())
        if closed:
            WatchSource.objects.filter(id=visit.source.pk).update(last_success_at=Now(), last_error="")
            events.emit(visit.actor, "round.finished", subject_id=visit.source.pk, **visit.counts)
