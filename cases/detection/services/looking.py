"""Look at what was fetched: read pages by their source's kind, compare media with the registry, record finds."""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone

from agencies.doors.adapters.http import Fetched
from agencies.doors.rendered import Rendered, RenderLimits
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection import marking, selectors, traps
from cases.detection.adapters.decoder import DecodeLimits
from cases.detection.adapters.fetching import Fetching
from cases.detection.adapters.visits import Known, Outcome, Task
from cases.detection.models import CrawlRound, FrontierEntry
from cases.detection.reading import Answer, Ask, Reading
from cases.detection.services import (
    closer,
    discovery,
    finds,
    frontier,
    learning,
    placing,
    rendering,
    searches,
    seen,
    spreading,
    turning,
)
from cases.detection.services.answers import Written
from cases.detection.services.finds import Sighting
from cases.detection.services.frontier import Wanted
from cases.detection.services.spreading import Noted
from cases.detection.sources import KINDS
from cases.detection.states import EntryState
from cases.fingerprints import marking as digests
from cases.fingerprints.hits import Hit
from cases.fingerprints.matching import Registry
from cases.fingerprints.query import Query

log = structlog.get_logger(__name__)
ATTEMPTS = 3
SOUND_SECONDS = 1800.0  # of a clip, if anybody registered sound
DETAILS_AGAIN = timedelta(days=1)  # details of a file that was compared already are made again at most so often
PAGES_KEPT = 400  # whose links to other hosts are remembered for a while, in case a find follows
LINKS_KEPT = 200
AGAIN = {429, 500, 502, 503, 504}


@dataclass
class Looked:
    """What a part found out so far and has not written down. `figures`: by round; `forgotten`: by source."""

    actor: Actor
    part: int
    key: bytes  # of cases.detection.marking
    digest_key: bytes
    threads: Fetching
    registry: Registry
    written: list[Written] = field(default_factory=list)
    figures: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    forgotten: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    listed: dict[int, int] = field(default_factory=dict)  # pages of a round
    barren: dict[int, dict[str, int]] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)  # rounds whose barren shapes are not written down yet
    versions: dict[int, list[int]] = field(default_factory=dict)  # of the registry when a round began
    outside: OrderedDict[str, tuple[str, ...]] = field(default_factory=OrderedDict)
    spread: Noted = field(default_factory=Noted)  # files that several pages show

    def count(self, entry: FrontierEntry, name: str, number: int = 1) -> None:
        self.figures[entry.round_id][name] += number


# ---- what to fetch --------------------------------------------------------------------------------------------


def task(looked: Looked, entry: FrontierEntry) -> Task:
    """What the threads are told about an entry."""
    page = entry.kind == "page"
    browser = page and entry.source.options.get("browser") == "yes"
    headers = {"accept": entry.accept} if entry.accept else {}
    return Task(
        part=looked.part, number=entry.pk, owner=looked.actor.agency_id, url=entry.address, host=bytes(entry.host_key),
        limits=selectors.page_limits() if page else selectors.media_limits(), policy=selectors.policy(),
        mark=partial(marking.shown, looked.key, looked.actor.agency_id, entry.url_key), headers=headers,
        known=Known() if page or _anew(looked, entry) else _known(entry),
        decode=None if page and not browser else decode_limits(looked.registry, entry.compared_at),
        render=partial(rendering.render, policy=selectors.policy(), limits=render_limits()) if browser else None,
    )  # fmt: skip


def render_limits() -> RenderLimits:
    """Bounds of a page in the browser: it must end while the part still waits for it."""
    return RenderLimits(seconds=12.0, user_agent=settings.CRAWL_USER_AGENT)


def _known(entry: FrontierEntry) -> Known:
    return Known(
        entry.etag, entry.last_modified, entry.length or 0, bytes(entry.head_mark), bytes(entry.full_mark)
    )  # fmt: skip


def _anew(looked: Looked, entry: FrontierEntry) -> bool:
    """Whether a file is compared again although it did not change: values were registered since, and the round is full.

    Only what was registered before the round began counts: else each registration would begin the round again.
    """
    if not entry.compared_with:
        return True
    version = looked.versions.setdefault(entry.round_id, _version(looked, entry.round))
    return entry.round.full and entry.compared_with[0] < version[0]


def _version(looked: Looked, row: CrawlRound) -> list[int]:
    if row.version:
        return list(row.version)
    now = list(looked.registry.values.version)
    with tenant_scope(looked.actor.agency_id):
        CrawlRound.objects.filter(id=row.pk, version=[]).update(version=now)
    return now


def decode_limits(registry: Registry, compared_at: datetime | None = None) -> DecodeLimits:
    """What is made of a file: details and sound only while some registration has them, details not again and again."""
    again = compared_at is not None and compared_at > timezone.now() - DETAILS_AGAIN
    return DecodeLimits(
        sound_seconds=SOUND_SECONDS if registry.values.has("sound") else 0.0,
        patches=registry.values.has("patch") and not again,
    )


# ---- what came of it ------------------------------------------------------------------------------------------


def outcome_look(looked: Looked, entry: FrontierEntry, outcome: Outcome) -> None:
    """Take one result in; whatever is wrong with it ends this entry, not the part."""
    looked.count(entry, "bytes", outcome.received)
    looked.count(entry, "millis", round(outcome.seconds * 1000))
    answer = Written(entry, _state(entry, outcome))
    if outcome.other_kind and turning.entry_turn(
        looked.actor, entry, kind=outcome.other_kind, listed=looked.listed, barren=looked.barren
    ):
        answer.state = EntryState.QUEUED
    elif outcome.problem or answer.state != EntryState.DONE:
        looked.count(entry, "errors", int(answer.state != EntryState.GONE))
        looked.count(entry, "pages", int(entry.kind == "page" and outcome.status > 0))
        if outcome.problem in {"refused", "broken"}:
            log.info("address " + outcome.problem, reason=outcome.reason)
    elif entry.kind == "page" and outcome.answer is not None:
        looked.count(entry, "pages")
        answer.state = _page(looked, entry, outcome.answer, outcome.rendered)
        for beside in outcome.beside:
            if beside.decoded is not None:
                looked.count(entry, "media")
                _media(looked, entry, beside)
    elif outcome.unchanged:
        looked.count(entry, "unchanged")
        answer.version = outcome.version
        spreading.answer_note(looked.spread, entry, since=entry.compared_at and entry.compared_at - spreading.MARGIN)
    else:
        looked.count(entry, "media")
        _media(looked, entry, outcome)
        answer.version, answer.compared = outcome.version, list(looked.registry.values.version)
    looked.written.append(answer)


def _state(entry: FrontierEntry, outcome: Outcome) -> EntryState:
    if outcome.problem in {"refused", "robots"}:
        return EntryState.REFUSED
    if outcome.status in {404, 410}:
        return EntryState.GONE
    if (outcome.status in {200, 304} or outcome.unchanged) and not outcome.problem:
        return EntryState.DONE
    again = outcome.problem == "unreachable" or outcome.status in AGAIN
    return EntryState.QUEUED if again and not outcome.permanent and entry.attempts < ATTEMPTS else EntryState.FAILED


def _page(looked: Looked, entry: FrontierEntry, answer: Fetched, rendered: Rendered | None) -> EntryState:
    """Read a page; what it asks for and shows joins the frontier."""
    source = entry.source
    try:
        found = KINDS[source.kind].read(
            placing.place_of(source), Ask(entry.address, entry.role, entry.depth, entry.accept), Answer.of(answer)
        )  # fmt: skip
    except Exception as error:  # a page of strangers must not end the part
        log.warning("a page could not be read", kind=source.kind, error=type(error).__name__)
        return EntryState.FAILED
    asks = _asks(looked, entry, found)
    media = [
        frontier.file(traps.without_session(one.url), one.page_url or answer.url_final, entry.depth + 1)
        for one in found.media
    ]
    if rendered is not None:
        media += _shown(entry, rendered, {one.url for one in media})
    with tenant_scope(looked.actor.agency_id):
        kept: dict[str, Any] = {
            "lane": entry.lane, "search_id": entry.search_id, "sealed": not entry.url, "key": looked.key,
        }  # fmt: skip
        pages = frontier.put(looked.actor, entry.round, asks, **kept)
        shown = frontier.put(looked.actor, entry.round, media, **kept)
    looked.listed[entry.round_id] = looked.listed.get(entry.round_id, entry.round.listed) + pages.pages
    looked.count(entry, "fresh", shown.fresh)
    spreading.pages_note(looked.spread, entry, shown.known)
    _shape(looked, entry, pages.urls, brought=shown.queued > 0)
    if found.learned:
        learning.source_learn(looked.actor, source_id=source.pk, learned=found.learned)
    if found.items:
        searches.items_seen(looked.actor, source.pk, found.items)
    if found.outside:
        _remember(looked, answer.url_final, found.outside[:LINKS_KEPT])
    nothing = found.trouble and not (asks or media or found.items or found.learned)
    return EntryState.FAILED if nothing else EntryState.DONE


def _shown(entry: FrontierEntry, rendered: Rendered, known: set[str]) -> list[Wanted]:
    """Pictures, clips and streams that only the browser saw."""
    found = (traps.without_session(medium.url) for medium in rendered.media if medium.url)
    return [frontier.file(url, rendered.url, entry.depth + 1) for url in dict.fromkeys(found) if url not in known]


def _asks(looked: Looked, entry: FrontierEntry, found: Reading) -> list[Wanted]:
    """What a page leads to, without traps, and within the round's page budget."""
    barren = looked.barren.get(entry.round_id, entry.round.barren)
    kept: list[Wanted] = []
    for ask in found.asks:
        url = traps.without_session(ask.url)
        if not traps.circles(url) and not traps.endless(barren, url):
            kept.append(frontier.wanted(ask, url))
    room = entry.source.page_budget - looked.listed.get(entry.round_id, entry.round.listed)
    looked.count(entry, "skipped", len(found.asks) - len(kept[: max(room, 0)]))
    return kept[: max(room, 0)]


def _shape(looked: Looked, entry: FrontierEntry, onward: Sequence[str], *, brought: bool) -> None:
    """A page that shows nothing new and only leads to more of its own shape may be one of an endless row."""
    if not entry.url:
        return
    own = traps.shape(entry.url)
    useful = brought or any(traps.shape(url) != own for url in onward)
    before = looked.barren.get(entry.round_id, entry.round.barren)
    looked.barren[entry.round_id] = now = traps.counted(before, own, brought=useful)
    if now != before:
        looked.changed.add(entry.round_id)


def _remember(looked: Looked, page_url: str, links: tuple[str, ...]) -> None:
    looked.outside[page_url] = links
    while len(looked.outside) > PAGES_KEPT:
        looked.outside.popitem(last=False)


def _media(looked: Looked, entry: FrontierEntry, outcome: Outcome) -> None:
    """Compare a picture or clip with everything that is registered; of others' finds no figure here tells anything."""
    assert outcome.decoded is not None
    query = digests.marked(outcome.decoded.query, looked.digest_key)
    hits = closer.hits_of(looked.threads, looked.registry, outcome, query)
    outcome.body = b""
    kept = _keep(looked, entry, outcome, query)
    if not kept and not any(hit.agency_id == looked.actor.agency_id for hit in hits):
        looked.forgotten[entry.source_id] += 1
    for hit in hits:
        _find(looked, entry, outcome, hit)
    if hits and not outcome.address:
        spreading.answer_note(looked.spread, entry, since=outcome.fetched_at)


def _keep(looked: Looked, entry: FrontierEntry, outcome: Outcome, query: Query) -> bool:
    return seen.media_keep(
        looked.actor,
        entry.source,
        url=outcome.address or entry.address,
        page_url=entry.shown_on,
        query=query,
        at=outcome.fetched_at,
    )


def _find(looked: Looked, entry: FrontierEntry, outcome: Outcome, hit: Hit) -> None:
    source: Any = entry.source
    assert outcome.decoded is not None
    sighting = Sighting(
        page_url=entry.shown_on or entry.address, media_url=outcome.address or entry.address, media_sha256=outcome.decoded.sha256,
        country=source.country, language=source.language, fetched_at=outcome.fetched_at,
        appeared=entry.seen_at is None and source.last_success_at is not None,
    )  # fmt: skip
    owner = Actor.system(hit.agency_id)
    made = finds.match_record(owner, hit=hit, sighting=sighting)
    if made is not None and (links := looked.outside.get(entry.shown_on, ())):
        discovery.links_seen(owner, source.pk, entry.shown_on, links)
    if made is not None and hit.agency_id == looked.actor.agency_id:
        looked.count(entry, "finds")
        if entry.search_id is not None:
            searches.match_found(looked.actor, match_id=made, search_id=entry.search_id)
