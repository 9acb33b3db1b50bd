"""Which finds of a case stand together in one package: same recipient, same legal basis, same country, room left."""

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from takedowns.evidence.models import EvidencePackage
from takedowns.notices import batch
from takedowns.notices import selectors as notice_selectors
from takedowns.notices import services as notices
from takedowns.notices.models import Notice
from takedowns.notices.states import OPEN
from takedowns.review.models import ReviewItem
from takedowns.review.services import decide, desk
from takedowns.review.states import Looked, ReviewState

LOCK = 7264  # one case's finds are put into their packages one after the other


def package_gather(actor: Actor, *, package_id: int) -> None:
    """Put a captured find into a package that waits, or open one for it; a job of its own writes it. Safe to run again.

    So finds that come together are put together first, and their notice is written once.
    """
    rights.require(actor, "notice.draft")
    with tenant_scope(actor.agency_id):
        rows = EvidencePackage.objects.visible_to(actor).select_related("match", "case")
        package = rows.filter(id=package_id).first()
        if package is None:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, f"packages of {package.case_id}"])
        target = notice_selectors.target_of(actor, package.match_id)
        notice_id, item = (target.notice_id, None) if target else _placed(actor, package)
        events.enqueue(
            "takedowns.review.write", agency_id=actor.agency_id, key=f"review.write:{package_id}",
            notice_id=notice_id, package_id=package_id, item_id=item.pk if item else 0,
        )  # fmt: skip


def package_write(actor: Actor, *, notice_id: int, package_id: int, item_id: int) -> None:
    """Write a notice whose finds changed, once for all that joined since; safe to run again.

    `item_id`: the package on the desk that this find joined, 0 where it opened one.
    """
    notices.notice_write(actor, notice_id=notice_id)
    if item_id:
        _say_that_it_waits(actor, package_id, item_id)


def _placed(actor: Actor, package: EvidencePackage) -> tuple[int, ReviewItem | None]:
    """The notice that the find is part of from now on, and its package if that is on the desk already."""
    known = notices.prospect(actor, package)
    for notice in [] if known.alone else _open_to(actor, package, known):
        try:
            joined = notices.notice_join(actor, notice, [package])
        except notices.Claimed:  # it gets a package of its own that says so
            break
        rows = ReviewItem.objects.visible_to(actor).filter(notice=joined)
        rows.update(looked=Looked.NOBODY, evidence_opened_by=None, **desk.place(actor, joined))
        return joined.pk, rows.first()
    return notices.notice_open(actor, package, known), None


def _open_to(actor: Actor, package: EvidencePackage, known: notices.Prospect) -> list[Notice]:
    """Undecided notices that the find may join, held by nobody, with room for its addresses; the oldest first.

    None to which an officer added a fact: it was stated of the finds that were there. The items before their notices, as
    decisions take them.
    """
    takes = known.provider.max_addresses if known.provider else batch.MAX_ADDRESSES
    most = min(tenancy.settings(actor).notice_addresses, takes, batch.MAX_ADDRESSES)
    mine = ReviewItem.objects.visible_to(actor).filter(case_id=package.case_id)
    free = mine.filter(Q(held_by=None) | Q(held_until__lt=Now()), state=ReviewState.OPEN, handed_to=None)
    waiting = list(free.select_for_update(skip_locked=True).order_by("id").values_list("notice_id", flat=True))
    alike = Notice.objects.visible_to(actor).filter(
        case_id=package.case_id, provider=known.provider, basis=known.basis, country=package.match.country,
        state__in=OPEN, approved_sha256="", about=None,
    )  # fmt: skip
    rows = alike.filter(Q(id__in=waiting) | ~Q(id__in=mine.values("notice_id"))).order_by("id")
    return [
        row
        for row in rows
        if not (set(row.problems) & set(batch.ALONE) or row.stated) and _room(actor, row, most, known.addresses)
    ]


def _room(actor: Actor, notice: Notice, most: int, more: int) -> bool:
    found = notice_selectors.targets(actor, notice.pk)
    return sum(len(notice_selectors.addresses(target.match)) for target in found) + more <= most


def _say_that_it_waits(actor: Actor, package_id: int, item_id: int) -> None:
    """A find that joined a package on the desk waits there from now on; the others are told when the package arrives."""
    with tenant_scope(actor.agency_id):
        rows = EvidencePackage.objects.visible_to(actor).select_related("match")
        package = rows.filter(id=package_id).first()
        if package is None:
            return
        since = round((timezone.now() - package.match.fetched_at).total_seconds(), 2)
        events.emit(
            actor, "review.grown", case_id=package.case_id, subject_id=item_id, since_fetch=since,
            match_id=package.match_id,
        )  # fmt: skip


@verb("review.reject")
def find_leave_out(actor: Actor, *, item_id: int, match_id: int, reason: str = "", note: str = "") -> ReviewItem:
    """Give one find of a package a package of its own, and reject that with the reason, if one is given.

    Returns the new package. What is left is written anew, so an approval must see it first. Raises Conflict when it is the
    only find, when the package is decided or held by a colleague, or waits for a second person.
    """
    item = desk.item_claim(actor, item_id=item_id)
    if item.state != ReviewState.OPEN:
        raise Conflict(_("A second person looks at this package now. Take your decision back before you change it."))
    found = {target.match_id for target in notice_selectors.targets(actor, item.notice_id)}
    if match_id not in found:
        raise NotFound
    if len(found) == 1:
        raise Conflict(_("This is the only find in the package. Reject the whole package instead."))
    part = notices.notice_part(actor, item.notice, match_id=match_id)
    fresh = ReviewItem.objects.create(
        agency_id=actor.agency_id, case_id=item.case_id, notice=part, **desk.place(actor, part),
        held_by=actor.user_id if reason else None, held_until=item.held_until if reason else None, opened_at=item.opened_at,
        looked=item.looked, evidence_opened_by=item.evidence_opened_by,
    )  # fmt: skip
    audit.record(
        actor, "review.leave_out", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id,
        match_id=match_id, part_id=fresh.pk,
    )  # fmt: skip
    left = notice_selectors.notice(actor, item.notice_id)
    for each in (left, part):  # what is rejected has words too: a second reader sees them
        notices.notice_restate(actor, each)
    ReviewItem.objects.visible_to(actor).filter(id=item.pk).update(**desk.place(actor, left))
    if reason:
        decide.item_reject(actor, item_id=fresh.pk, reason=reason, note=note)
    return fresh
