"""Reads of the review desk."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from takedowns.review.models import ReviewItem
from takedowns.review.states import ReviewState

MOST_AN_HOUR, FEWEST_SECONDS = 40, 4.0
HEAVY = ("notice__text", "notice__html", "notice__pdf", "notice__content")


def items(actor: Actor) -> QuerySet[ReviewItem]:
    """Every package of the cases that this actor may see, without bodies."""
    rows = ReviewItem.objects.visible_to(actor)
    return rows.select_related("case", "notice__match", "notice__provider").defer(*HEAVY)


def queue(actor: Actor) -> QuerySet[ReviewItem]:
    """What waits for a decision: priority, then age."""
    return items(actor).filter(state=ReviewState.OPEN).order_by("priority", "id")


def item(actor: Actor, item_id: int) -> ReviewItem:
    """One package with the notice's bodies; raises NotFound."""
    rows = ReviewItem.objects.visible_to(actor)
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
    """The next package that nobody else holds: the one behind `after` in the queue, or else the first other one."""
    free = Q(held_by=None) | Q(held_until__lt=Now()) | Q(held_by=actor.user_id)
    waiting = queue(actor).filter(free).exclude(id=after)
    here = items(actor).filter(id=after, state=ReviewState.OPEN).first() if after else None
    if here is None:
        return waiting.first()
    behind = Q(priority__gt=here.priority) | Q(priority=here.priority, id__gt=here.pk)
    return waiting.filter(behind).first() or waiting.first()


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast this officer decides: in the last hour, and the last decision's seconds (None: none in that hour)."""

    decisions: int
    last_seconds: float | None

    @property
    def too_many(self) -> bool:
        return self.decisions > MOST_AN_HOUR

    @property
    def too_fast(self) -> bool:
        return self.last_seconds is not None and self.last_seconds < FEWEST_SECONDS


def pace(actor: Actor) -> Pace:
    """The officer's own pace, shown to nobody else (HARMS 23, 25)."""
    hour = ReviewItem.objects.visible_to(actor).filter(
        decided_by=actor.user_id, decided_at__gt=Now() - timedelta(hours=1)
    )
    last = hour.order_by("-decided_at").first()
    seconds = None
    if last is not None and last.decided_at is not None and last.opened_at is not None:
        seconds = (last.decided_at - last.opened_at).total_seconds()
    return Pace(decisions=hour.count(), last_seconds=seconds)
