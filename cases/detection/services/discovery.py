"""Reverse discovery: sites that pages with a find link to become candidates; what people decide about them.

A candidate is one agency's own. It comes only from that agency's finds, so nobody learns from it what others look for.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.keys import services as sealing
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from cases.detection import keys, traces
from cases.detection.models import Candidate, CandidateSighting, Match, WatchSource
from cases.detection.selectors import discovering
from cases.detection.services import sources
from cases.detection.states import CANDIDATE_MOVES, CandidateState

MOST_HOSTS = 40  # of one page
MOST_OPEN = 500  # candidates that wait for a person; a flood of links tells nobody more
KEPT_DAYS = 90  # that one waits without being seen again
SHORTEST, LONGEST = 5, 500  # characters of a reason
HOST, PAGE = "cases_candidate.mark", "cases_candidatesighting.page_mark"


def links_seen(actor: Actor, source_id: int, page_url: str, outside: Sequence[str]) -> int:
    """Links to other hosts on a page that showed a copy; returns how many candidates are new. Call it outside any scope.

    Nothing is fetched here, and nothing of a host that is watched, refused or a platform is kept.
    """
    found = traces.unknown(outside, frozenset({traces.site_of(page_url)}), 4 * MOST_HOSTS)
    return candidates_note(actor, source_id=source_id, page_url=page_url, found=found) if found else 0


def host_mark(actor: Actor, host: str) -> str:
    """What stands for a host in the agency's own tables."""
    return sealing.blind(actor.agency_id, place=HOST, value=host)


@verb("candidate.record")
def candidates_note(actor: Actor, *, source_id: int, page_url: str, found: dict[str, tuple[str, str, int]]) -> int:
    """Count links to hosts (see traces.unknown), make candidates of the new ones; returns how many. Ids only in the trail."""
    known = discovering.watched_hosts(actor)
    hosts = [host for host in found if not traces.under(host, known)][:MOST_HOSTS]
    room = MOST_OPEN - Candidate.objects.visible_to(actor).filter(state=CandidateState.NEW).count()
    match = Match.objects.visible_to(actor).filter(page_key=keys.of(page_url)).order_by("id").first()
    page = sealing.blind(actor.agency_id, place=PAGE, value=keys.of(page_url))
    new = 0
    for host in hosts:
        front, example, count = found[host]
        mark = host_mark(actor, host)
        row = Candidate.objects.visible_to(actor).filter(mark=mark).first()
        if row is None and new < room:
            row, made = Candidate.objects.get_or_create(agency_id=actor.agency_id, mark=mark, defaults={"front": front})
            new += made
            if made:
                _look_later(actor, row)
        if row is None or row.state != CandidateState.NEW:
            continue
        _sight(actor, row, match, page, example, count)
    if new:
        own = WatchSource.objects.visible_to(actor).filter(id=source_id).exists()  # a shared one is not
        audit.record(
            actor, "candidate.record", subject_kind="watchsource", subject_id=source_id if own else None, new=new
        )
    return new


def _look_later(actor: Actor, row: Candidate) -> None:
    key = f"discover:{row.pk}"
    events.enqueue("cases.detection.discover", agency_id=actor.agency_id, key=key, candidate_id=row.pk)


def _sight(actor: Actor, row: Candidate, match: Match | None, page: str, example: str, count: int) -> None:
    """Note the page once; a second visit to it is no second link."""
    _row, made = CandidateSighting.objects.get_or_create(
        agency_id=actor.agency_id, candidate=row, page_mark=page, defaults={"match": match, "example": example}
    )
    links = F("links") + count if made else F("links")
    Candidate.objects.visible_to(actor).filter(id=row.pk).update(links=links, last_seen_at=Now())


def _decide(actor: Actor, candidate_id: int, to: CandidateState) -> Candidate:
    """Move a candidate along its table; raises NotFound, Conflict."""
    row = discovering.candidate(actor, candidate_id)
    allowed = [state for state, targets in CANDIDATE_MOVES.items() if to in targets]
    rows = Candidate.objects.visible_to(actor).filter(id=row.pk, state__in=allowed)
    if not rows.update(state=to, decided_by=actor.user_id, decided_at=Now()):
        raise Conflict(_("Somebody decided about this site already."))
    return row


@verb("candidate.decide")
def candidate_adopt(
    actor: Actor, *, candidate_id: int, name: str, country: str, language: str, depth: int, cadence_seconds: int,
    legal_note: str,
) -> WatchSource:  # fmt: skip
    """Watch a candidate from now on; the legal note is not optional here, for a machine proposed the site."""
    if len(legal_note.strip()) < SHORTEST:
        raise Invalid(_("Say why this site may be watched."), "legal_note")
    row = _decide(actor, candidate_id, CandidateState.ADOPTED)
    made = sources.source_create(
        actor, name=name, url=row.front, country=country, language=language, depth=depth,
        cadence_seconds=cadence_seconds, legal_note=legal_note,
    )  # fmt: skip
    Candidate.objects.visible_to(actor).filter(id=row.pk).update(source_id=made.pk)
    _forget_pages(actor, row)
    audit.record(actor, "candidate.adopt", subject_kind="candidate", subject_id=row.pk, source=made.pk)
    return made


@verb("candidate.decide")
def candidate_dismiss(actor: Actor, *, candidate_id: int, reason: str) -> None:
    """Not to be watched, with the reason; it does not come back. What was kept of it but its host is erased."""
    if not SHORTEST <= len(reason.strip()) <= LONGEST:
        message = _("Give a reason of %(least)s to %(most)s characters.")
        raise Invalid(message % {"least": SHORTEST, "most": LONGEST}, "reason")
    row = _decide(actor, candidate_id, CandidateState.DISMISSED)
    row.reason = reason.strip()
    row.save(update_fields=["reason"])
    _forget_pages(actor, row)
    audit.record(actor, "candidate.dismiss", subject_kind="candidate", subject_id=row.pk)


@verb("candidate.decide")
def candidate_ignore(actor: Actor, *, candidate_id: int) -> None:
    """Nobody wants to hear of this host again; no reason is asked for."""
    row = _decide(actor, candidate_id, CandidateState.IGNORED)
    _forget_pages(actor, row)
    audit.record(actor, "candidate.ignore", subject_kind="candidate", subject_id=row.pk)


@verb("candidate.decide")
def candidate_reopen(actor: Actor, *, candidate_id: int) -> None:
    """Take a refusal back: the site is a candidate again, and the next link to it counts."""
    row = _decide(actor, candidate_id, CandidateState.NEW)
    row.reason = ""
    row.save(update_fields=["reason"])
    audit.record(actor, "candidate.reopen", subject_kind="candidate", subject_id=row.pk)


def _forget_pages(actor: Actor, row: Candidate) -> None:
    CandidateSighting.objects.visible_to(Actor.system(actor.agency_id)).filter(candidate_id=row.pk).delete()
    if row.traces:
        row.traces = ""
        row.save(update_fields=["traces"])


def links_forget(actor: Actor, case_id: int) -> None:
    """After a case was shredded: candidates that only its finds led to go with it, in the caller's transaction."""
    rows = CandidateSighting.objects.visible_to(actor).filter(match__case_id=case_id)
    ids = list(rows.values_list("candidate_id", flat=True))
    rows.delete()
    waiting = Candidate.objects.visible_to(actor).filter(id__in=ids, state=CandidateState.NEW)
    waiting.filter(sightings=None).delete()


@verb("candidate.record")
def candidates_prune(actor: Actor) -> int:
    """Candidates that nobody decided about and no page links to any more go; returns how many."""
    oldest = timezone.now() - timedelta(days=KEPT_DAYS)
    return Candidate.objects.visible_to(actor).filter(Q(state=CandidateState.NEW, last_seen_at__lt=oldest)).delete()[0]


def candidates_prune_all() -> int:
    """Once a day, one agency's short scope after the other."""
    return sum(candidates_prune(Actor.system(agency_id)) for agency_id in tenancy.every_agency_id())
