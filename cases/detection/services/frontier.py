"""Addresses join the frontier, each once a round: from rounds, from pages that were read, from searches and reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from agencies.doors import url as addresses
from agencies.doors.url import BadUrl
from agencies.keys import services as sealing
from agencies.tenancy import scope
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.services import verb
from cases.detection import keys, lanes, marking
from cases.detection.models import CrawlRound, FrontierEntry, WatchSource
from cases.detection.reading import MEDIA, Ask
from cases.detection.services import slots
from cases.detection.states import EntryState

PURPOSE = "marks of the crawl"
PLACE = "cases_frontierentry.url"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address on its way to the frontier. `page_url`: the page that shows the media."""

    url: str
    kind: str = "page"
    role: str = "page"
    accept: str = ""
    depth: int = 0
    page_url: str = ""


def wanted(ask: Ask, url: str = "") -> Wanted:
    """What a kind asks for, under another address if one is given; the role MEDIA joins as media."""
    kind = "media" if ask.role == MEDIA else "page"
    return Wanted(url or ask.url, kind=kind, role=ask.role, accept=ask.accept, depth=ask.depth)


def file(url: str, page_url: str, depth: int) -> Wanted:
    """A picture or clip that a page shows."""
    return Wanted(url, kind="media", role=MEDIA, depth=depth, page_url=page_url)


@dataclass(frozen=True, slots=True)
class Joined:
    """What joined the frontier: addresses queued, pages among them, media that no earlier round knew, and which.

    `known`: (key, file) of those that were in the round before, by another page, or are named by several pages here.
    """

    queued: int = 0
    pages: int = 0
    fresh: int = 0
    urls: tuple[str, ...] = ()
    known: tuple[tuple[str, Wanted], ...] = ()


def mark_key() -> bytes:
    """The platform's key of `marking`; in the database it lies only wrapped by the master key. Raises KeyTrouble."""
    return sealing.platform_key(PURPOSE)


@verb("source.crawl")
def frontier_add(
    actor: Actor, *, source_id: int, asks: Sequence[Ask], lane: int = lanes.USUAL, search_id: int | None = None,
    sealed: bool = False,
) -> int:  # fmt: skip
    """Put addresses on the frontier of a source, in its open round or a new one; returns how many are queued by it.

    An address that was looked at in this round already is looked at again; one that waits keeps its place, or gets the
    lower lane. Addresses of a search are sealed, and others if the caller says so. What cannot be an address is left out. Raises NotFound.
    """
    source = WatchSource.objects.visible_to(actor).filter(id=source_id).first()
    if source is None:
        raise NotFound
    opened = round_open(actor, source)
    slots.wake(actor.agency_id, awaited=lane in lanes.AWAITED)
    return put(actor, opened, map(wanted, asks), lane=lane, search_id=search_id, sealed=sealed, again=True).queued


def round_open(actor: Actor, source: WatchSource) -> CrawlRound:
    """The open round of a source, or a new one, in the caller's transaction."""
    rows = CrawlRound.objects.visible_to(actor).filter(source=source, finished_at=None)
    if (found := rows.first()) is not None:
        return found
    try:
        with transaction.atomic():
            return CrawlRound.objects.create(agency_id=actor.agency_id, source=source)
    except IntegrityError:
        return rows.get()


def put(
    actor: Actor, opened: CrawlRound, joining: Iterable[Wanted], *, lane: int, search_id: int | None = None,
    sealed: bool = False, again: bool = False, key: bytes = b"",
) -> Joined:  # fmt: skip
    """Addresses join an open round, in the caller's transaction. `key`: mark_key, of those who hold it already.

    Those of earlier rounds are queued again and keep what is known of them; those of this round stay as they are, or with
    `again` are queued once more unless they wait or are being looked at.
    """
    scope.require(actor.agency_id)
    sealed = sealed or search_id is not None
    named = [(name, one) for one in joining if (name := _key(actor, one.url, sealed=sealed))]
    rows = dict(named)
    if not rows:
        return Joined()
    host_key = key or mark_key()
    names = sorted(rows)
    hosts = [marking.host(host_key, addresses.parse(rows[name].url).host) for name in names]
    fields: list[list[Any]] = [
        names,
        ["" if sealed else rows[name].url for name in names],
        [rows[name].kind for name in names],
        [rows[name].role for name in names],
        [rows[name].accept for name in names],
        [rows[name].depth for name in names],
        ["" if sealed else rows[name].page_url for name in names],
        hosts,
    ]
    with connection.cursor() as cursor:
        cursor.execute(PUT, [actor.agency_id, opened.source_id, opened.pk, lane, search_id, *fields, opened.pk, again])
        found = cursor.fetchall()
    made = {int(number): str(name) for number, name, _fresh in found}
    if sealed and made:
        for entry in FrontierEntry.objects.visible_to(actor).filter(id__in=made):
            one = rows[made[entry.pk]]
            entry.sealed_url = f"{one.url}\n{one.page_url}"
            entry.save(update_fields=["sealed_url"])
    pages = sum(rows[name].kind == "page" for name in made.values())
    if pages:
        CrawlRound.objects.visible_to(actor).filter(id=opened.pk).update(listed=F("listed") + pages)
    fresh = sum(bool(new) and rows[name].kind == "media" for _number, name, new in found)
    queued = set(made.values())
    known = tuple((name, one) for name, one in named if name not in queued or one.page_url != rows[name].page_url)
    return Joined(len(made), pages, fresh, tuple(rows[name].url for name in made.values()), known)


def _key(actor: Actor, url: str, *, sealed: bool) -> str:
    """The key of an address; an empty string for what cannot be fetched."""
    try:
        if sealed:
            return sealing.blind(actor.agency_id, place=PLACE, value=addresses.canonical(url))
        return keys.of(url)
    except BadUrl:
        return ""


# Rows of this round are left out before the insert: a conflict would lock them, and other workers hold them by turns.
PUT = f"""
INSERT INTO cases_frontierentry AS f (agency_id, source_id, round_id, lane, search_id, url_key, url, kind, role, accept,
    depth, page_url, host_key, sealed_url, state, attempts, etag, last_modified, compared_with, head_mark, full_mark)
SELECT a.agency, a.source, a.round, a.lane, a.search, u.*, '', '{EntryState.QUEUED}', 0, '', '', '{{}}', '', ''
FROM (SELECT %s::bigint AS agency, %s::bigint AS source, %s::bigint AS round, %s::smallint AS lane, %s::bigint AS search) a,
    unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::smallint[], %s::text[], %s::bytea[])
        AS u(url_key, url, kind, role, accept, depth, page_url, host_key)
WHERE NOT EXISTS (SELECT FROM cases_frontierentry o WHERE o.agency_id = a.agency AND o.source_id = a.source
    AND o.url_key = u.url_key AND o.round_id = %s
    AND CASE o.state WHEN '{EntryState.QUEUED}' THEN a.lane >= o.lane WHEN '{EntryState.LEASED}' THEN true ELSE NOT %s END)
ORDER BY u.url_key
ON CONFLICT (agency_id, source_id, url_key) DO UPDATE SET round_id = excluded.round_id, state = '{EntryState.QUEUED}',
    lane = excluded.lane, search_id = excluded.search_id, host_key = excluded.host_key, role = excluded.role,
    accept = excluded.accept, depth = excluded.depth, attempts = 0, due_at = NULL, lease_until = NULL,
    page_url = CASE WHEN excluded.page_url = '' THEN f.page_url ELSE excluded.page_url END
RETURNING f.id, f.url_key, f.xmax = 0
"""
