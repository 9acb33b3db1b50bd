"""Finds on every page that shows a file, although the file is fetched once: the pages beside the one that asked for it first.

A page that shows what still waits is remembered until the file was looked at; one that shows what was looked at already is
told to the owners of its copies at once. Both are tried before and after the answers are written: before, so that a worker
that is killed loses nothing; after, so that of two workers the later one sees what the other one did.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from agencies.keys import services as sealing
from agencies.tenancy import lookup
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection import keys
from cases.detection.models import FrontierEntry, MatchCopy, MediumPage
from cases.detection.services import copies, discovery, finds, searches
from cases.detection.services.finds import Sighting
from cases.detection.services.frontier import Wanted
from cases.detection.states import EntryState, MatchState
from cases.detection.strength import strength

MOST = 100  # pages of one file: that are remembered of a round, and on which copies of a case are looked for
MARGIN = timedelta(minutes=10)  # from the fetching of a file until its answer is written, at the most
PLACE = "cases_mediumpage.page_url"
Name = tuple[int, str]  # source, key of the file's address


@dataclass(slots=True)
class Told:
    """A file that pages of this part show. `since`: what it shows was found out then or later; None while it waits."""

    entry: FrontierEntry  # the page that shows it, or its own
    address: str
    pages: dict[str, None] = field(default_factory=dict)
    since: datetime | None = None
    kept: bool = False  # its pages are remembered already

    @property
    def sealed(self) -> bool:
        return not self.entry.url


@dataclass(slots=True)
class Noted:
    """What a part noted and has not told yet."""

    files: dict[Name, Told] = field(default_factory=dict)


def pages_note(noted: Noted, entry: FrontierEntry, known: Iterable[tuple[str, Wanted]]) -> None:
    """A page shows files that others asked for before."""
    for key, one in known:
        if one.kind == "media" and one.page_url:
            told = noted.files.setdefault((entry.source_id, key), Told(entry, one.url))
            if len(told.pages) < MOST:
                told.pages[one.page_url] = None


def answer_note(noted: Noted, entry: FrontierEntry, *, since: datetime | None) -> None:
    """A file was looked at and shows something registered, or did not change since it was looked at."""
    if since is not None:
        told = noted.files.setdefault((entry.source_id, entry.url_key), Told(entry, entry.address))
        told.since = since
        if entry.shown_on:
            told.pages[entry.shown_on] = None


def finds_spread(actor: Actor, noted: Noted, outside: Mapping[str, Sequence[str]]) -> Counter[int]:
    """Tell owners of copies of all pages; returns new finds of this agency by round. `outside`: links of pages to other hosts."""
    made: Counter[int] = Counter()
    if not noted.files:
        return made
    with tenant_scope(actor.agency_id):
        since = _since(actor, noted)
        _remember(actor, [(name, told) for name, told in noted.files.items() if name not in since and not told.kept])
    by_key = {keys.of(told.address) if (told := noted.files[name]).sealed else name[1]: name for name in since}
    owned: dict[tuple[int, str], list[int]] = {}
    for agency_id, copy_id, key in lookup.copies(list(by_key)):
        owned.setdefault((agency_id, key), []).append(copy_id)
    for (agency_id, key), copy_ids in owned.items():
        told = noted.files[by_key[key]]
        if told.since is not None:
            _recall(actor, by_key[key], told)
        new = _tell(Actor.system(agency_id), copy_ids, told, since[by_key[key]], outside)
        for match_id in new if agency_id == actor.agency_id else ():
            made[told.entry.round_id] += 1
            if told.entry.search_id is not None:
                searches.match_found(actor, match_id=match_id, search_id=told.entry.search_id)
    return made


def _since(actor: Actor, noted: Noted) -> dict[Name, datetime]:
    """Files that were looked at, and since when what they show is known; the others wait."""
    found = {name: told.since for name, told in noted.files.items() if told.since is not None}
    asked = [name for name in noted.files if name not in found]
    if asked:
        rows = FrontierEntry.objects.visible_to(actor).filter(
            source_id__in={source for source, _key in asked}, url_key__in=[key for _source, key in asked],
            state=EntryState.DONE, compared_at__isnull=False,
        )  # fmt: skip
        for source, key, compared in rows.values_list("source_id", "url_key", "compared_at"):
            if (source, key) in noted.files and compared is not None:
                found[source, key] = compared - MARGIN
    return found


def _remember(actor: Actor, waiting: Sequence[tuple[Name, Told]]) -> None:
    """Keep the pages of files that wait until they were looked at, at most MOST of a file and round."""
    if not waiting:
        return
    rows = MediumPage.objects.visible_to(actor).filter(url_key__in={key for (_source, key), _told in waiting})
    kept = {
        (row["round_id"], row["url_key"]): row["number"]
        for row in rows.order_by().values("round_id", "url_key").annotate(number=Count("id"))
    }
    made = []
    for (_source, key), told in waiting:
        room = MOST - kept.get((told.entry.round_id, key), 0)
        made += [_row(actor, key, told, page) for page in list(told.pages)[: max(room, 0)]]
        told.kept = True
    MediumPage.objects.bulk_create(sorted(made, key=lambda row: (row.url_key, row.page_key)), ignore_conflicts=True)


def _row(actor: Actor, key: str, told: Told, page: str) -> MediumPage:
    mark = sealing.blind(actor.agency_id, place=PLACE, value=page) if told.sealed else keys.of(page)
    where: dict[str, Any] = {"sealed_page" if told.sealed else "page_url": page}
    return MediumPage(
        agency_id=actor.agency_id, source_id=told.entry.source_id, round_id=told.entry.round_id, url_key=key,
        page_key=mark, **where,
    )  # fmt: skip


def _recall(actor: Actor, name: Name, told: Told) -> None:
    """The pages that were remembered while the file waited, in this worker or another."""
    with tenant_scope(actor.agency_id):
        rows = MediumPage.objects.visible_to(actor).filter(round_id=told.entry.round_id, url_key=name[1])
        told.pages |= dict.fromkeys(row.address for row in rows.order_by("id")[:MOST])


def _tell(
    owner: Actor, copy_ids: Sequence[int], told: Told, since: datetime, outside: Mapping[str, Sequence[str]]
) -> list[int]:
    """Record what is new for an owner; returns its new finds."""
    made = []
    source: Any = told.entry.source
    for copy, sha256, pages in _missing(owner, copy_ids, told.pages, since):
        for page in pages:
            match_id = finds.match_spread(owner, copy_id=copy.pk, sighting=Sighting(
                page_url=page, media_url=copy.media_url, media_sha256=sha256, country=source.country,
                language=source.language, fetched_at=copy.seen_at,
                appeared=copy.fetched_at < told.entry.round.started_at and source.last_success_at is not None,
            ))  # fmt: skip
            if match_id is not None:
                made.append(match_id)
                if links := outside.get(page):
                    discovery.links_seen(owner, source.pk, page, links)
    return made


def _missing(
    owner: Actor, copy_ids: Sequence[int], pages: Iterable[str], since: datetime
) -> list[tuple[MatchCopy, str, list[str]]]:
    """The strongest copy of what a file shows in each case, its digest, and the pages that the case does not know yet."""
    marks = {keys.of(page): page for page in pages}
    with tenant_scope(owner.agency_id):
        rows = MatchCopy.objects.visible_to(owner).filter(id__in=copy_ids, seen_at__gte=since)
        best: dict[tuple[int, int], MatchCopy] = {}
        for row in rows.exclude(match__state=MatchState.REJECTED).select_related("match"):
            held = best.get((row.case_id, row.shows))
            if held is None or strength(row) > strength(held):
                best[row.case_id, row.shows] = row
        found = []
        for row in best.values():
            same = MatchCopy.objects.visible_to(owner).filter(case_id=row.case_id, shows=row.shows)
            there = set(same.filter(media_key=row.media_key).values_list("page_key", flat=True))
            new = [page for mark, page in marks.items() if mark not in there][: max(MOST - len(there), 0)]
            if new:
                found.append((row, copies.medium_sha256(owner, row), new))
        return found
