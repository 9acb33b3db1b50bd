"""One decision over exactly the bytes that were read: by one person, or by two where the agency's rule says so."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from cases.detection.services import finds
from cases.detection.states import MatchState
from takedowns.notices import selectors as parts
from takedowns.notices.models import Notice
from takedowns.notices.states import OPEN, NoticeState
from takedowns.review import selectors
from takedowns.review.models import ReviewItem, Voice
from takedowns.review.selectors import blocking
from takedowns.review.services import desk, final, known, saying, voices
from takedowns.review.states import CLOSING, SENDING, AskState, Doubt, Reason, ReviewState, Verdict, Void

SEND, SETTLE = "takedowns.delivery.send", "takedowns.review.settle"
BECOMES = {
    Verdict.APPROVE: ReviewState.APPROVED,
    Verdict.HOLD: ReviewState.HELD,
    Verdict.REJECT: ReviewState.REJECTED,
}


@verb("review.approve")
def item_approve(actor: Actor, *, item_id: int, sha256: str, hold: bool = False) -> ReviewState:
    """Approve exactly the bytes with this digest; returns whether it goes out, is kept here, or waits for a second person.

    `hold`: it is not sent before somebody releases it. Raises Conflict when somebody else decided, holds it, the text
    changed, or something named is in the way.
    """
    item = desk.item_claim(actor, item_id=item_id)
    _first_only(item)
    _may_go_out(actor, item, sha256)
    item.reason = (
        Reason.MATCH_EXACT if all(match.exact for match in parts.matches(actor, item.notice)) else Reason.MATCH_NEAR
    )
    return _speak_first(actor, item, Verdict.HOLD if hold else Verdict.APPROVE)


@verb("review.reject")
def item_reject(actor: Actor, *, item_id: int, reason: str, note: str = "") -> ReviewState:
    """Close a package without sending anything; the reason is counted, the sentence is for colleagues.

    Raises Invalid for a reason that does not close a package (see the services in aside).
    """
    if reason not in CLOSING:
        raise Invalid(_("Choose a reason."), "reason")
    item = desk.item_claim(actor, item_id=item_id)
    if (reason == Reason.STANDS) is (item.notice.about_id is None):
        raise Invalid(_("This reason does not fit here. Choose another one."), "reason")
    _first_only(item)
    item.reason = reason
    voices.write_note(item, note.strip())
    return _speak_first(actor, item, Verdict.REJECT)


@verb("review.approve")
def item_send_held(actor: Actor, *, item_id: int) -> None:
    """Release a package that was approved and kept back: it leaves when the time to undo is over.

    Everything that can be in the way is asked again. Raises Conflict, also when the text is not the approved one any more.
    """
    item = selectors.item(actor, item_id)
    first = selectors.first_voice(actor, item.pk)
    if item.state != ReviewState.HELD or first is None:
        raise Conflict(_("This package is not on hold. Look at it again."))
    if found := [name for name in blocking.blocks(actor, item) if name != blocking.EVIDENCE_FIRST]:
        raise Conflict(saying.refusal(found))
    approved(actor, item, first, final.item_let_go(actor, item))


def item_confirm(actor: Actor, *, item_id: int, sha256: str) -> None:
    """Be the second person and confirm what the first decided, over the same bytes.

    Raises Conflict to the first person, when somebody was faster, or when the text changed; then the first decision is void
    and stays so although this call is refused, which is why it is looked at in a transaction of its own.
    """
    rights.require(actor, "review.second")
    desk.item_claim(actor, item_id=item_id)
    _confirm(actor, item_id=item_id, sha256=sha256)


@verb("review.second")
def _confirm(actor: Actor, *, item_id: int, sha256: str) -> None:
    item = selectors.item(actor, item_id)
    first = waiting(actor, item)
    if first.verdict in SENDING:
        _may_go_out(actor, item, sha256)
    elif sha256 != first.sha256:
        raise Conflict(_changed())
    voices.say(actor, item, place=2, verdict=Verdict(first.verdict))
    finish(actor, item, first, held_by=actor.user_id)


@verb("review.second")
def item_send_back(actor: Actor, *, item_id: int, doubt: str, note: str = "") -> None:
    """Be the second person and do not confirm: the package is open again, with the reason."""
    if doubt not in set(Doubt):
        raise Invalid(_("Choose a reason."), "doubt")
    item = desk.item_claim(actor, item_id=item_id)
    waiting(actor, item)
    voices.void(actor, item, Void.SENT_BACK, doubt=Doubt(doubt), note=note.strip(), by=actor.user_id)
    ReviewItem.objects.visible_to(actor).filter(id=item.pk).update(held_by=None, held_until=None)


@verb("review.claim")
def item_take_back(actor: Actor, *, item_id: int) -> None:
    """Take one's own first decision back while it waits for the second person."""
    item = selectors.item(actor, item_id)
    first = waiting(actor, item)
    if first.user_id != actor.user_id:
        raise Conflict(
            _("A colleague decided this package first; only that person takes it back. You can send it back.")
        )
    voices.void(actor, item, Void.TAKEN_BACK, by=actor.user_id)


def _first_only(item: ReviewItem) -> None:
    if item.state == ReviewState.SECOND:
        raise Conflict(_("A colleague decided this package in the meantime. Confirm that decision or send it back."))


def waiting(actor: Actor, item: ReviewItem) -> Voice:
    """The first person's word that waits for a second; raises Conflict when there is none."""
    first = selectors.first_voice(actor, item.pk) if item.state == ReviewState.SECOND else None
    if first is None:
        undecided = item.state == ReviewState.OPEN
        raise Conflict(
            _("Nothing waits for a second person here. Look at the package again.") if undecided else voices.DECIDED
        )
    return first


def _changed() -> str:
    return _("The notice changed since you opened it. Read it again before you approve it.")


def _may_go_out(actor: Actor, item: ReviewItem, sha256: str) -> None:
    """What both persons must have done and seen before they approve; everything that is in the way is said at once."""
    if found := blocking.blocks(actor, item):
        raise Conflict(saying.refusal(found))
    if not sha256 or item.notice.content_sha256 != sha256 or parts.digest_now(actor, item.notice) != sha256:
        raise Conflict(_changed())


def _speak_first(actor: Actor, item: ReviewItem, verdict: Verdict) -> ReviewState:
    """Write the first word down, and end the matter or wait for a second person."""
    why = selectors.why_second(actor, item.case, verdict)
    first = voices.say(actor, item, place=1, verdict=verdict)
    closed = known.known_close(actor, item, verdict)
    if closed is not None:
        return closed
    if not why:
        finish(actor, item, first, held_by=actor.user_id)
        return BECOMES[verdict]
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=ReviewState.OPEN, held_by=actor.user_id)
    if not rows.update(
        state=ReviewState.SECOND, second_why=why, held_by=None, held_until=None, evidence_opened_by=None,
        reason=item.reason,
    ):  # fmt: skip
        raise Conflict(voices.DECIDED)
    audit.record(
        actor, "review.first", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id,
        verdict=verdict.value, sha256=first.sha256, why=[str(one) for one in why],
    )  # fmt: skip
    events.emit(actor, "review.second", case_id=item.case_id, subject_id=item.pk, verdict=verdict.value)
    return ReviewState.SECOND


def finish(actor: Actor, item: ReviewItem, first: Voice, **held: Any) -> None:
    """What was decided becomes true: one way for one person, for two, and for a partner's confirmation.

    `held`: a condition on the item's holder. Raises Conflict when somebody was first or the text is another one by now.
    """
    became = BECOMES[Verdict(first.verdict)]
    window = tenancy.settings(actor).send_window_seconds
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=item.state, **held)
    if not rows.update(
        state=became, reason=item.reason, decided_by=first.user_id, decided_at=Now(), held_by=None, held_until=None,
        handed_to=None, handed_by=None, final_at=timezone.now() + timedelta(seconds=window), left_at=None,
    ):  # fmt: skip
        raise Conflict(voices.DECIDED)
    if item.state == ReviewState.SECOND:
        voices.asks_close(actor, item, AskState.TAKEN_BACK)
    voices.drafts_drop(actor, item)
    if became is ReviewState.APPROVED:
        approved(actor, item, first, window)
    elif became is ReviewState.HELD:
        _bound(actor, item, first)
        audit.record(
            actor,
            "review.hold",
            subject_kind="reviewitem",
            subject_id=item.pk,
            case_id=item.case_id,
            sha256=first.sha256,
        )
        events.emit(actor, "review.held", case_id=item.case_id, subject_id=item.pk)
    else:
        _rejected(actor, item, window)


def _bound(actor: Actor, item: ReviewItem, first: Voice) -> QuerySet[Notice]:
    """The notice, if it still is what was approved; raises Conflict."""
    rows = Notice.objects.visible_to(actor).filter(
        id=item.notice_id, state=NoticeState.READY, content_sha256=first.sha256
    )
    if not rows.exists():
        raise Conflict(_changed())
    return rows


def approved(actor: Actor, item: ReviewItem, first: Voice, window: int) -> None:
    """The notice is approved and leaves when the time to undo it is over, in the caller's transaction."""
    rows = _bound(actor, item, first)
    if not rows.update(
        state=NoticeState.APPROVED, approved_sha256=first.sha256, approved_by=first.user_id, approved_at=Now()
    ):
        raise Conflict(_changed())
    for target in parts.targets(actor, item.notice_id):
        finds.match_move(actor, match_id=target.match_id, to=MatchState.APPROVED)
    audit.record(
        actor, "review.approve", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id, sha256=first.sha256,
        reason=item.reason,
    )  # fmt: skip
    events.emit(actor, "notice.approved", case_id=item.case_id, subject_id=item.notice_id)
    events.enqueue(
        SEND, agency_id=actor.agency_id, key=f"send:{first.pk}", delay=float(window), notice_id=item.notice_id
    )


def _rejected(actor: Actor, item: ReviewItem, window: int) -> None:
    """Nothing is sent. What follows from the reason waits until nobody can undo it any more."""
    Notice.objects.visible_to(actor).filter(id=item.notice_id, state__in=OPEN).update(state=NoticeState.REJECTED)
    for target in parts.targets(actor, item.notice_id):
        finds.match_move(actor, match_id=target.match_id, to=MatchState.REJECTED)
    audit.record(
        actor, "review.reject", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id, reason=item.reason
    )
    events.emit(actor, "notice.rejected", case_id=item.case_id, subject_id=item.notice_id, reason=item.reason)
    if window:
        key = f"settle:{item.pk}:{timezone.now().timestamp()}"
        events.enqueue(SETTLE, agency_id=actor.agency_id, key=key, delay=float(window), item_id=item.pk)
    else:
        final.item_settle(actor, item_id=item.pk)
