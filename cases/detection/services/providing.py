"""Search providers of the platform's list, used by an agency without entering them.

Words are the agency's own and are asked by it alone, so a provider is not crawled once for everybody as a site is: the agency
gets a source of its own with the same address. Consent per term and provider rests on that, as for any other.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors import url as addresses
from agencies.events import services as events
from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.detection.models import WatchSource
from cases.detection.selectors import sharing as reads
from cases.detection.services import sources
from cases.detection.sources import KINDS
from cases.detection.wish import Wish

JOB = "cases.detection.provider"


@dataclass(frozen=True, slots=True)
class _Shared:
    """A shared source as its kind needs it, without anything secret."""

    url: str
    options: dict[str, str]


@verb("source.create")
def provider_ask(actor: Actor, *, shared_id: int) -> None:
    """Have a provider of the platform's list among the agency's own within seconds. Raises NotFound, Conflict."""
    row = reads.askable().filter(id=shared_id).first()
    if row is None:
        raise NotFound
    if row not in reads.providers(actor):
        raise Conflict(_("This site is among yours already."))
    audit.record(actor, "source.provider", subject_kind="sharedsource", subject_id=row.pk)
    key = f"provider:{row.pk}:{int(timezone.now().timestamp())}"  # it may be taken, moved away and taken again
    events.enqueue(JOB, agency_id=actor.agency_id, key=key, shared_id=row.pk, user_id=actor.user_id or 0)


def provider_take(actor: Actor, *, shared_id: int, user_id: int) -> bool:
    """The job: read the shared source in the platform's workspace, close that, and keep one like it; False: nothing to keep."""
    rights.require(actor, "source.crawl")
    row, commons = reads.one(shared_id), tenancy.commons()
    if commons is None:
        return False
    with tenant_scope(commons):
        held = WatchSource.objects.visible_to(Actor.system(commons)).filter(id=row.source_ref).first()
        own = {option.name for option in KINDS[row.kind].options}
        found = _Shared(held.url, {k: str(v) for k, v in held.options.items() if k in own}) if held else None
    with tenant_scope(actor.agency_id):
        if found is None or row not in reads.providers(actor):
            return False
        shortest = tenancy.settings(actor).crawl_min_seconds
        wish = Wish(
            row.name, addresses.parse(found.url).url, row.country, row.language, 0, max(row.cadence_seconds, shortest),
            kind=row.kind, options=found.options, twice=True,
            owner_id=user_id if user_id in people.able(actor, "source.update") else None,
        )  # fmt: skip
        sources.source_keep(actor, wish)
    return True
