"""One decision over a group: packages of one case that show the same file, or the same post, on several pages.

Each package stays a decision of its own with its own digest, lease, second person and trail; what cannot be decided with the
others is left as it was, and said.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.scope import tenant_scope
from takedowns.review import selectors
from takedowns.review.services import aside, decide
from takedowns.review.states import ASIDE, Reason

MOST = 250


@dataclass(frozen=True, slots=True)
class Pick:
    """One more package of the group, and the digest that was on the page."""

    item_id: int
    sha256: str


@dataclass(slots=True)
class Left:
    """How many followed the first decision, and why the others did not (reference -> reason)."""

    done: int = 0
    left: dict[str, str] = field(default_factory=dict)


def group_approve(actor: Actor, *, item_id: int, also: Iterable[Pick], hold: bool = False) -> Left:
    """Approve the ticked packages of the group as the first one was; raises nothing, says what was left."""
    return _each(
        actor, item_id, also, lambda one: decide.item_approve(actor, item_id=one.item_id, sha256=one.sha256, hold=hold)
    )


def group_reject(actor: Actor, *, item_id: int, also: Iterable[Pick], reason: str, note: str = "") -> Left:
    """Close the ticked packages of the group for the same reason."""
    if reason == Reason.PROTECTED_ROUTE:
        return Left()  # the whole case went there with the first one
    return _each(actor, item_id, also, lambda one: _refuse(actor, one.item_id, reason, note))


def _refuse(actor: Actor, item_id: int, reason: str, note: str) -> None:
    if reason in ASIDE:
        aside.item_set_aside(actor, item_id=item_id, reason=reason, note=note)
    else:
        decide.item_reject(actor, item_id=item_id, reason=reason, note=note)


def _each(actor: Actor, item_id: int, also: Iterable[Pick], call: Callable[[Pick], object]) -> Left:
    """Only packages of the same group: what is on another case or shows another file was never part of this page."""
    found = Left()
    with tenant_scope(actor.agency_id):
        members = {row.pk: row for row in selectors.group_of(actor, item_id)}
    for one in list(also)[:MOST]:
        row = members.get(one.item_id)
        if row is None:
            found.left[f"#{one.item_id}"] = _("It does not belong to this group any more.")
            continue
        try:
            call(one)
        except (Conflict, NotFound) as error:
            found.left[row.notice.reference] = str(error)
        else:
            found.done += 1
    return found
