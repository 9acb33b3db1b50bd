"""Between a decision and what follows from it: the time in which it can be undone, and the moment after which it cannot."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.detection.services import finds
from cases.detection.states import MatchState
from takedowns.notices import selectors as told
from takedowns.notices import services as notices
from takedowns.notices.models import Notice
from takedowns.notices.states import NoticeState
from takedowns.review import selectors
from takedowns.review.models import ReviewItem
from takedowns.review.services import aside, voices
from takedowns.review.states import QuestionKind, Reason, ReviewState, Void

WRONG = (Reason.NOT_SAME, Reason.BENIGN, Reason.NEWS)  # the find itself was wrong, so its fingerprint is doubted
KEEPS_ADDRESS = (Reason.DUPLICATE,)  # another notice of ours writes there: no other agency may


def _leave(actor: Actor, rows: Q) -> bool:
    """Whether a decision has become final, now or before; from here on nobody undoes it. In the caller's transaction.

    The same row that undoing changes: one of the two is first.
    """
    found = ReviewItem.objects.visible_to(actor).filter(rows, left_at=None, final_at__lte=Now())
    return bool(found.update(left_at=Now()))


def notice_may_leave(actor: Actor, *, notice_id: int) -> bool:
    """Asked by the outbound gate in its own transaction: whether the time to undo the approval is over, and nothing holds it.

    True closes the way back. A notice that never lay on a desk has none.
    """
    of_notice = ReviewItem.objects.visible_to(actor).filter(notice_id=notice_id)
    if _leave(actor, Q(notice_id=notice_id, state=ReviewState.APPROVED)):
        return True
    row = of_notice.first()
    return row is None or (row.state == ReviewState.APPROVED and row.left_at is not None)


def item_settle(actor: Actor, *, item_id: int) -> None:
    """What follows from a rejection, once nobody can undo it; a job, safe to run again."""
    with tenant_scope(actor.agency_id):
        if not _leave(actor, Q(id=item_id, state=ReviewState.REJECTED)):
            return
        item = selectors.item(actor, item_id)
        if item.reason not in KEEPS_ADDRESS:
            notices.address_release(actor, notice_id=item.notice_id)
        for target in told.targets(actor, item.notice_id):
            if item.reason in WRONG:
                finds.match_doubt(actor, match_id=target.match_id)
            if item.reason == Reason.DEAD_LINK:  # the same page showing it again is a new find
                finds.match_move(actor, match_id=target.match_id, to=MatchState.REMOVED)
        if item.reason == Reason.IS_REPORTER:
            aside.ask(actor, item, QuestionKind.IDENTITY, item.note, by=item.decided_by or 0)


@verb("review.claim")
def item_undo(actor: Actor, *, item_id: int) -> None:
    """Undo a decision that is not final yet: the package is open again, and nothing was sent.

    Any officer may, because it only stops something. A package on hold, or one that waits for an answer, can be taken
    back at any time. Raises Conflict when it is too late or somebody was first.
    """
    item = selectors.item(actor, item_id)
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=item.state)
    if item.state in {ReviewState.APPROVED, ReviewState.REJECTED}:
        rows = rows.filter(left_at=None, final_at__gt=Now())
    elif item.state not in {ReviewState.HELD, ReviewState.WAITING}:
        raise Conflict(_("There is nothing to undo here. Look at the package again."))
    if not rows.update(
        state=ReviewState.OPEN, decided_by=None, decided_at=None, final_at=None, reason="", second_why=[],
        held_by=None, held_until=None, evidence_opened_by=None,
    ):  # fmt: skip
        raise Conflict(
            _("It is too late to undo this: what follows from the decision has begun, or somebody was first.")
        )
    before = item.state
    if before == ReviewState.WAITING:
        aside.questions_close(actor, item)
    voices.words_void(actor, item, Void.UNDONE, by=actor.user_id)
    _notice_back(actor, item)
    audit.record(
        actor, "review.undo", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id, before=str(before)
    )
    events.emit(actor, "review.undone", case_id=item.case_id, subject_id=item.pk)


def _notice_back(actor: Actor, item: ReviewItem) -> None:
    """The notice and the find are where they were before the decision; what was named as missing still is."""
    to = NoticeState.INCOMPLETE if item.notice.problems else NoticeState.READY
    rows = Notice.objects.visible_to(actor).filter(
        id=item.notice_id, state__in=[NoticeState.APPROVED, NoticeState.REJECTED]
    )
    rows.update(state=to, approved_sha256="", approved_by=None, approved_at=None)
    for target in told.targets(actor, item.notice_id):
        finds.match_move(actor, match_id=target.match_id, to=MatchState.READY)


def item_let_go(actor: Actor, item: ReviewItem) -> int:
    """A package on hold is approved now, in the caller's transaction; seconds in which that can be undone. Raises Conflict."""
    window = tenancy.settings(actor).send_window_seconds
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=ReviewState.HELD)
    if not rows.update(state=ReviewState.APPROVED, final_at=timezone.now() + timedelta(seconds=window)):
        raise Conflict(voices.DECIDED)
    return window
