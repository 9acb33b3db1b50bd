"""A package whose answer is known is closed by the first person's word, and by nothing else."""

from django.db.models.functions import Now

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from takedowns.golden import services as golden
from takedowns.review.models import ReviewItem
from takedowns.review.services import voices
from takedowns.review.states import SENDING, Reason, ReviewState, Verdict


def known_close(actor: Actor, item: ReviewItem, verdict: Verdict) -> ReviewState | None:
    """End a package with a known answer, in the caller's transaction after the first word; None for every real package.

    No second person, no sending, no doubt about a fingerprint follows. Raises Conflict when somebody was first.
    """
    approved = verdict in SENDING
    if golden.golden_decide(actor, item.notice, approved=approved, code=item.reason) is None:
        return None
    to = ReviewState.APPROVED if approved else ReviewState.REJECTED
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=ReviewState.OPEN, held_by=actor.user_id)
    if not rows.update(
        state=to, reason=item.reason, decided_by=actor.user_id, decided_at=Now(), held_by=None, held_until=None,
        handed_to=None, handed_by=None, left_at=Now(),
    ):  # fmt: skip
        raise Conflict(voices.DECIDED)
    return to


def known_turned_down(actor: Actor, item: ReviewItem, code: Reason) -> bool:
    """Whether a package that would be set aside had a known answer: then it is closed as not approved, and nobody is asked."""
    if not item.case.golden:
        return False
    item.reason = code
    voices.say(actor, item, place=1, verdict=Verdict.REJECT)
    return known_close(actor, item, Verdict.REJECT) is not None
