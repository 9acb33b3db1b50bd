"""Reads of candidates, of what is known about sites, and how candidates stand."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.casework.states import Identity
from cases.detection import likeness, traces
from cases.detection.likeness import Known, Rank
from cases.detection.models import Candidate, CandidateSighting, Match, SiteLook, WatchSource
from cases.detection.states import CandidateState
from cases.detection.traces import Traces

MOST_RANKED = 300  # newest ones; what lies below waits its turn
MOST_KNOWN = 300  # looks at watched sites that candidates are compared with
MOST_PAGES = 2000  # finds that are looked through for mirrors
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate and how it stands; `cluster`: ids of the candidates of the same hand, itself included."""

    row: Candidate
    host: str
    traces: Traces
    rank: Rank
    cluster: tuple[int, ...]


def candidate(actor: Actor, candidate_id: int) -> Candidate:
    """One candidate; raises NotFound."""
    found = Candidate.objects.visible_to(actor).filter(id=candidate_id).first()
    if found is None:
        raise NotFound
    return found


def open_to(actor: Actor) -> QuerySet[Candidate]:
    """Candidates in every state, newest first.

    A key, behind which a reporter may stand, learns of those that verified people's cases led to and of those that are
    watched by now, of no other site (HARMS 7).
    """
    rows = Candidate.objects.visible_to(actor).order_by("-id")
    if actor.kind == "person":
        return rows
    seen = CandidateSighting.objects.visible_to(actor).exclude(match=None)
    seen = seen.exclude(match__case__identity=Identity.UNCHECKED)
    waiting = Q(state=CandidateState.NEW, id__in=seen.values("candidate_id"))
    return rows.filter(waiting | Q(state=CandidateState.ADOPTED))


def watched_hosts(actor: Actor) -> frozenset[str]:
    """Hosts that the agency watches."""
    urls = WatchSource.objects.visible_to(actor).values_list("url", flat=True)
    return frozenset(host for url in urls if (host := traces.site_of(url)))


def known_sites(actor: Actor) -> list[Known]:
    """Watched sites whose first page was looked at, those of the abuse list first."""
    rows = SiteLook.objects.visible_to(actor).exclude(looked_at=None).select_related("source")
    newest = rows.order_by("-source__abuse_listed", "-id")[:MOST_KNOWN]
    return [Known(row.source_id, row.source.name, traces.read(row.traces), row.source.abuse_listed) for row in newest]


def finds_by_candidate(actor: Actor, ids: list[int]) -> Counter[int]:
    """From how many finds each candidate is linked, of the cases that this actor may see."""
    rows = CandidateSighting.objects.visible_to(actor).filter(candidate_id__in=ids)
    return Counter(rows.values_list("candidate_id", flat=True))


def candidates(actor: Actor) -> list[Place]:
    """Candidates that wait for a decision, the most telling ones first; those of one hand stand beside each other."""
    waiting = Candidate.objects.visible_to(actor).filter(state=CandidateState.NEW)
    rows = list(waiting.order_by("-last_seen_at", "-id")[:MOST_RANKED])
    sites = {row.pk: _traces(row) for row in rows}
    groups = {number: tuple(group) for group in likeness.clusters(sites) for number in group}
    finds, known = finds_by_candidate(actor, list(sites)), known_sites(actor)
    places = [
        Place(
            row, traces.site_of(row.front), sites[row.pk],
            likeness.rank(
                sites[row.pk], finds=finds[row.pk], links=row.links, known=known, group=len(groups[row.pk]) - 1
            ),
            groups[row.pk],
        )
        for row in rows
    ]  # fmt: skip
    best = {place.cluster: 0 for place in places}
    for place in places:
        best[place.cluster] = max(best[place.cluster], place.rank.score)
    return sorted(places, key=lambda p: (-best[p.cluster], min(p.cluster), -p.rank.score, p.row.pk))


def place(actor: Actor, row: Candidate) -> Place:
    """How one candidate stands among the others."""
    found = next((one for one in candidates(actor) if one.row.pk == row.pk), None)
    if found is not None:
        return found
    rank = likeness.rank(_traces(row), finds=0, links=row.links, known=(), group=0)
    return Place(row, traces.site_of(row.front), _traces(row), rank, (row.pk,))


def _traces(row: Candidate) -> Traces:
    found = traces.read(row.traces)
    return found if found.host else Traces(host=traces.site_of(row.front))


def refused(actor: Actor) -> QuerySet[Candidate]:
    """Candidates that somebody said no to, newest first."""
    rows = Candidate.objects.visible_to(actor)
    return rows.filter(state__in=[CandidateState.DISMISSED, CandidateState.IGNORED]).order_by("-decided_at", "-id")


def examples(actor: Actor, candidate_id: int) -> list[CandidateSighting]:
    """Some links to a candidate, newest first, of the cases that this actor may see."""
    rows = CandidateSighting.objects.visible_to(actor).filter(candidate_id=candidate_id).select_related("match")
    return list(rows.order_by("-id")[:EXAMPLES])


def mirrors_of(actor: Actor, match: Match) -> list[Match]:
    """Finds of the same page under other hosts: the same path with the same medium."""
    if not match.media_sha256 or not match.page_url:
        return []
    same = Match.objects.visible_to(actor).filter(media_sha256=match.media_sha256).order_by("-id")[:MOST_PAGES]
    rows = {row.pk: row for row in [match, *same]}
    groups = likeness.mirrored((row.pk, row.page_url, row.media_sha256) for row in rows.values())
    group = next((found for found in groups if match.pk in found), [])
    return [rows[number] for number in group if number != match.pk]


def site_look(actor: Actor, source_id: int) -> SiteLook | None:
    """What the newest look at a source's first page told, if there was one."""
    return SiteLook.objects.visible_to(actor).filter(source_id=source_id).first()
