"""Reads of sources, rounds and finds, and how far outbound reading may go."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from ipaddress import ip_network
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from agencies.doors.exchange import FetchLimits
from agencies.doors.guard import ALLOWED_PORTS, Policy
from agencies.people import selectors as people
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.detection import cadence
from cases.detection.models import REPORTED, CrawlRound, Match, WatchSource
from cases.detection.playlist import STREAM_TYPES
from cases.detection.states import MatchState, SourceState
from cases.fingerprints.models import Fingerprint

PAGES = (
    "text/", "application/xhtml+xml", "application/xml", "application/json", "application/rss+xml", "application/atom+xml",
    "application/feed+json", "application/activity+json", "application/ld+json", "application/jrd+json",
    "application/opensearchdescription+xml", "application/x-gzip", "application/gzip",
)  # fmt: skip
PAGE_BYTES, MEDIA_BYTES = 5_000_000, 60_000_000


@cache
def _policy(networks: tuple[str, ...], ports: tuple[int, ...]) -> Policy:
    return Policy(
        allowed_ports=ALLOWED_PORTS,
        extra_networks=tuple(ip_network(network) for network in networks),
        extra_ports=frozenset(ports),
    )


def policy() -> Policy:
    """Which hosts and ports may be read: the public internet, and in the demo the sample sites."""
    return _policy(tuple(settings.CRAWL_ALLOWED_NETWORKS), tuple(settings.CRAWL_ALLOWED_PORTS))


def page_limits() -> FetchLimits:
    """Bounds of reading a page."""
    return FetchLimits(
        max_bytes=PAGE_BYTES,
        deadline=20.0,
        content_types=PAGES,
        user_agent=settings.CRAWL_USER_AGENT,
    )


def media_limits() -> FetchLimits:
    """Bounds of reading a picture or a clip; many servers call them octet-stream, the decoder looks at the bytes."""
    return FetchLimits(
        max_bytes=MEDIA_BYTES,
        deadline=60.0,
        content_types=("image/", "video/", "application/octet-stream", "binary/octet-stream", *STREAM_TYPES),
        user_agent=settings.CRAWL_USER_AGENT,
    )


def sources(actor: Actor) -> QuerySet[WatchSource]:
    """The agency's watch sources by name, without the one that stands for addresses of reports: nobody set it up."""
    return WatchSource.objects.visible_to(actor).exclude(url=REPORTED).order_by("name", "id")


def source(actor: Actor, source_id: int) -> WatchSource:
    """One of them; raises NotFound."""
    found = sources(actor).filter(id=source_id).first()
    if found is None:
        raise NotFound
    return found


def unattended(actor: Actor) -> QuerySet[WatchSource]:
    """Sources after which nobody looks who works here now and may change them."""
    return sources(actor).exclude(owner_id__in=list(people.able(actor, "source.update")))


def owned_by(actor: Actor, *, user_id: int) -> int:
    """How many sources a colleague looks after."""
    return sources(actor).filter(owner_id=user_id).count()


def after_quiet(actor: Actor, row: WatchSource, due: datetime) -> datetime:
    """`due`, or the end of the source's quiet hours that it lies in: hours of its own time zone, else of the agency's."""
    if row.quiet_from is None or row.quiet_until is None:
        return due
    zone = ZoneInfo(row.quiet_zone or tenancy.settings(actor).time_zone)
    return cadence.after_quiet(due.astimezone(zone), row.quiet_from, row.quiet_until)


def rounds(actor: Actor, source_id: int, limit: int = 20) -> list[CrawlRound]:
    """A source's newest rounds."""
    return list(CrawlRound.objects.visible_to(actor).filter(source_id=source_id).order_by("-id")[:limit])


def cases_of(actor: Actor, fingerprint_ids: Sequence[int]) -> list[int]:
    """The cases that these registrations of the agency belong to."""
    rows = Fingerprint.objects.visible_to(actor).filter(id__in=fingerprint_ids)
    return [int(number) for number in rows.values_list("case_id", flat=True).distinct()]


def matches(actor: Actor, case_id: int | None = None) -> QuerySet[Match]:
    """Finds of the cases that this actor may see, newest first; of golden cases only if one is named."""
    rows = Match.objects.visible_to(actor).select_related("case", "fingerprint").order_by("-id")
    return rows.filter(case__golden=False) if case_id is None else rows.filter(case_id=case_id)


def match(actor: Actor, match_id: int) -> Match:
    """One find; raises NotFound."""
    found = Match.objects.visible_to(actor).select_related("case", "fingerprint").filter(id=match_id).first()
    if found is None:
        raise NotFound
    return found


def counts(actor: Actor) -> dict[str, int]:
    """Finds by state, and how many sources are watched."""
    wanted = {state.value: Count("id", filter=Q(state=state)) for state in MatchState}
    found = Match.objects.visible_to(actor).filter(case__golden=False).aggregate(**wanted)
    watched = sources(actor).order_by().filter(state=SourceState.ACTIVE).count()
    return {**{name: int(number or 0) for name, number in found.items()}, "sources": watched}
