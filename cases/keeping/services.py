"""Retention: casework goes some time after a case was closed, its watch goes on (HARMS 12); holds; reminders."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.leaving.models import CaseKeeping
from agencies.leaving.services import clearing
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.keeping import selectors

SHORTEST_REASON = 10


@verb("case.hold")
def hold_place(actor: Actor, *, case_id: int, reason: str) -> None:
    """Keep everything of a case that the caller has checked the actor may see; raises Invalid, Conflict."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(_("Say in a sentence why it must be kept."), "reason")
    row = _row(actor, case_id)
    if row.hold:
        raise Conflict(_("This case is held already."))
    row.hold, row.hold_by_id, row.hold_at, row.hold_reason = True, actor.user_id, Now(), reason.strip()[:500]
    row.save()
    audit.record(actor, "hold.place", subject_kind="case", subject_id=case_id, case_id=case_id)
    events.emit(actor, "casework.held", case_id=case_id, subject_id=case_id)


@verb("case.hold")
def hold_lift(actor: Actor, *, case_id: int) -> None:
    """The usual periods apply again; raises Conflict when there is no hold."""
    rows = CaseKeeping.objects.visible_to(actor).filter(case_id=case_id, hold=True)
    if not rows.update(hold=False, reminded_at=None):
        raise Conflict(_("There is no hold on this case."))
    audit.record(actor, "hold.lift", subject_kind="case", subject_id=case_id, case_id=case_id)
    events.emit(actor, "casework.released", case_id=case_id, subject_id=case_id)


def retention_round() -> dict[str, int]:
    """One round over all agencies at work, a short scope for each case; returns how many cases each step met."""
    met = {"ended": 0, "announced": 0, "reminded": 0}
    for agency_id in tenancy.every_agency_id():
        actor = Actor.system(agency_id)
        if not tenancy.at_work(agency_id):
            continue
        with tenant_scope(agency_id):
            CaseKeeping.objects.visible_to(actor).filter(case_id__in=selectors.reopened(actor)).update(
                shredded_at=None, reminded_at=None
            )
            found = selectors.due(actor)
        for case_id in found.announce:
            met["announced"] += casework_announce(actor, case_id=case_id)
        for case_id in found.end:
            met["ended"] += casework_end(actor, case_id=case_id)
        for case_id in found.remind:
            met["reminded"] += watch_recall(actor, case_id=case_id)
    return met


@verb("case.keep")
def casework_announce(actor: Actor, *, case_id: int) -> bool:
    """Say on the case that its casework will go; False when that was said already."""
    row = _row(actor, case_id)
    said = CaseKeeping.objects.visible_to(actor).filter(id=row.pk, reminded_at=None).update(reminded_at=Now())
    if said:
        days = round(tenancy.settings(actor).casework_reminder_seconds / 86400)
        events.emit(actor, "casework.ending", case_id=case_id, subject_id=case_id, days=days)
    return bool(said)


@verb("case.keep")
def casework_end(actor: Actor, *, case_id: int) -> bool:
    """Clear what people wrote in a closed case, its evidence and its notices' contents; asked again under a lock.

    The case's row, consents, mandates and fingerprints stay, and so does the safe way of contact while they are watched.
    """
    row = _row(actor, case_id)
    row = CaseKeeping.objects.select_for_update().get(id=row.pk, agency_id=actor.agency_id)
    if row.hold or case_id not in selectors.due(actor).end:
        return False
    CaseKeeping.objects.visible_to(actor).filter(id=row.pk).update(shredded_at=Now())
    cleared = clearing.casework_clear(actor, case_id=case_id, watched=selectors.watched(actor, case_id))
    if cleared:
        audit.record(actor, "casework.end", subject_kind="case", subject_id=case_id, case_id=case_id, cleared=cleared)
        events.emit(actor, "casework.ended", case_id=case_id, subject_id=case_id)
    return bool(cleared)


@verb("case.keep")
def watch_recall(actor: Actor, *, case_id: int) -> bool:
    """Recall on the case that its fingerprints are still watched, so that a worker asks the person whether that is still wanted."""
    row = _row(actor, case_id)
    CaseKeeping.objects.visible_to(actor).filter(id=row.pk).update(watch_reminded_at=Now())
    events.emit(actor, "watch.recalled", case_id=case_id, subject_id=case_id)
    return True


def _row(actor: Actor, case_id: int) -> CaseKeeping:
    return CaseKeeping.objects.get_or_create(agency_id=actor.agency_id, case_id=case_id)[0]
