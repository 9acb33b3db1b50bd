"""What the demo has done so far, over both sample agencies: read one scope after the other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.events import selectors as events
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from cases.detection import selectors as detection
from cases.detection.models import Match
from portal.demo.tally import Found
from takedowns.delivery import selectors as deliveries
from takedowns.delivery.states import DeliveryState
from takedowns.notices import selectors as notices

ALL = 5000


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of one agency."""

    agency: str
    kind: str
    at: datetime
    data: dict[str, Any]


def sample_agencies() -> list[Agency]:
    """The demo's agencies."""
    return [agency for agency in tenancy.agencies(tenancy.every_agency_id()) if agency.demo]


def happened() -> list[Happened]:
    """Everything that happened in the sample agencies, oldest first."""
    found: list[Happened] = []
    for agency in sample_agencies():
        with tenant_scope(agency.pk):
            rows = events.latest(Actor.system(agency.pk), ALL)
            found += [Happened(agency.name, row.kind, row.at, row.data) for row in rows]
    return sorted(found, key=lambda one: one.at)


def sites_looked_at() -> bool:
    """Whether every watched site was looked at as a whole once: from then on a new address is one that appeared."""
    for agency in sample_agencies():
        with tenant_scope(agency.pk):
            if detection.sources(Actor.system(agency.pk)).filter(last_success_at=None).exists():
                return False
    return True


def finds() -> list[Found]:
    """Every find of the sample agencies with the state of its notice's delivery."""
    found: list[Found] = []
    for agency in sample_agencies():
        actor = Actor.system(agency.pk)
        with tenant_scope(agency.pk):
            sent = [row.notice_id for row in deliveries.deliveries(actor).filter(state=DeliveryState.SENT)]
            named = {target.match_id: number for number in sent for target in notices.targets(actor, number)}
            found += [_found(match, named.get(match.pk, 0)) for match in detection.matches(actor)]
    return found


def _found(match: Match, notice: int) -> Found:
    return Found(
        page_url=match.page_url, media_urls=(*match.media_urls, *match.other_pages), band=match.band, state=match.state, notice=notice,
        relisted=match.relisted,
    )  # fmt: skip
