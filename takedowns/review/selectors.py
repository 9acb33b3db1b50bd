"""Reads of the review desk."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.casework import selectors as casework
from takedowns.review.models import ReviewItem
from takedowns.review.states import ReviewState

HEAVY = ("notice__text", "notice__html", "notice__pdf", "notice__content")


def items(actor: Actor) -> QuerySet[ReviewItem]:
    """Every package of the cases that this actor may see, without bodies."""
    rows = ReviewItem.objects.visible_to(actor).filter(case_id__in=casework.visible_ids(actor))
    return rows.select_related("case", "notice__match", "notice__provider").defer(*HEAVY)


def queue(actor: Actor) -> QuerySet[ReviewItem]:
    """What waits for a decision: priority, then age."""
    return items(actor).filter(state=ReviewState.OPEN).order_by("priority", "id")


def item(actor: Actor, item_id: int) -> ReviewItem:
    """One package with the notice's bodies; raises NotFound."""
    rows = ReviewItem.objects.visible_to(actor).filter(case_id__in=casework.visible_ids(actor))
    rows = rows.select_related("case", "notice__match__fingerprint", "notice__provider", "notice__package")
    found = rows.filter(id=item_id).first()
    if found is None:
        raise NotFound
    return found


def figures(actor: Actor) -> dict[str, int]:
    """How many wait, and how many of them a colleague holds now."""
    waiting = queue(actor)
    held = waiting.filter(held_until__gt=Now()).exclude(Q(held_by=None) | Q(held_by=actor.user_id)).count()
    return {"waiting": waiting.count(), "held_by_others": held}


def next_free(actor: Actor, after: int = 0) -> ReviewItem | None:
    """The next package that nobody holds, leaving out the one just decided."""
    free = Q(held_by=None) | Q(held_until__lt=Now()) | Q(held_by=actor.user_id)
    return queue(actor).filter(free).exclude(id=after).first()
