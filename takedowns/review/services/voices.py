"""What a person said, written down once and made void when it no longer counts."""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from takedowns.review import selectors
from takedowns.review.models import Draft, ReviewItem, SecondAsk, Voice
from takedowns.review.states import AskState, Doubt, ReviewState, Verdict, Void

DECIDED = gettext_lazy("This package was decided in the meantime. Nothing was sent twice and nothing was lost.")
AGAIN = gettext_lazy("One person decides once. You decided this package already, so a second person must look.")


def say(actor: Actor, item: ReviewItem, *, place: int, verdict: Verdict, partner_id: int | None = None) -> Voice:
    """Write one word down, in the caller's transaction. The database refuses the same person twice; raises Conflict."""
    whose = {"partner_id": partner_id} if partner_id else {"user_id": actor.user_id}
    try:
        with transaction.atomic():
            return Voice.objects.create(
                agency_id=actor.agency_id, case_id=item.case_id, item=item, place=place, verdict=verdict,
                sha256=item.notice.content_sha256, opened_at=item.opened_at, **whose,
            )  # fmt: skip
    except IntegrityError as error:
        spoke = selectors.voices(actor, item.pk).filter(user_id=actor.user_id).exclude(user_id=None).exists()
        raise Conflict(AGAIN if spoke else DECIDED) from error


def void(
    actor: Actor, item: ReviewItem, why: Void, *, doubt: Doubt | None = None, note: str = "", by: int | None = None
) -> None:
    """The first word no longer counts: the package is open again, in the caller's transaction. Raises Conflict."""
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=ReviewState.SECOND)
    if not rows.update(state=ReviewState.OPEN, second_why=[], reason=""):
        raise Conflict(DECIDED)
    words_void(actor, item, why, doubt=doubt, note=note, by=by)
    asks_close(actor, item, AskState.TAKEN_BACK)
    kind = "review.sent_back" if why is Void.SENT_BACK else "review.voided"
    events.emit(
        actor, kind, case_id=item.case_id, subject_id=item.pk, why=why.value, doubt=doubt.value if doubt else ""
    )


def words_void(
    actor: Actor, item: ReviewItem, why: Void, *, doubt: Doubt | None = None, note: str = "", by: int | None = None
) -> None:
    """What was said about a package counts no longer, in the caller's transaction."""
    write_note(item, "")
    first = selectors.first_voice(actor, item.pk)
    selectors.voices(actor, item.pk).update(void_at=Now(), void_why=why, void_by=by, doubt=doubt.value if doubt else "")
    if first is not None:
        write_note(first, note)
    audit.record(
        actor, "review.void", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id,
        why=why.value, doubt=doubt.value if doubt else "",
    )  # fmt: skip


def drafts_drop(actor: Actor, item: ReviewItem) -> None:
    """What anybody had typed and not sent is of no use any more."""
    Draft.objects.visible_to(actor).filter(item_id=item.pk).delete()


def write_note(row: ReviewItem | Voice, note: str) -> None:
    """A sentence is sealed under the case's key, which only saving the row itself can do."""
    if row.note != note:
        row.note = note
        row.save(update_fields=["note"])


def asks_close(actor: Actor, item: ReviewItem, to: AskState) -> None:
    """End what a partner is still asked about this package, and let the partner's desk know by a job."""
    for ask in SecondAsk.objects.visible_to(actor).filter(item_id=item.pk, state=AskState.ASKED):
        ask_end(actor, ask, to)


def ask_end(actor: Actor, ask: SecondAsk, to: AskState) -> bool:
    """Settle one question in this agency, once; the partner's row follows by a job. False: it was settled before."""
    rows = SecondAsk.objects.visible_to(actor).filter(id=ask.pk, state=AskState.ASKED)
    if not rows.update(state=to, settled_at=Now()):
        return False
    audit.record(
        actor, f"second.{to.value}", subject_kind="secondask", subject_id=ask.pk, case_id=ask.case_id,
        partner_id=ask.partner_id,
    )  # fmt: skip
    events.emit(actor, "second.settled", case_id=ask.case_id, subject_id=ask.item_id, outcome=to.value)
    if to in {AskState.TAKEN_BACK, AskState.EXPIRED}:
        events.enqueue(
            "takedowns.review.second_carry", agency_id=actor.agency_id, key=f"second:{ask.code}:end", ask_id=ask.pk
        )
    return True
