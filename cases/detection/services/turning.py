"""Addresses that are something else than was asked for: a link that is a file, a picture's address that shows a page."""

from collections.abc import Mapping

from django.db.models import F

from agencies.tenancy.actor import Actor
from agencies.tenancy.services import verb
from cases.detection import traps
from cases.detection.models import CrawlRound, FrontierEntry
from cases.detection.reading import MEDIA
from cases.detection.states import EntryState

TRIES = 3  # leases of an entry in a round; a host that answers otherwise each time is asked no further


@verb("source.crawl")
def entry_turn(
    actor: Actor, entry: FrontierEntry, *, kind: str, listed: dict[int, int], barren: Mapping[int, dict[str, int]]
) -> bool:
    """Ask for an address as what it is from now on: "media" or "page". False: it stays what it was.

    A page counts like one that was linked to: within the source's depth, the round's budget and without endless rows
    (`listed` and `barren` by round, as far as this part knows). The entry keeps its lease: the caller gives it back.
    """
    if kind == entry.kind or entry.attempts >= TRIES:
        return False
    number = listed.get(entry.round_id, entry.round.listed)
    if kind == "page" and (
        entry.depth > entry.source.depth
        or number >= entry.source.page_budget
        or traps.endless(barren.get(entry.round_id, entry.round.barren), entry.address)
    ):
        return False
    rows = FrontierEntry.objects.visible_to(actor).filter(id=entry.pk, state=EntryState.LEASED)
    role = MEDIA if kind == "media" else "page"
    if not rows.filter(lease_until=entry.lease_until).update(kind=kind, role=role, accept=""):
        return False
    if kind == "page":
        listed[entry.round_id] = number + 1
        CrawlRound.objects.visible_to(actor).filter(id=entry.round_id).update(listed=F("listed") + 1)
    return True
