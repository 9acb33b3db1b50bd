"""The queue: put a package on the desk, hold it, decide once."""

from datetime import timedelta

from django.db.models import Q
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
from cases.casework.states import protected
from cases.detection.services import finds
from cases.detection.states import MatchState
from cases.exceptions import services as exceptions
from takedowns.evidence import services as evidence
from takedowns.notices import services as notices
from takedowns.notices.models import Notice
from takedowns.notices.states import NoticeState
from takedowns.review import selectors
from takedowns.review.models import ReviewItem
from takedowns.review.states import Looked, Reason, ReviewState

HELD = gettext_lazy("A colleague has this package open. Take another one, or wait until the hold ends.")
DECIDED = gettext_lazy("This package was decided in the meantime. Nothing was sent twice and nothing was lost.")

TRIES = 5


@verb("notice.draft")
def item_queue(actor: Actor, *, notice_id: int) -> None:
    """Put a drafted notice on the desk; minors first, then certain finds, then the rest."""
    notice = Notice.objects.visible_to(actor).select_related("case", "match").filter(id=notice_id).first()
    if notice is None:
        return
    priority = 1 if protected(notice.case.age_band) else {"certain": 3, "likely": 4}.get(notice.match.band, 6)
    item, created = ReviewItem.objects.get_or_create(
        agency_id=actor.agency_id, notice=notice, defaults={"case_id": notice.case_id, "priority": priority}
    )
    if created:
        since = (timezone.now() - notice.match.fetched_at).total_seconds()
        events.emit(actor, "review.waiting", case_id=notice.case_id, subject_id=item.pk, since_fetch=round(since, 2))


@verb("review.claim")
def item_claim(actor: Actor, *, item_id: int) -> ReviewItem:
    """Hold a package for oneself (again); raises Conflict while a colleague holds it."""
    item = selectors.item(actor, item_id)
    until = timezone.now() + timedelta(seconds=tenancy.settings(actor).review_lease_seconds)
    free = Q(held_by=None) | Q(held_by=actor.user_id) | Q(held_until__lt=Now())
    rows = ReviewItem.objects.visible_to(actor).filter(free, id=item.pk, state=ReviewState.OPEN)
    if not rows.update(held_by=actor.user_id, held_until=until):
        raise Conflict(HELD if item.state == ReviewState.OPEN else DECIDED)
    if item.opened_at is None or item.held_by != actor.user_id:  # the clock of a decision starts with its holder
        ReviewItem.objects.visible_to(actor).filter(id=item.pk, held_by=actor.user_id).update(opened_at=Now())
        audit.record(actor, "review.open", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id)
    return selectors.item(actor, item_id)


@verb("review.claim")
def item_next(actor: Actor, *, after: int = 0) -> ReviewItem | None:
    """Give `after` back undecided and hold the next package that nobody holds; None when there is none left."""
    if after:
        item_release(actor, item_id=after)
    for _again in range(TRIES):
        item = selectors.next_free(actor, after)
        if item is None:
            return None
        try:
            return item_claim(actor, item_id=item.pk)
        except Conflict:  # a colleague was faster: look again
            continue
    return None


@verb("review.claim")
def item_release(actor: Actor, *, item_id: int) -> None:
    """Give a package back without a decision and without a reason."""
    item = selectors.item(actor, item_id)
    ReviewItem.objects.visible_to(actor).filter(id=item.pk, held_by=actor.user_id).update(held_by=None, held_until=None)


@verb("case.conflict")
def item_conflict(actor: Actor, *, item_id: int) -> None:
    """Declare a conflict of interest over a package: its hold ends, and its case does not exist for the actor any more."""
    item = selectors.item(actor, item_id)
    ReviewItem.objects.visible_to(actor).filter(id=item.pk, held_by=actor.user_id).update(held_by=None, held_until=None)
    exceptions.conflict_declare(actor, case_id=item.case_id)


@verb("review.claim")
def item_evidence(actor: Actor, *, item_id: int) -> None:
    """Note that the holder opened the evidence, which uncertain finds require before a decision (HARMS 23)."""
    item = item_claim(actor, item_id=item_id)
    evidence.evidence_open(actor, package_id=item.notice.package_id)
    ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=ReviewState.OPEN).update(
        evidence_opened_by=actor.user_id
    )


@verb("review.claim")
def item_look(actor: Actor, *, item_id: int, looked: str) -> None:
    """State who looked, and compose the notice with it; the officer sees the new text before approving it."""
    if looked not in set(Looked):
        raise Invalid(_("Say who looked."), "looked")
    item = item_claim(actor, item_id=item_id)
    notices.notice_restate(actor, item.notice, looked=looked)
    ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=ReviewState.OPEN).update(looked=looked)


@verb("review.approve")
def item_approve(actor: Actor, *, item_id: int, sha256: str) -> None:
    """Approve exactly the bytes with this digest.

    Raises Conflict when somebody else decided, holds it, the text changed, a named problem is open, or the evidence of an
    uncertain find was not opened by this officer.
    """
    item = item_claim(actor, item_id=item_id)
    notice = item.notice
    if item.notice.match.band != "certain" and item.evidence_opened_by != actor.user_id:
        raise Conflict(_("Open the evidence first: this find is not certain."))
    if notice.state != NoticeState.READY:
        raise Conflict(_("Something is missing in this notice. It is named on the page."))
    approved = Notice.objects.visible_to(actor).filter(id=notice.pk, state=NoticeState.READY, content_sha256=sha256)
    if not sha256 or not approved.update(
        state=NoticeState.APPROVED, approved_sha256=sha256, approved_by=actor.user_id, approved_at=Now()
    ):
        raise Conflict(_("The notice changed since you opened it. Read it again before you approve it."))
    _decide(actor, item, ReviewState.APPROVED)
    finds.match_move(actor, match_id=notice.match_id, to=MatchState.APPROVED)
    audit.record(
        actor, "review.approve", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id, sha256=sha256
    )
    events.emit(actor, "notice.approved", case_id=item.case_id, subject_id=notice.pk)


@verb("review.reject")
def item_reject(actor: Actor, *, item_id: int, reason: str, note: str = "") -> None:
    """Close a package without sending anything; the reason is counted, the sentence is for colleagues."""
    if reason not in set(Reason):
        raise Invalid(_("Choose a reason."), "reason")
    item = item_claim(actor, item_id=item_id)
    _decide(actor, item, ReviewState.REJECTED, reason=reason, note=note.strip())
    Notice.objects.visible_to(actor).filter(
        id=item.notice_id, state__in=[NoticeState.READY, NoticeState.INCOMPLETE]
    ).update(state=NoticeState.REJECTED)
    notices.address_release(actor, notice_id=item.notice_id)
    finds.match_move(actor, match_id=item.notice.match_id, to=MatchState.REJECTED)
    audit.record(
        actor, "review.reject", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id, reason=reason
    )
    events.emit(actor, "notice.rejected", case_id=item.case_id, subject_id=item.notice_id, reason=reason)


def _decide(actor: Actor, item: ReviewItem, to: ReviewState, **values: str) -> None:
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=ReviewState.OPEN, held_by=actor.user_id)
    if not rows.update(state=to, decided_by=actor.user_id, decided_at=Now(), held_by=None, held_until=None, **values):
        raise Conflict(DECIDED)
