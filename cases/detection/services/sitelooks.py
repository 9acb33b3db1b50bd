"""One polite look at the first page of a candidate, and now and then one at that of a watched site.

Through the guarded door, never inside a transaction, at most one at a time on a host whoever asks. What stays are text
facts (see `traces`), sealed; no picture is asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from agencies.doors.adapters.http import Client
from agencies.doors.exchange import Fetched, FetchLimits, Refused, Unreachable
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.detection import gather, marking, robots, selectors, traces
from cases.detection.models import Candidate, SiteLook, WatchSource
from cases.detection.reading import Answer
from cases.detection.services import discovery, frontier, pacing
from cases.detection.services.pacing import Left
from cases.detection.states import CandidateState, SourceState
from cases.detection.traces import Traces

LIMITS = FetchLimits(max_bytes=1_000_000, deadline=15.0, content_types=("text/html", "application/xhtml+xml"))
RULES = FetchLimits(max_bytes=robots.MOST_BYTES, deadline=10.0)
PAUSE = 2.0  # seconds that the host is left alone afterwards
FOR_GOOD = frozenset({301, 308})
EVERY = timedelta(days=1)  # between two looks at a watched site
AT_ONCE = 200  # of an agency
# Kinds that are one site of somebody's own; the others are platforms or lists of addresses.
SITES = ("discourse", "feed", "filehost", "forum", "imageboard", "sitemap", "website", "wordpress")


def candidate_look(actor: Actor, *, candidate_id: int) -> None:
    """The one look at a candidate; a host whose name was made for one reader is not looked at (HARMS 8)."""
    rights.require(actor, "candidate.look")
    with tenant_scope(actor.agency_id):
        rows = Candidate.objects.visible_to(actor).filter(id=candidate_id, state=CandidateState.NEW, looked_at=None)
        row = rows.first()
        if row is None:
            return
        front = row.front
    with _host_leased(front):
        with tenant_scope(actor.agency_id):
            if not rows.update(looked_at=Now()):
                return
        personal = traces.personal(traces.site_of(front))
        found, trouble = (Traces(), "one_person") if personal else look(front)
    candidate_keep(actor, candidate_id=candidate_id, found=found, trouble=trouble)


@verb("candidate.look")
def candidate_keep(actor: Actor, *, candidate_id: int, found: Traces, trouble: str) -> None:
    """Keep what the look told, sealed; nothing if somebody decided meanwhile."""
    row = Candidate.objects.visible_to(actor).filter(id=candidate_id, state=CandidateState.NEW).first()
    if row is None:
        return
    row.traces, row.trouble = ("" if trouble else found.text()), trouble[:20]
    row.save(update_fields=["traces", "trouble"])


@contextmanager
def _host_leased(url: str) -> Iterator[None]:
    """Hold the host for one look; raises Later while somebody else reads it."""
    target = gather.parsed(url)
    key = marking.host(frontier.mark_key(), target.host if target else url)
    if not pacing.hosts_lease([key]):
        raise events.Later("HostBusy")
    try:
        yield
    finally:
        pacing.hosts_release([Left(key, 0, PAUSE, 0.0)])


def look(front: str) -> tuple[Traces, str]:
    """One answer of a first page as traces, or why there are none. Opens sockets; call it outside any transaction."""
    agent = settings.CRAWL_USER_AGENT
    try:
        with Client(policy=selectors.policy(), limits=replace(LIMITS, user_agent=agent)) as client:
            if settings.CRAWL_ROBOTS == "obey" and not _may(client, front, agent):
                return Traces(), "robots"
            answer = client.fetch(front)
    except (Refused, Unreachable) as error:
        return Traces(), error.reason.value
    return of_answer(front, answer), "" if answer.status < 400 else "status"


def _may(client: Client, front: str, agent: str) -> bool:
    answer = client.fetch(f"{front}robots.txt", limits=replace(RULES, user_agent=agent))
    return answer.status != 200 or robots.parse(answer.body, agent).allows("/")


def of_answer(front: str, answer: Fetched) -> Traces:
    """The traces of an answer; `landed` is set where every step to another site was a permanent redirect."""
    headers = Answer.of(answer).headers
    found = traces.of_page(answer.body, answer.url_final, headers.get("content-type", ""), headers)
    home, final = traces.site_of(front), gather.parsed(answer.url_final)
    for_good = (
        final is not None
        and traces.site(final) != home
        and answer.status < 400
        and all(hop.status in FOR_GOOD for hop in answer.redirects)
    )
    tls = answer.tls
    return replace(
        found, host=home, ip=answer.ip, landed=traces.front(final) if final and for_good else "",
        certificate=tls.chain_sha256[0] if tls else "", issuer=tls.issuer[:120] if tls else "",
        names=tls.names[: traces.MOST_NAMES] if tls else (),
    )  # fmt: skip


# ---- watched sites ---------------------------------------------------------------------------------------------


def looks_start() -> int:
    """Once an hour: a look at every watched site whose last one is a day old; returns how many, over all agencies."""
    return sum(looks_plan(Actor.system(agency_id)) for agency_id in tenancy.every_agency_id())


@verb("candidate.look")
def looks_plan(actor: Actor) -> int:
    """Enqueue looks at watched sites that are due; returns how many."""
    oldest = timezone.now() - EVERY
    fresh = SiteLook.objects.visible_to(actor).filter(looked_at__gte=oldest).values("source_id")
    due = (
        WatchSource.objects.visible_to(actor).filter(Q(state=SourceState.ACTIVE, kind__in=SITES)).exclude(id__in=fresh)
    )
    ids = list(due.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    day = timezone.now().date().toordinal()
    for number in ids:
        events.enqueue(
            "cases.detection.site_look", agency_id=actor.agency_id, key=f"site:{number}:{day}", source_id=number
        )
    return len(ids)


def source_look(actor: Actor, *, source_id: int) -> None:
    """A look at the first page of a watched site, for its traces and for whether it moved."""
    rights.require(actor, "candidate.look")
    with tenant_scope(actor.agency_id):
        row = WatchSource.objects.visible_to(actor).filter(id=source_id, state=SourceState.ACTIVE).first()
    target = gather.parsed(row.url) if row is not None else None
    if target is None:
        return
    with _host_leased(target.url):
        found, trouble = look(traces.front(target))
    look_keep(actor, source_id=source_id, found=found, trouble=trouble)


@verb("candidate.look")
def look_keep(actor: Actor, *, source_id: int, found: Traces, trouble: str) -> None:
    """Keep what a look told, sealed; a permanent move is noted unless somebody said no to that host."""
    row, _made = SiteLook.objects.get_or_create(agency_id=actor.agency_id, source_id=source_id)
    row.looked_at = timezone.now()
    if not trouble:
        mark = discovery.host_mark(actor, traces.site_of(found.landed)) if found.landed else ""
        if mark != row.moved_mark:
            new = bool(mark) and mark != row.declined_mark
            row.moved_mark, row.moved_to = mark, found.landed if new else ""
            row.moved_at = row.looked_at if new else None
        row.traces = found.text()
    row.save()
