"""Ask providers for terms: start what is due, ask one question after the other, hand the pages that come back to the crawl.

A question exists in memory only, from the moment when its consent was read to the moment when it was sent: it is on no frontier
and in no job. What the provider names joins the frontier with the search's id, and a find knows by it which term led to it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from agencies.audit import services as audit
from agencies.doors.adapters.http import Client
from agencies.doors.exchange import FetchLimits, Refused, Unreachable
from agencies.events import services as events
from agencies.tenancy import lookup
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.casework.states import Purpose, protected
from cases.detection import folding, keys, lanes, selectors, variants
from cases.detection.models import Match, Search, SearchConsent, SearchFind, SearchTerm, WatchSource
from cases.detection.reading import Answer, Ask, Item, Place, Reading, Shown
from cases.detection.selectors import searching
from cases.detection.services import frontier, placing, textfinds
from cases.detection.sources import KINDS
from cases.detection.states import NAMING, SearchState, SearchWhy, SourceState, TermState

SEARCHES_AT_ONCE = 300
SOON = 60  # s until a provider is tried again whose way of being asked is not known yet
RESULTS = 40  # pages of one answer that are looked at
ANSWERS = (
    "text/html", "application/xhtml+xml", "application/json", "application/xml", "text/xml", "application/rss+xml",
    "application/atom+xml", "application/activity+json", "application/ld+json", "text/plain",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What one provider is asked next; never written anywhere."""

    source_id: int
    kind: str
    place: Place
    asks: tuple[Ask, ...]


def held_back(
    actor: Actor, term: SearchTerm, source: WatchSource, consent: SearchConsent | None = None
) -> SearchWhy | None:
    """Why a term must not be typed into a provider now; None: it may. Read again just before each question (HARMS 13)."""
    if term.state == TermState.WITHDRAWN or (consent is not None and consent.withdrawn_at is not None):
        return SearchWhy.WITHDRAWN
    if not term.lines():
        return SearchWhy.ERASED
    if term.state == TermState.PAUSED or source.state != SourceState.ACTIVE:
        return SearchWhy.PAUSED
    if consent is not None and (consent.country, consent.place_key) != (source.country, keys.of(source.url)):
        return SearchWhy.CHANGED
    return _held_by_case(actor, term, source) if term.case_id is not None else _held_by_name(actor, term)


def _held_by_case(actor: Actor, term: SearchTerm, source: WatchSource) -> SearchWhy | None:
    case = casework.case(Actor.system(actor.agency_id), int(term.case_id or 0))
    if case.over:
        return SearchWhy.CASE_OVER
    if not casework.agreed(actor, case.pk, Purpose.DETECTION):
        return SearchWhy.NO_CONSENT
    if source.country in case.excluded_countries:
        return SearchWhy.COUNTRY
    if not protected(case.age_band):
        return None
    return SearchWhy.PROTECTED if term.kind in NAMING else _held_by_name(actor, term)


def _held_by_name(actor: Actor, term: SearchTerm) -> SearchWhy | None:
    """A phrase, hashtag or term of the whole agency that contains the name of somebody of a protected age stays here."""
    names = searching.protected_names(Actor.system(actor.agency_id), term.case_id)
    text = folding.letters(term.text)
    inside = any(folding.letters(line) in text for row in names for line in row.lines()[:1] if row.pk != term.pk)
    return SearchWhy.PROTECTED if inside else None


def searches_start() -> int:
    """Start every due search of every agency; returns how many. One short scope per search."""
    due = lookup.due_searches(SEARCHES_AT_ONCE)
    return sum(search_start(Actor.system(agency_id), consent_id=consent_id) for consent_id, agency_id in due)


@verb("search.run")
def search_start(actor: Actor, *, consent_id: int) -> bool:
    """Open a search and enqueue it; False when it is not due, may not be, or the provider is being asked already."""
    now = timezone.now()
    due = SearchConsent.objects.visible_to(actor).filter(id=consent_id, withdrawn_at=None, next_due_at__lte=now)
    row = due.select_related("term", "source").select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return False
    why = held_back(actor, row.term, row.source, row) or _limit(actor, row.source_id)
    state = SearchState.STOPPED if why else SearchState.RUNNING
    try:
        with transaction.atomic():
            opened = Search.objects.create(
                agency_id=actor.agency_id, term=row.term, consent=row, source=row.source, state=state, why=why or "",
                finished_at=now if why else None,
            )  # fmt: skip
    except IntegrityError:  # one question at a time; it stays due
        return False
    rows = SearchConsent.objects.visible_to(actor).filter(id=row.pk)
    rows.update(next_due_at=now + timedelta(seconds=row.term.cadence_seconds))
    audit.record(
        actor, "search.start", subject_kind="search", subject_id=opened.pk, case_id=row.term.case_id, term=row.term_id,
        source=row.source_id, why=str(why or ""),
    )  # fmt: skip
    if not why:
        _enqueue(actor, opened.pk, 0)
    return not why


def _enqueue(actor: Actor, search_id: int, part: int) -> None:
    events.enqueue(
        "cases.detection.variants" if part else "cases.detection.search", agency_id=actor.agency_id,
        key=f"search:{search_id}:{part}", search_id=search_id, part=part,
    )  # fmt: skip


def _limit(actor: Actor, source_id: int) -> SearchWhy | None:
    own = tenancy.settings(actor)
    used, here = searching.asked_lately(actor), searching.asked_lately(actor, source_id)
    return SearchWhy.LIMIT if used >= own.searches_day or here >= own.searches_provider else None


def search_run(actor: Actor, *, search_id: int, part: int) -> None:
    """Ask a provider one question after the other for some seconds, then enqueue the next part or close the search.

    The first part asks the term as it was written and no more, so that every provider of a new term is asked for that first;
    variants wait for their turn beside the crawl, and make room for what somebody waits for.
    """
    until = time.monotonic() + (settings.CRAWL_PART_SECONDS if part else 0)
    pause = 1.0 / settings.CRAWL_REQUESTS_PER_SECOND
    with Client(policy=selectors.policy(), limits=_limits()) as client:
        while (question := question_next(actor, search_id=search_id)) is not None:
            for number, ask in enumerate(question.asks):
                if number:
                    time.sleep(pause)
                _ask(actor, client, search_id, question, ask)
            if time.monotonic() >= until or events.others_wait():
                with tenant_scope(actor.agency_id):
                    _enqueue(actor, search_id, part + 1)
                return
            time.sleep(pause)


def _limits() -> FetchLimits:
    """No redirect is followed: the words go to the address that was told, and nowhere else."""
    return FetchLimits(
        max_bytes=selectors.PAGE_BYTES, deadline=20.0, max_redirects=0, content_types=ANSWERS,
        user_agent=settings.CRAWL_USER_AGENT,
    )  # fmt: skip


@verb("search.run")
def question_next(actor: Actor, *, search_id: int) -> Question | None:
    """The next question of a running search, counted before it is asked; None: the search is over. Checks everything anew."""
    rows = Search.objects.visible_to(actor).filter(id=search_id, state=SearchState.RUNNING)
    row = rows.select_related("term", "source", "consent").select_for_update(of=("self",)).first()
    if row is None:
        return None
    why = held_back(actor, row.term, row.source, row.consent) or _limit(actor, row.source_id)
    asking = searching.asking(row.source.kind)
    if why or asking is None:
        _close(actor, row, SearchState.STOPPED, why or SearchWhy.CHANGED)
        return None
    lines = row.term.lines()
    texts = variants.to_send(variants.variants(lines[0], row.term.kind), lines[1:])
    if row.asked >= len(texts):
        _close(actor, row, SearchState.DONE, None)
        return None
    place = placing.place_of(row.source)
    asks = tuple(asking.asks(place, texts[row.asked]))
    if not asks:
        _close(actor, row, SearchState.STOPPED, SearchWhy.NOT_READY)
        soon = timezone.now() + timedelta(seconds=SOON)
        SearchConsent.objects.visible_to(actor).filter(id=row.consent_id).update(next_due_at=soon)
        return None
    rows.update(asked=F("asked") + 1)
    return Question(row.source_id, row.source.kind, place, asks)


def _close(actor: Actor, row: Search, state: SearchState, why: SearchWhy | None) -> None:
    """End a search, and start what waits for the same provider, in the caller's transaction."""
    Search.objects.visible_to(actor).filter(id=row.pk).update(state=state, why=why or "", finished_at=Now())
    audit.record(
        actor, "search.close", subject_kind="search", subject_id=row.pk, case_id=row.term.case_id, asked=row.asked,
        results=row.results, why=str(why or ""),
    )  # fmt: skip
    due = SearchConsent.objects.visible_to(actor).filter(
        source_id=row.source_id, withdrawn_at=None, next_due_at__lte=timezone.now(), term__state=TermState.ACTIVE
    )
    waiting = due.order_by("next_due_at", "id").values_list("id", flat=True).first()
    if waiting is not None:
        search_start(actor, consent_id=waiting)


def _ask(actor: Actor, client: Client, search_id: int, question: Question, ask: Ask) -> None:
    """Send one question and keep where its answer leads; whatever goes wrong is counted and ends this question only."""
    reading = _read(client, question, ask)
    if reading is None or reading.trouble:
        with tenant_scope(actor.agency_id):
            Search.objects.visible_to(actor).filter(id=search_id).update(failed=F("failed") + 1)
        return
    items_seen(actor, question.source_id, reading.items)
    results_add(actor, search_id=search_id, asks=_pages(ask, reading), media=reading.media[:RESULTS])


def _read(client: Client, question: Question, ask: Ask) -> Reading | None:
    try:
        got = client.fetch(ask.url, headers={"accept": ask.accept} if ask.accept else {})
    except (Refused, Unreachable):
        return None
    if got.status != 200:
        return None
    return KINDS[question.kind].read(question.place, ask, Answer.of(got))


def _pages(ask: Ask, reading: Reading) -> tuple[Ask, ...]:
    """Pages that an answer names; further pages of the question itself are left out, because their addresses hold the term."""
    found = [each for each in reading.asks if not each.role.startswith(ask.role)]
    found = found or [Ask(item.url, "hit", depth=1) for item in reading.items if item.url]
    return tuple({each.url: each for each in found}.values())[:RESULTS]


@verb("search.run")
def results_add(actor: Actor, *, search_id: int, asks: Sequence[Ask], media: Sequence[Shown] = ()) -> int:
    """Put result pages and pictures on the provider's frontier, before most others; returns how many pages are looked at by it.

    A search that was stopped meanwhile adds none.
    """
    rows = Search.objects.visible_to(actor).filter(id=search_id, state=SearchState.RUNNING)
    row = rows.select_related("source").select_for_update(of=("self",)).first()
    if row is None or not (asks or media):
        return 0
    added = frontier.frontier_add(actor, source_id=row.source_id, asks=asks, lane=lanes.SEARCHED, search_id=search_id)
    shown = [frontier.file(one.url, one.page_url, 1) for one in media]
    if shown:
        opened = frontier.round_open(actor, row.source)
        frontier.put(actor, opened, shown, lane=lanes.SEARCHED, search_id=search_id, again=True)
    rows.update(results=F("results") + added)
    return added


@verb("search.run")
def match_found(actor: Actor, *, match_id: int, search_id: int) -> None:
    """Note that a search led to a find of the same agency; the crawl calls it after the find was recorded."""
    search = Search.objects.visible_to(actor).filter(id=search_id).first()
    match = Match.objects.visible_to(actor).filter(id=match_id).first()
    if search is not None and match is not None:
        SearchFind.objects.get_or_create(agency_id=actor.agency_id, search=search, match=match)


def items_seen(actor: Actor, source_id: int, items: Sequence[Item]) -> int:
    """Look for watched words in texts that the crawl read; see textfinds.texts_seen. Call it outside any scope."""
    return textfinds.texts_seen(actor, [(item.url, item.text) for item in items if item.text])
