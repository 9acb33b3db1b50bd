"""Lists of links that somebody has: what is new among them, what waits for an officer, and what becomes of them."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from agencies.doors import url as addresses
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid
from agencies.tenancy.services import verb
from cases.casework.models import Case
from cases.detection import keys, linklist
from cases.detection.linklist import Unread
from cases.detection.models import FrontierEntry, WatchSource
from cases.detection.services import placing, sources
from cases.detection.wish import Wish
from cases.intake import personal
from cases.intake import services as intake
from cases.intake.models import Report

MOST = 2000  # addresses of one list


class LinkState(StrEnum):
    NEW = "new"
    KNOWN = "known"
    HELD = "held"  # may have been made for one person: an officer decides before it is opened
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Link:
    """An address of a list, and what is known of it; `why` names the reason of HELD and REFUSED."""

    url: str
    host: str
    state: LinkState
    why: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A list that was read, sorted by host. Nothing of it was opened."""

    links: tuple[Link, ...]
    unread: tuple[Unread, ...]
    repeated: int
    over: int

    def urls(self, *states: LinkState) -> list[str]:
        """The addresses in one of these states."""
        return [link.url for link in self.links if link.state in states]


def preview(actor: Actor, links: str) -> Preview:
    """What a pasted list holds; raises Invalid when there is no address in it."""
    found = linklist.read(links, most=MOST)
    if not found.addresses:
        raise Invalid(_("There is no address in this list."), "text")
    known = _known(actor, found.addresses)
    rows = tuple(_link(url, known) for url in found.addresses)
    return Preview(rows, found.unread, found.repeated, found.over)


def _known(actor: Actor, urls: Collection[str]) -> set[str]:
    marks = {keys.of(url): url for url in urls}
    seen = FrontierEntry.objects.visible_to(actor).filter(url_key__in=list(marks)).values_list("url_key", flat=True)
    watched = WatchSource.objects.visible_to(actor).filter(url__in=list(urls)).values_list("url", flat=True)
    return {marks[key] for key in seen} | set(watched)


def _link(url: str, known: Collection[str]) -> Link:
    target = addresses.parse(url)
    if (refused := placing.refusal(target)) is not None:
        return Link(url, target.host, LinkState.REFUSED, str(refused))
    if url in known:
        return Link(url, target.host, LinkState.KNOWN)
    if (why := personal.why(url)) is not None:
        return Link(url, target.host, LinkState.HELD, str(why))
    return Link(url, target.host, LinkState.NEW)


@verb("source.create")
def links_watch(
    actor: Actor, *, links: str, name: str, country: str, language: str, cadence_seconds: int
) -> WatchSource:
    """Watch what is new in a list as one source. What may be one person's link, or is refused, is left out."""
    fresh = preview(actor, links).urls(LinkState.NEW)
    if not fresh:
        raise Invalid(_("Nothing in this list is new and may be opened."), "text")
    wish = Wish(
        name=name, url=fresh[0], country=country, language=language, depth=0, cadence_seconds=cadence_seconds, kind="links",
        options={"addresses": "\n".join(fresh)}, page_budget=max(len(fresh), 1), owner_id=actor.user_id, twice=True,
    )  # fmt: skip
    return sources.source_keep(actor, wish)


@verb("report.create")
def links_report(actor: Actor, *, links: str, reference: str) -> Report:
    """Hand a list to a case as reported links. One-person links wait there for an officer, as in any report."""
    number = reference.strip().upper()
    case = Case.objects.visible_to(actor).filter(reference__iexact=number).first()
    if case is None:
        raise Invalid(_("There is no case with this number."), "reference")
    found = preview(actor, links).urls(LinkState.NEW, LinkState.KNOWN, LinkState.HELD)
    if not found:
        raise Invalid(_("Nothing in this list may be opened."), "text")
    listed = "\n".join(found)
    return intake.report_add(
        actor, case_id=case.pk, channel="worker", text=_("Links that were handed in as a list."), addresses=listed
    )
