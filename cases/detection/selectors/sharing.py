"""Reads of what the platform watches for all agencies, and of proposals for it."""

import json
from typing import Any

from django.db.models import QuerySet

from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import NotFound
from cases.detection import keys
from cases.detection.models import SharedProposal, SharedSource
from cases.detection.selectors import sources
from cases.detection.selectors.searching import asking
from cases.detection.sources import KINDS
from cases.detection.states import ProposalState, SharedState


def watched() -> int:
    """How many sources the platform watches for all agencies now."""
    return SharedSource.objects.filter(state=SharedState.ACTIVE).count()


def shared(*, everything: bool = False) -> QuerySet[SharedSource]:
    """The platform's list by name; everything: also what has ended."""
    rows = SharedSource.objects.order_by("name", "id")
    return rows if everything else rows.exclude(state=SharedState.RETIRED)


def at(url: str) -> SharedSource | None:
    """What the platform watches for all agencies at a canonical address."""
    return SharedSource.objects.filter(url_key=keys.of(url)).exclude(state=SharedState.RETIRED).first()


def askable() -> QuerySet[SharedSource]:
    """Entries of the list that can be asked for words without a key."""
    kinds = [name for name in KINDS if asking(name) is not None and not any(o.secret for o in KINDS[name].options)]
    return SharedSource.objects.filter(state=SharedState.ACTIVE, kind__in=kinds)


def providers(actor: Actor) -> list[SharedSource]:
    """Search providers of the list that the agency could take over: none that it has, and none that needs a key of its own."""
    found = askable().order_by("name", "id")
    if not found:
        return []
    own = {keys.of(row.url) for row in sources(actor).only("url")}
    return [row for row in found if row.url_key not in own]


def one(shared_id: int) -> SharedSource:
    """One entry of the list; raises NotFound."""
    found = SharedSource.objects.filter(id=shared_id).first()
    if found is None:
        raise NotFound
    return found


def own_proposals(actor: Actor) -> list[SharedProposal]:
    """What this agency has proposed, newest first; nobody else's."""
    return list(SharedProposal.objects.filter(agency_ref=actor.agency_id).order_by("-id")[:100])


def waiting() -> int:
    """How many proposals wait."""
    return SharedProposal.objects.filter(state=ProposalState.OPEN).count()


def proposals(staff: Staff) -> list[SharedProposal]:
    """What waits for the platform's people, oldest first."""
    return list(SharedProposal.objects.filter(state=ProposalState.OPEN).order_by("made_at", "id")[:200])


def proposal(staff: Staff, proposal_id: int) -> SharedProposal:
    """One proposal; raises NotFound."""
    found = SharedProposal.objects.filter(id=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def said(row: SharedProposal) -> dict[str, Any]:
    """What was proposed; empty once it is emptied. Raises KeyTrouble."""
    return dict(json.loads(row.said or "{}"))
