"""Reads of what one person has at the desk: drafts, views, shortcuts, and colleagues to hand work to."""

from django.db.models import Q
from django.utils import timezone

from agencies.people.models import Membership
from agencies.tenancy.actor import Actor
from agencies.tenancy.rights import RIGHTS
from cases.exceptions import selectors as exceptions
from takedowns.review.models import DeskChoice, DeskView, Draft, ReviewItem


def takers(actor: Actor, item: ReviewItem) -> dict[int, str]:
    """Colleagues to whom a package can be handed: at work, with the right to decide, and not kept out of its case."""
    barred = {actor.user_id, *exceptions.kept_out(actor, item.case_id)}
    today = timezone.localdate()
    rows = Membership.objects.visible_to(actor).filter(
        Q(ends_on=None) | Q(ends_on__gte=today), ended_at=None, suspended_at=None, role__in=RIGHTS["review.claim"]
    )
    named = exceptions.named(actor, item.case_id) if item.case.restricted else None
    return {
        row.user_id: row.user.name
        for row in rows.select_related("user").order_by("user__name", "id")
        if row.user_id not in barred and (named is None or row.user_id in named)
    }


def draft(actor: Actor, item_id: int) -> Draft | None:
    """What this person had typed over a package."""
    return Draft.objects.visible_to(actor).filter(item_id=item_id, user_id=actor.user_id or 0).first()


def views(actor: Actor) -> list[DeskView]:
    """One's own views of the queue, by age."""
    return list(DeskView.objects.visible_to(actor).filter(user_id=actor.user_id or 0).order_by("id"))


def keys_on(actor: Actor) -> bool:
    """Whether this person has shortcuts switched on; they are until somebody says otherwise."""
    found = (
        DeskChoice.objects.visible_to(actor).filter(user_id=actor.user_id or 0).values_list("keys", flat=True).first()
    )
    return found is not False
