"""The queue: put a package on the desk, hold it, open its evidence, say who looked."""

from datetime import timedelta
from typing import Any

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
from agencies.tenancy.models import TenantQuerySet
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.casework.states import protected
from cases.exceptions import selectors as cases
from cases.exceptions import services as exceptions
from takedowns.evidence import services as evidence
from takedowns.evidence.models import EvidencePackage
from takedowns.golden import selectors as golden_selectors
from takedowns.golden import services as golden
from takedowns.notices import selectors as drafts
from takedowns.notices import services as notices
from takedowns.notices.models import Notice
from takedowns.review import position, selectors
from takedowns.review.models import Passed, ReviewItem
from takedowns.review.services import voices
from takedowns.review.states import UNDECIDED, Looked, ReviewState, Void

HELD = gettext_lazy("A colleague has this package open. Take another one, or wait until the hold ends.")
FIRST = gettext_lazy("You decided this package first. Now a second person must look; you can take your decision back.")
NEW_HERE = gettext_lazy(
    "Your own decisions are looked at by a colleague for now, so you cannot be the second person yet. Take another package."
)

TRIES = 5


@verb("notice.draft")
def item_queue(actor: Actor, *, notice_id: int) -> None:
    """Put a drafted notice on the desk; minors first, then certain finds, then the rest."""
    notice = Notice.objects.visible_to(actor).select_related("case", "match").filter(id=notice_id).first()
    if notice is None or (notice.case.golden and not golden_selectors.fits(actor, notice)):
        return
    item, created = ReviewItem.objects.get_or_create(
        agency_id=actor.agency_id, notice=notice, defaults={"case_id": notice.case_id, **place(actor, notice)}
    )
    if created:
        first = min(match.fetched_at for match in drafts.matches(actor, notice))
        since = (timezone.now() - first).total_seconds()
        events.emit(actor, "review.waiting", case_id=notice.case_id, subject_id=item.pk, since_fetch=round(since, 2))
        golden.golden_turn(actor)


def place(actor: Actor, notice: Notice) -> dict[str, Any]:
    """Severity and the nearest clock, as columns: a package stands where its most urgent find would stand alone."""
    found, own = drafts.matches(actor, notice), tenancy.settings(actor)
    minor = protected(notice.case.age_band)
    severity = min(position.severity(match.band, protected=minor, relisted=match.relisted) for match in found)
    since = min(match.found_at for match in found)
    if drafts.takes_back(notice):  # somebody acts on a notice that may be wrong
        severity, since = min(severity, position.CAME_BACK), notice.drafted_at
    mandate = casework.mandate(actor, notice.case_id, timezone.now().date())
    word = drafts.confirmations().get(notice.basis)
    due_at, clock = position.due(
        severity, since, position.Hours(own.review_first_hours, own.review_hours),
        mandate_ends=mandate.expires_on if mandate else None, basis_ends=word.expires if word else None,
    )  # fmt: skip
    return {"priority": severity, "due_at": due_at, "clock": clock}


@verb("notice.draft")
def item_renew(actor: Actor, *, match_id: int) -> None:
    """More is known about a find: compose its undecided notice anew and give it its place; raises Later while it is drafted.

    What a second person reads stays as the first one read it, and what is decided stays as it is.
    """
    rows = Notice.objects.visible_to(actor).select_related("case", "match")
    notice = rows.filter(targets__match_id=match_id).first()
    if notice is None:
        if EvidencePackage.objects.visible_to(actor).filter(match_id=match_id).exists():
            raise events.Later("NoticeIsDrafted")
        return
    # The item before its notice, as decisions take them: the other way round both would wait for each other.
    item = ReviewItem.objects.visible_to(actor).select_for_update().filter(notice=notice).first()
    if item is not None and item.state != ReviewState.OPEN:
        return
    notices.notice_renew(actor, notice)
    ReviewItem.objects.visible_to(actor).filter(notice=notice, state=ReviewState.OPEN).update(**place(actor, notice))


@verb("review.claim")
def item_claim(actor: Actor, *, item_id: int) -> ReviewItem:
    """Hold a package for oneself (again); raises Conflict while a colleague holds it, or to whoever cannot be the second."""
    item = selectors.item(actor, item_id)
    if item.state == ReviewState.SECOND:
        item = _for_the_second(actor, item)
    until = timezone.now() + timedelta(seconds=tenancy.settings(actor).review_lease_seconds)
    free = Q(held_by=None) | Q(held_by=actor.user_id) | Q(held_until__lt=Now())
    rows = ReviewItem.objects.visible_to(actor).filter(free, id=item.pk, state__in=UNDECIDED)
    if not rows.update(held_by=actor.user_id, held_until=until):
        raise Conflict(HELD if item.state in UNDECIDED else voices.DECIDED)
    if item.opened_at is None or item.held_by != actor.user_id:  # the clock of a decision starts with its holder
        ReviewItem.objects.visible_to(actor).filter(id=item.pk, held_by=actor.user_id).update(opened_at=Now())
        audit.record(actor, "review.open", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id)
        if item.state == ReviewState.OPEN:  # signed by whoever decides; a second person reads the first one's text
            notices.notice_sign(actor, item.notice)
    return selectors.item(actor, item_id)


def _for_the_second(actor: Actor, item: ReviewItem) -> ReviewItem:
    """Whether this person may be the second.

    A text that changed since the first word, or a first person who is kept out of the case by now, makes that word void.
    """
    first = selectors.first_voice(actor, item.pk)
    kept_out = first is not None and first.user_id in cases.kept_out(actor, item.case_id)
    if first is None or kept_out or first.sha256 != item.notice.content_sha256:
        voices.void(actor, item, Void.TAKEN_BACK if kept_out else Void.CHANGED)
        return selectors.item(actor, item.pk)
    if first.user_id == actor.user_id:
        raise Conflict(FIRST)
    if not selectors.may_be_second(actor):
        raise Conflict(NEW_HERE)
    return item


@verb("review.claim")
def item_next(actor: Actor, *, after: int = 0, second: bool = False) -> ReviewItem | None:
    """Give `after` back undecided and hold the next package that nobody holds; None when there is none left.

    `second`: go on among the packages that wait for a second person, not among the others.
    """
    if after:
        item_release(actor, item_id=after)
    for _again in range(TRIES):
        item = selectors.next_free(actor, after, second=second)
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
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, held_by=actor.user_id)
    gone = rows.update(held_by=None, held_until=None, handed_to=None, handed_by=None)
    if gone and item.state in UNDECIDED:
        Passed.objects.create(agency_id=actor.agency_id, case_id=item.case_id, item=item)


def items_give_back(actor: Actor, *, user_id: int, to_user_id: int | None = None) -> int:
    """Put every package that a person holds back on the desk, in the caller's transaction; part of handing work over."""
    rows: TenantQuerySet[ReviewItem] = TenantQuerySet(ReviewItem).visible_to(actor)
    rows = rows.filter(held_by=user_id, state__in=UNDECIDED)
    return rows.update(held_by=None, held_until=None)


@verb("wellbeing.own")
def items_rest(actor: Actor, *, case_id: int | None) -> None:
    """Give back what this officer asked not to get today, in the caller's transaction; it counts as no pass."""
    rows = ReviewItem.objects.visible_to(actor).filter(held_by=actor.user_id, state__in=UNDECIDED)
    rows = rows.exclude(notice__match__band="certain") if case_id is None else rows.filter(case_id=case_id)
    ReviewItem.objects.visible_to(actor).filter(id__in=list(rows.values_list("id", flat=True))).update(
        held_by=None, held_until=None, handed_to=None, handed_by=None
    )


@verb("case.conflict")
def item_conflict(actor: Actor, *, item_id: int) -> None:
    """Declare a conflict of interest over a package: its hold ends, and its case does not exist for the actor any more.

    A first decision of the same person that waits for the second one becomes void.
    """
    item = selectors.item(actor, item_id)
    ReviewItem.objects.visible_to(actor).filter(id=item.pk, held_by=actor.user_id).update(held_by=None, held_until=None)
    first = selectors.first_voice(actor, item.pk) if item.state == ReviewState.SECOND else None
    if first is not None and first.user_id == actor.user_id:  # whose conflict it is has approved nothing
        voices.void(actor, item, Void.TAKEN_BACK, by=actor.user_id)
    exceptions.conflict_declare(actor, case_id=item.case_id)


@verb("review.claim")
def item_evidence(actor: Actor, *, item_id: int) -> None:
    """Note that the holder opened the evidence, which uncertain finds require before a decision (HARMS 23)."""
    item = item_claim(actor, item_id=item_id)
    for package in drafts.packages(actor, item.notice_id) or [item.notice.package]:
        evidence.evidence_open(actor, package_id=package.pk)
    ReviewItem.objects.visible_to(actor).filter(id=item.pk, state__in=UNDECIDED).update(
        evidence_opened_by=actor.user_id
    )


@verb("review.claim")
def item_look(actor: Actor, *, item_id: int, looked: str) -> None:
    """State who looked, and compose the notice with it; the officer sees the new text before approving it.

    Done by the second person it makes the first approval void, because that was an approval of another text.
    """
    if looked not in set(Looked):
        raise Invalid(_("Say who looked."), "looked")
    item = item_claim(actor, item_id=item_id)
    before = item.notice.content_sha256
    first = selectors.first_voice(actor, item.pk) if item.state == ReviewState.SECOND else None
    signer = first.user_id if first else actor.user_id
    written = notices.notice_restate(actor, item.notice, looked=looked, signer=signer)
    ReviewItem.objects.visible_to(actor).filter(id=item.pk, state__in=UNDECIDED).update(looked=looked)
    if item.state == ReviewState.SECOND and written.content_sha256 != before:
        voices.void(actor, item, Void.CHANGED)
