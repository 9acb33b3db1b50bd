"""Holding a package: longer while it is used, over to a named colleague, and nothing typed is lost."""

from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from takedowns.review import selectors
from takedowns.review.models import Draft, ReviewItem
from takedowns.review.selectors import own
from takedowns.review.services import desk, voices
from takedowns.review.states import UNDECIDED, Reason

NOT_YOURS = gettext_lazy("You do not hold this package any more. What you typed is kept; take the package again.")


@verb("review.claim")
def item_keep(actor: Actor, *, item_id: int) -> None:
    """Hold one's package longer, from now on; raises Conflict when it is not held by this person any more.

    Unlike taking it this never takes a package back: an expired hold stays expired, and who was faster has it.
    """
    item = selectors.item(actor, item_id)
    until = timezone.now() + timedelta(seconds=tenancy.settings(actor).review_lease_seconds)
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state__in=UNDECIDED, held_by=actor.user_id)
    if not rows.filter(held_until__gt=Now()).update(held_until=until):
        raise Conflict(NOT_YOURS if item.state in UNDECIDED else voices.DECIDED)


@verb("review.claim")
def draft_keep(actor: Actor, *, item_id: int, reason: str, note: str) -> None:
    """Keep what this person has typed over an undecided package, sealed; empty words erase it."""
    item = selectors.item(actor, item_id)
    reason = reason if reason in set(Reason) else ""
    kept = Draft.objects.visible_to(actor).filter(item_id=item.pk, user_id=actor.user_id or 0)
    if item.state not in UNDECIDED or not (reason or note.strip()):
        kept.delete()
        return
    row = kept.first() or Draft(agency_id=actor.agency_id, case_id=item.case_id, item=item, user_id=actor.user_id or 0)
    if row.pk is None or (row.reason, row.note) != (reason, note):
        row.reason, row.note = reason, note
        row.save()


@verb("review.claim")
def item_hand_over(actor: Actor, *, item_id: int, user_id: int, note: str = "") -> None:
    """Give one's package to a named colleague, who holds it from now on; when that hold ends it is free, and still marked.

    Raises Invalid for nobody who could decide it, Conflict when it is not held by this person.
    """
    item = desk.item_claim(actor, item_id=item_id)
    if user_id == actor.user_id or user_id not in own.takers(actor, item):
        raise Invalid(_("Choose a colleague who may decide this package."), "user")
    until = timezone.now() + timedelta(seconds=tenancy.settings(actor).review_lease_seconds)
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state__in=UNDECIDED, held_by=actor.user_id)
    if not rows.update(held_by=user_id, held_until=until, handed_to=user_id, handed_by=actor.user_id):
        raise Conflict(voices.DECIDED)
    row = ReviewItem.objects.visible_to(actor).get(id=item.pk)
    if row.handed_note != note.strip():
        row.handed_note = note.strip()
        row.save(update_fields=["handed_note"])
    audit.record(
        actor, "review.hand_over", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id, to=user_id
    )
    events.emit(actor, "review.handed", case_id=item.case_id, subject_id=item.pk)
