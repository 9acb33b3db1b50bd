"""What a source is to be, as somebody typed it, and whether it may be so."""

import json
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from agencies.doors import address as addresses_of
from agencies.doors import url as addresses
from agencies.doors.address import Refusal
from agencies.doors.guard import before_lookup, verdict
from agencies.doors.url import BadUrl, Target
from agencies.people import selectors as people
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid
from cases.detection import selectors
from cases.detection.models import REPORTED, WatchSource
from cases.detection.reading import Kind, Place
from cases.detection.selectors import sharing
from cases.detection.sources import KINDS
from cases.detection.wish import Wish

LONGEST = 4000  # characters of one of a kind's own fields
LONGEST_LIST = 400_000  # of a list of addresses
MOST_PAGES, DEEPEST = 100_000, 20


def refusal(target: Target) -> Refusal | None:
    """Why an address is never read, as far as that can be said without looking its name up."""
    if target.host == addresses.parse(REPORTED).host:
        return Refusal.LOCAL_NAME  # the portal's own row of this address is never somebody's source
    policy = selectors.policy()
    literal = addresses_of.literal(target.host)
    return verdict(target, [str(literal)], policy) if literal is not None else before_lookup(target, policy)


def address(typed: str) -> Target:
    """The canonical address; raises Invalid for one that the portal never reads."""
    try:
        target = addresses.parse(addresses.canonical(typed))
    except BadUrl as error:
        raise Invalid(
            _("This is not an address that can be watched. It must begin with http:// or https://."), "url"
        ) from error
    if refusal(target) is not None:
        raise Invalid(_("This address lies inside a private network, or uses a port that is not watched."), "url")
    return target


def checked(actor: Actor, wish: Wish, row: WatchSource | None = None) -> dict[str, Any]:
    """The columns of a source for a wish, `secrets` among them; raises Invalid and names the field.

    row: the source that is changed, whose secrets stay unless others are given.
    """
    kind = KINDS.get(wish.kind)
    if kind is None or (kind.withheld and (row is None or row.kind != kind.name)):
        raise Invalid(_("This kind of source is not offered yet."), "kind")
    target = address(wish.url)
    shortest = tenancy.settings(actor).crawl_min_seconds
    if wish.cadence_seconds < shortest:
        message = _("Your agency looks at a site every %(shortest)s seconds at the most.")
        raise Invalid(message % {"shortest": shortest}, "cadence_seconds")
    others = WatchSource.objects.visible_to(actor).filter(url=target.url)
    if (others if row is None else others.exclude(id=row.pk)).exists():
        raise Invalid(_("This site is watched already."), "url")
    if not wish.twice and (row is None or row.url != target.url) and sharing.at(target.url) is not None:
        message = _(
            "The platform watches this address for all agencies already: its finds come to you. Nothing is missing."
        )
        raise Invalid(message, "url")
    _bounds(actor, wish, row)
    plain, secret = _options(kind, wish, row)
    place = Place(target.url, depth=wish.depth, language=wish.language, options=plain | secret)
    if wrong := kind.check(place):
        raise Invalid(_(wrong), "url")
    return {
        "name": wish.name, "url": target.url, "country": wish.country.upper(), "language": wish.language,
        "depth": wish.depth, "cadence_seconds": wish.cadence_seconds, "legal_note": wish.legal_note, "kind": kind.name,
        "options": plain, "secrets": json.dumps(secret) if secret else "", "page_budget": wish.page_budget,
        "quiet_from": wish.quiet_from, "quiet_until": wish.quiet_until, "quiet_zone": wish.quiet_zone,
        "owner_id": wish.owner_id,
    }  # fmt: skip


def _bounds(actor: Actor, wish: Wish, row: WatchSource | None) -> None:
    if not 1 <= wish.page_budget <= MOST_PAGES:
        raise Invalid(_("Use a number from 1 to %(most)s.") % {"most": MOST_PAGES}, "page_budget")
    if not 0 <= wish.depth <= DEEPEST:
        raise Invalid(_("Use a number from 0 to %(most)s.") % {"most": DEEPEST}, "depth")
    if (wish.quiet_from is None) != (wish.quiet_until is None):
        name = "quiet_from" if wish.quiet_from is None else "quiet_until"
        raise Invalid(_("Quiet hours have a beginning and an end. Give both or none."), name)
    if wish.quiet_zone and wish.quiet_zone not in available_timezones():
        raise Invalid(_("Choose a time zone from the list."), "quiet_zone")
    kept = row is not None and row.owner_id == wish.owner_id  # perhaps somebody who left
    if wish.owner_id is not None and not kept and wish.owner_id not in people.able(actor, "source.update"):
        raise Invalid(_("Choose a colleague from the list."), "owner_id")


def _options(kind: Kind, wish: Wish, row: WatchSource | None) -> tuple[dict[str, str], dict[str, str]]:
    """The kind's own fields, those that are kept plain and those that are sealed. What a round has learned stays."""
    held = secrets(row) if row is not None and row.kind == kind.name else {}
    names = {option.name for option in kind.options}
    if unknown := sorted(set(wish.options) - names):
        raise Invalid(_("This kind of source has no field “%(name)s”.") % {"name": unknown[0]}, "options")
    learned = row.options if row is not None and row.kind == kind.name else {}
    plain = {name: value for name, value in learned.items() if name not in names}
    secret: dict[str, str] = {}
    for option in kind.options:
        place = f"option_{option.name}"
        value = wish.options.get(option.name, "").strip()
        if option.secret and not value:
            value = held.get(option.name, "")
        if not value and option.required:
            raise Invalid(_("This field is required."), place)
        if value and option.choices and value not in option.choices:
            raise Invalid(_("Choose one of the values of the list."), place)
        if len(value) > (LONGEST_LIST if option.name == "addresses" else LONGEST):
            raise Invalid(_("This is too long."), place)
        if value:
            (secret if option.secret else plain)[option.name] = value
    return plain, secret


def secrets(row: WatchSource) -> dict[str, str]:
    """The kind's secret fields, opened."""
    return dict(json.loads(row.secrets)) if row.secrets else {}


def place_of(row: WatchSource) -> Place:
    """A source as its kind sees it, with what is secret."""
    return Place(row.url, depth=row.depth, language=row.language, options=row.options | secrets(row))
