"""Look at some addresses once, in this process: what `manage.py watch` does. Finds go to their owners as a crawl's do."""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from ipaddress import ip_network
from itertools import count
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from agencies.doors import url as addresses
from agencies.doors.guard import Policy
from agencies.doors.url import BadUrl
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.detection import keys, marking, selectors, traps
from cases.detection.adapters.decoder import DecodeFailure
from cases.detection.adapters.fetching import Fetching
from cases.detection.adapters.visits import Outcome, Task
from cases.detection.models import Match
from cases.detection.reading import Answer, Ask, Place
from cases.detection.services import closer, crawl, finds, frontier, looking, pacing, spreading
from cases.detection.services.finds import Sighting
from cases.detection.sources import KINDS
from cases.fingerprints import adapters as matcher
from cases.fingerprints import marking as digests
from cases.fingerprints.adapters import MatcherAway
from cases.fingerprints.hits import Hit
from cases.fingerprints.matching import Registry
from cases.fingerprints.services import marks

PAGES, MEDIA = 500, 20_000  # looked at in one go
LANGUAGE = "en"  # nobody said which one the site has


@dataclass(frozen=True, slots=True)
class Line:
    """One picture or clip. `kind`: image, video, or why it could not be read; `match`: reference of the agency's own case.

    `band`: how sure; `ms`: milliseconds from the request to the answer of the registry, without waiting for the site's turn.
    """

    page: str
    media: str
    kind: str
    match: str | None
    band: str | None
    ms: float

    def values(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An address to fetch. `ask`: how a page is read, None for media; `page`: which page shows it; `host`: its keyed digest.

    `depth`: links from the start; `turned`: it was asked for as the other kind before.
    """

    ask: Ask | None
    url: str
    page: str
    host: bytes
    depth: int = 0
    turned: bool = False


@dataclass
class _Look:
    actor: Actor
    place: Place
    policy: Policy
    registry: Registry
    threads: Fetching
    part: int
    country: str  # the agency's: nobody said where the site is
    key: bytes  # of cases.detection.marking
    waiting: deque[_Waiting] = field(default_factory=deque)
    asked: dict[int, _Waiting] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=partial(count, 1))
    known: set[str] = field(default_factory=set)
    pages_of: dict[str, list[str]] = field(default_factory=dict)  # of a file by its address, first who asked for it
    hits_of: dict[str, tuple[list[Hit], Sighting]] = field(default_factory=dict)  # what was found there
    held: dict[bytes, float] = field(default_factory=dict)  # hosts of ours, when they were leased
    pages: int = 0
    media: int = 0
    read: int = 0
    trouble: str = ""


def agency(slug: str) -> int:
    """The id of an agency at work by its short name; raises NotFound."""
    found = tenancy.agency_by_slug(slug)
    if not tenancy.at_work(found.pk):
        raise NotFound
    return int(found.pk)


def look(actor: Actor, urls: Sequence[str], *, depth: int, allowed: Sequence[str] = ()) -> Iterator[Line]:
    """Read pages `depth` links deep and compare what they show; `allowed`: addresses of private networks, for tests.

    Raises Invalid for an address that cannot be read, MatcherAway.
    """
    registry, policy = matcher.registry(), _policy(urls, allowed)
    country = str(tenancy.agency(actor.agency_id).country)
    threads = crawl.fetching()
    number = threads.begin(crawl.manners())
    state = _Look(actor, Place(urls[0], depth), policy, registry, threads, number, country, frontier.mark_key())
    for url in urls:
        _ask(state, Ask(url))
    try:
        yield from _run(state)
        if not state.read:
            raise Invalid(_("The first page could not be read (%(why)s).") % {"why": state.trouble or "–"})
    finally:
        threads.drop()
        pacing.hosts_release([pacing.Left(key, 0, 0.0, 0.0) for key in state.held])


def _policy(urls: Sequence[str], allowed: Sequence[str]) -> Policy:
    usual = selectors.policy()
    try:
        targets = [addresses.parse(url) for url in urls]
        networks = tuple(ip_network(each) for each in allowed)
    except (BadUrl, ValueError) as error:
        raise Invalid(_("This is not an address that can be read. It must begin with http:// or https://.")) from error
    if not networks:
        return usual
    return Policy(
        allowed_ports=usual.allowed_ports, extra_networks=(*usual.extra_networks, *networks),
        extra_ports=usual.extra_ports | {target.port for target in targets},
    )  # fmt: skip


def _ask(state: _Look, ask: Ask | None, url: str = "", page: str = "", depth: int = 0) -> None:
    """An address joins what waits, once."""
    address = traps.without_session(ask.url if ask else url)
    try:
        key = keys.of(address)
    except BadUrl:
        return
    if ask is None and page:
        _shown(state, key, page)
    room = state.pages < PAGES if ask else state.media < MEDIA
    if key in state.known or not room or traps.circles(address):
        return
    state.known.add(key)
    state.pages, state.media = state.pages + (ask is not None), state.media + (ask is None)
    host = marking.host(state.key, addresses.parse(address).host)
    state.waiting.append(_Waiting(ask, address, page, host, ask.depth if ask else depth))


def _shown(state: _Look, key: str, page: str) -> None:
    """One more page shows a file; what was found there already is a find on this page too."""
    pages = state.pages_of.setdefault(key, [])
    if page in pages or len(pages) >= spreading.MOST:
        return
    pages.append(page)
    if key in state.hits_of:
        hits, sighting = state.hits_of[key]
        for hit in hits:
            finds.match_record(Actor.system(hit.agency_id), hit=hit, sighting=replace(sighting, page_url=page))


def _run(state: _Look) -> Iterator[Line]:
    digest_key = marks.mark_key()
    while state.waiting or state.asked:
        _hand_over(state)
        for outcome in state.threads.results(0.2):
            one = state.asked.pop(outcome.task.number)
            if outcome.other_kind and not one.turned:
                _turn(state, one, outcome.other_kind)
            elif one.ask is not None:
                _read(state, one.ask, outcome)
            elif outcome.decoded is not None:
                yield _line(state, outcome, one.url, one.page, digest_key)
        if state.held and min(state.held.values()) < time.monotonic() - pacing.lease_seconds() / 3:
            pacing.hosts_renew(list(state.held))
            state.held = dict.fromkeys(state.held, time.monotonic())


def _hand_over(state: _Look) -> None:
    """Give the threads what waits, as far as its hosts are free: other workers may be reading them."""
    mark, later = partial(marking.shown, state.key, state.actor.agency_id), list[_Waiting]()
    tasks: list[Task] = []
    hosts: dict[bytes, tuple[float, float]] = {}
    for pace in pacing.hosts_lease(list({one.host for one in state.waiting} - set(state.held))):
        state.held[pace.key] = time.monotonic()
        hosts[pace.key] = (0.0, max(state.threads.manners.pause, pace.delay))
    while state.waiting and len(state.asked) + len(tasks) < 4 * settings.CRAWL_THREADS:
        one = state.waiting.popleft()
        if one.host not in state.held:
            later.append(one)
            continue
        number = next(state.numbers)
        state.asked[number] = one
        tasks.append(
            Task(
                part=state.part, number=number, owner=state.actor.agency_id, url=one.url, host=one.host,
                limits=selectors.page_limits() if one.ask else selectors.media_limits(), policy=state.policy,
                mark=partial(mark, ""), decode=None if one.ask else looking.decode_limits(state.registry),
            )
        )  # fmt: skip
    state.waiting.extend(later)
    state.threads.add(hosts, tasks)


def _turn(state: _Look, one: _Waiting, kind: str) -> None:
    """A link that looked like a page is a file, or the other way round; a page only as deep as links are followed."""
    if kind == "media":
        state.read += 1
        state.waiting.append(replace(one, ask=None, turned=True))
    elif one.depth <= state.place.depth and state.pages < PAGES:
        state.pages += 1
        state.waiting.append(replace(one, ask=Ask(one.url, depth=one.depth), turned=True))


def _read(state: _Look, ask: Ask, outcome: Outcome) -> None:
    if outcome.answer is None or outcome.status != 200:
        state.trouble = outcome.reason or f"status {outcome.status}"
        return
    state.read += 1
    answer = outcome.answer
    found = KINDS["website"].read(state.place, ask, Answer.of(answer))
    for onward in found.asks:
        _ask(state, onward)
    for shown in found.media:
        _ask(state, None, shown.url, shown.page_url or answer.url_final, ask.depth + 1)


def _line(state: _Look, outcome: Outcome, url: str, page: str, digest_key: bytes) -> Line:
    began, decoded = time.monotonic(), outcome.decoded
    assert decoded is not None
    query = digests.marked(decoded.query, digest_key)
    hits = closer.hits_of(state.threads, state.registry, outcome, query)
    sighting = Sighting(
        page_url=page or url, media_url=url, media_sha256=decoded.sha256, country=state.country, language=LANGUAGE,
        fetched_at=outcome.fetched_at,
    )  # fmt: skip
    key = keys.of(url)
    if hits:
        state.hits_of[key] = (hits, sighting)
    for each in dict.fromkeys((sighting.page_url, *state.pages_of.get(key, ()))):
        for hit in hits:
            finds.match_record(Actor.system(hit.agency_id), hit=hit, sighting=replace(sighting, page_url=each))
    reference, band = _own(state.actor, hits, sighting)
    kind = decoded.reason if isinstance(decoded, DecodeFailure) else decoded.media
    ms = (outcome.seconds + outcome.decoding + time.monotonic() - began) * 1000
    return Line(page or url, url, kind, reference, band, round(ms, 1))


def _own(actor: Actor, hits: Sequence[Hit], sighting: Sighting) -> tuple[str | None, str | None]:
    """The agency's own find on this page, as it is recorded: others' are nobody's business here."""
    numbers = [hit.fingerprint_id for hit in hits if hit.agency_id == actor.agency_id]
    if not numbers:
        return None, None
    with tenant_scope(actor.agency_id):
        rows = Match.objects.visible_to(actor).filter(page_key=keys.of(sighting.page_url)).exclude(state="removed")
        cases = selectors.cases_of(actor, numbers)
        found = rows.filter(case_id__in=cases).select_related("case").order_by("-id").first()
        return (found.case.reference, str(found.band)) if found else (None, None)


__all__ = ["Line", "MatcherAway", "agency", "look"]
