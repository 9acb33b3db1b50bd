"""One decision over exactly the bytes that were read: by one person, or by two where the agency's rule says so."""

from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from cases.detection.services import finds
from cases.detection.states import MatchState
from cases.fingerprints.selectors import guards
from takedowns.notices import services as notices
from takedowns.notices.models import Notice
from takedowns.notices.states import NoticeState
from takedowns.review import selectors
from takedowns.review.models import ReviewItem, Voice
from takedowns.review.services import desk, voices
from takedowns.review.states import AskState, Doubt, Reason, ReviewState, Verdict, Void

WRONG = (Reason.NOT_SAME, Reason.BENIGN, Reason.NEWS)  # the find itself was wrong, so its fingerprint is doubted


@verb("review.approve")
def item_approve(actor: Actor, *, item_id: int, sha256: str) -> ReviewState:
    """Approve exactly the bytes with this digest; returns whether it goes out now or waits for a second person.

    Raises Conflict when somebody else decided, holds it, the text changed, a named problem is open, or the evidence of an
    uncertain find was not opened by this officer.
    """
    item = desk.item_claim(actor, item_id=item_id)
    _first_only(item)
    _may_go_out(actor, item, sha256)
    return _speak_first(actor, item, Verdict.APPROVE)


@verb("review.reject")
def item_reject(actor: Actor, *, item_id: int, reason: str, note: str = "") -> ReviewState:
    """Close a package without sending anything; the reason is counted, the sentence is for colleagues."""
    if reason not in set(Reason):
        raise Invalid(_("Choose a reason."), "reason")
    item = desk.item_claim(actor, item_id=item_id)
    _first_only(item)
    item.reason = reason
    voices.write_note(item, note.strip())
    return _speak_first(actor, item, Verdict.REJECT)


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
    if first.verdict == Verdict.APPROVE:
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
    """What both persons must have done and seen before they approve."""
    notice = item.notice
    if not guards.stands(actor, notice.match.fingerprint_id):
        raise Conflict(
            _(
                "The fingerprint behind this find is held back: nothing is sent before two people have looked at it. You find "
                "it on the page of the case's fingerprints."
            )
        )
    if notice.match.band != "certain" and item.evidence_opened_by != actor.user_id:
        raise Conflict(_("Open the evidence first: this find is not certain."))
    if notice.state != NoticeState.READY:
        raise Conflict(_("Something is missing in this notice. It is named on the page."))
    if not sha256 or notice.content_sha256 != sha256:
        raise Conflict(_changed())


def _speak_first(actor: Actor, item: ReviewItem, verdict: Verdict) -> ReviewState:
    """Write the first word down, and end the matter or wait for a second person."""
    why = selectors.why_second(actor, item.case, verdict)
    first = voices.say(actor, item, place=1, verdict=verdict)
    if not why:
        finish(actor, item, first, held_by=actor.user_id)
        return ReviewState.APPROVED if verdict is Verdict.APPROVE else ReviewState.REJECTED
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
    approve = first.verdict == Verdict.APPROVE
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=item.state, **held)
    if not rows.update(
        state=ReviewState.APPROVED if approve else ReviewState.REJECTED, reason=item.reason,
        decided_by=first.user_id, decided_at=Now(), held_by=None, held_until=None,
    ):  # fmt: skip
        raise Conflict(voices.DECIDED)
    if item.state == ReviewState.SECOND:
        voices.asks_close(actor, item, AskState.TAKEN_BACK)
    if approve:
        _approved(actor, item, first)
    else:
        _rejected(actor, item)


def _approved(actor: Actor, item: ReviewItem, first: Voice) -> None:
    rows = Notice.objects.visible_to(actor).filter(
        id=item.notice_id, state=NoticeState.READY, content_sha256=first.sha256
    )
    if not rows.update(
        state=NoticeState.APPROVED, approved_sha256=first.sha256, approved_by=first.user_id, approved_at=Now()
    ):
        raise Conflict(_changed())
    finds.match_move(actor, match_id=item.notice.match_id, to=MatchState.APPROVED)
    audit.record(
        actor,
        "review.approve",
        subject_kind="reviewitem",
        subject_id=item.pk,
        case_id=item.case_id,
        sha256=first.sha256,
    )
    events.emit(actor, "notice.approved", case_id=item.case_id, subject_id=item.notice_id)


def _rejected(actor: Actor, item: ReviewItem) -> None:
    Notice.objects.visible_to(actor).filter(
        id=item.notice_id, state__in=[NoticeState.READY, NoticeState.INCOMPLETE]
    ).update(state=NoticeState.REJECTED)
    notices.address_release(actor, notice_id=item.notice_id)
    finds.match_move(actor, match_id=item.notice.match_id, to=MatchState.REJECTED)
    if item.reason in WRONG:
        finds.match_doubt(actor, match_id=item.notice.match_id)
    audit.record(
        actor, "review.reject", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id, reason=item.reason
    )
    events.emit(actor, "notice.rejected", case_id=item.case_id, subject_id=item.notice_id, reason=item.reason)
