"""Sources that the platform watches for all agencies: one crawl, whose finds go to the owners of the fingerprints.

They lie in a workspace of the platform's own, which nobody can sign in to and which holds no case. Agencies see a list
without an agency; what they propose for it is sealed under the platform's key.
"""

import json
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors import url as addresses
from agencies.keys import services as sealing
from agencies.tenancy import selectors as tenancy
from agencies.tenancy import services as agencies
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.detection import keys, selectors
from cases.detection.models import SharedProposal, SharedSource, WatchSource
from cases.detection.models.sharing import PROPOSAL
from cases.detection.selectors import health
from cases.detection.selectors import sharing as reads
from cases.detection.services import placing, sources
from cases.detection.sources import KINDS
from cases.detection.states import SHARED_MOVES, Health, ProposalState, SharedState, SourceState
from cases.detection.wish import Wish

MOST_OPEN = 20  # proposals of one agency that wait
LONGEST = 2000  # characters of a reason


def commons_id() -> int:
    """The platform's own workspace, made when it is first needed."""
    found = tenancy.commons()
    if found is None:
        try:
            found = agencies.commons_open()
        except IntegrityError:  # somebody was first
            found = tenancy.commons()
    if found is None:
        raise NotFound
    return found


def shared_add(staff: Staff, *, wish: Wish) -> SharedSource:
    """Watch a source for all agencies from now on; raises Invalid as an agency's own would, Conflict if it is listed."""
    commons = commons_id()
    with transaction.atomic():
        return _add(staff, commons, wish)


def _add(staff: Staff, commons: int, wish: Wish) -> SharedSource:
    if reads.at(placing.address(wish.url).url) is not None:
        raise Conflict(_("This address is on the list already."))
    with tenant_scope(commons):
        row = sources.source_keep(Actor.system(commons), replace(wish, twice=True, owner_id=None))
    shared = SharedSource.objects.create(
        name=row.name, host=addresses.parse(row.url).authority[:260], kind=row.kind, country=row.country, language=row.language,
        url_key=keys.of(row.url), source_ref=row.pk, cadence_seconds=row.cadence_seconds,
    )  # fmt: skip
    audit.record_platform(staff, "shared.add", subject_kind="sharedsource", subject_id=shared.pk)
    return shared


def shared_move(staff: Staff, *, shared_id: int, to: str) -> None:
    """Pause a shared source, take it up again, or end it for good; raises Conflict where the state has no such move."""
    if to not in set(SharedState):
        raise Invalid(_("Unknown state."), "to")
    state, commons = SharedState(to), commons_id()
    before = [known for known, moves in SHARED_MOVES.items() if state in moves]
    with transaction.atomic():
        row = SharedSource.objects.select_for_update().filter(id=shared_id).first()
        if row is None:
            raise NotFound
        if row.state not in before:
            raise Conflict(_("The source is in this state already."))
        row.state = state
        row.save(update_fields=["state"])
        wanted = SourceState.ACTIVE if state == SharedState.ACTIVE else SourceState.PAUSED
        with tenant_scope(commons):
            system = Actor.system(commons)
            if WatchSource.objects.visible_to(system).filter(id=row.source_ref).exclude(state=wanted).exists():
                sources.source_put(system, source_id=row.source_ref, to=wanted)
        audit.record_platform(staff, "shared.move", subject_kind="sharedsource", subject_id=row.pk, to=state.value)


@verb("source.propose")
def proposal_make(
    actor: Actor,
    *,
    name: str,
    url: str,
    kind: str,
    country: str,
    language: str,
    reason: str,
    source_id: int | None = None,
) -> SharedProposal:
    """Ask the platform to watch an address for all agencies. The reason is sealed; it should name nobody."""
    target = placing.address(url)
    if kind not in KINDS or KINDS[kind].withheld:
        raise Invalid(_("This kind of source is not offered yet."), "kind")
    if reads.at(target.url) is not None:
        raise Conflict(_("This address is on the list already."))
    rows = SharedProposal.objects.filter(agency_ref=actor.agency_id, state=ProposalState.OPEN)
    if rows.count() >= MOST_OPEN:
        raise Conflict(_("%(most)s proposals of your agency wait already.") % {"most": MOST_OPEN})
    if source_id is not None and not selectors.sources(actor).filter(id=source_id).exists():
        raise NotFound
    try:
        with transaction.atomic():
            row = SharedProposal.objects.create(
                agency_ref=actor.agency_id, source_ref=source_id, url_key=keys.of(target.url), made_by_id=actor.user_id
            )
    except IntegrityError as error:
        raise Conflict(_("Your agency has proposed this address already.")) from error
    said = {
        "name": name[:120], "url": target.url, "kind": kind, "country": country.upper(), "language": language,
        "reason": reason.strip()[:LONGEST],
    }  # fmt: skip
    row.sealed = sealing.seal_platform(place=PROPOSAL, row_id=row.pk, data=json.dumps(said).encode())
    row.save(update_fields=["sealed"])
    audit.record(actor, "source.propose", subject_kind="sharedproposal", subject_id=row.pk)
    return row


def proposal_accept(staff: Staff, *, proposal_id: int, wish: Wish) -> SharedSource:
    """Watch what was proposed, as the platform's people put it; raises Conflict if it was answered before."""
    commons = commons_id()
    with transaction.atomic():
        row = _open(proposal_id)
        shared = _add(staff, commons, wish)
        _answer(staff, row, ProposalState.ACCEPTED, shared)
    return shared


def proposal_decline(staff: Staff, *, proposal_id: int) -> None:
    """Leave it; raises Conflict if it was answered before."""
    with transaction.atomic():
        _answer(staff, _open(proposal_id), ProposalState.DECLINED, None)


def _open(proposal_id: int) -> SharedProposal:
    row = SharedProposal.objects.select_for_update().filter(id=proposal_id).first()
    if row is None:
        raise NotFound
    if row.state != ProposalState.OPEN:
        raise Conflict(_("This proposal was answered already."))
    return row


def _answer(staff: Staff, row: SharedProposal, state: ProposalState, shared: SharedSource | None) -> None:
    """Note the answer; the reason was read and goes."""
    said = {**json.loads(row.said or "{}"), "reason": ""}
    row.sealed = sealing.seal_platform(place=PROPOSAL, row_id=row.pk, data=json.dumps(said).encode())
    row.state, row.shared, row.answered_by_id, row.answered_at = state, shared, staff.user_id, timezone.now()
    row.save()
    audit.record_platform(staff, "shared.answer", subject_kind="sharedproposal", subject_id=row.pk, to=state.value)


def shared_refresh() -> int:
    """Platform work: write down how the shared sources do, for the list that agencies see; returns how many there are.

    What agencies proposed that have left since is erased.
    """
    SharedProposal.objects.exclude(agency_ref__in=tenancy.every_agency_id()).delete()
    commons = tenancy.commons()
    listed = {row.source_ref: row for row in SharedSource.objects.exclude(state=SharedState.RETIRED)}
    if commons is None or not listed:
        return 0
    system, now = Actor.system(commons), timezone.now()
    with tenant_scope(commons):
        found = health.doing(system, list(WatchSource.objects.visible_to(system).filter(id__in=list(listed))), now)
        seen = {one.row.pk: (Health(one.health), one.row.last_success_at) for one in found}
    for number, (word, success) in seen.items():
        SharedSource.objects.filter(id=listed[number].pk).update(health=word, last_success_at=success, checked_at=now)
    return len(seen)
