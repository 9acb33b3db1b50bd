"""Look at a registration, suspend, resume, dispute and withdraw it."""

from collections.abc import Sequence

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.keys.fields import Sealed
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.fingerprints.guarding import HIGHEST_BAR
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.models.guards import Guard
from cases.fingerprints.selectors import guards
from cases.fingerprints.services.entries import allowed, entries_align
from cases.fingerprints.states import MOVES, FingerprintState, Level

SHORTEST_REASON, LONGEST_REASON = 5, 500
NOTHING = {
    "values": Sealed(b""),
    "reason": Sealed(b""),
    "patches": 0,
    "sound": 0,
    "mark": "",
}  # what withdrawing leaves


def _locked(actor: Actor, fingerprint_id: int) -> Fingerprint:
    rows = Fingerprint.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=fingerprint_id)
    if (row := rows.first()) is None:
        raise NotFound
    return row


def _move(actor: Actor, row: Fingerprint, to: FingerprintState) -> None:
    """Change the state of a locked row, with its audit line and event; raises Conflict for a move that the table has not."""
    if to not in MOVES[FingerprintState(row.state)]:
        raise Conflict(_("This fingerprint has moved on in the meantime. Look at it again."))
    row.state = to
    row.save(update_fields=["state", "reason"])
    if to != FingerprintState.ACTIVE:
        MatcherEntry.objects.visible_to(actor).filter(fingerprint_id=row.pk).delete()
    verb_ = {"active": "resume", "suspended": "suspend", "disputed": "dispute", "withdrawn": "withdraw"}[to]
    audit.record(actor, f"fingerprint.{verb_}", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id)
    told = {
        "active": "fingerprint.resumed", "suspended": "fingerprint.suspended", "disputed": "fingerprint.disputed",
        "withdrawn": "fingerprint.withdrawn",
    }[to]  # fmt: skip
    events.emit(actor, told, case_id=row.case_id, subject_id=row.pk)


def moved(
    actor: Actor, fingerprint_id: int, sources: Sequence[FingerprintState], to: FingerprintState
) -> Fingerprint | None:
    """Change the state without a word of its own, in the caller's transaction; None when it is in none of `sources`."""
    rows = Fingerprint.objects.visible_to(actor).filter(id=fingerprint_id, state__in=sources)
    if not rows.update(state=to):
        return None
    if to != FingerprintState.ACTIVE:
        MatcherEntry.objects.visible_to(actor).filter(fingerprint_id=fingerprint_id).delete()
    return _locked(actor, fingerprint_id)


def ended(actor: Actor, fingerprint_id: int) -> bool:
    """Withdraw and erase, in the caller's transaction; False when it was withdrawn before."""
    row = _locked(actor, fingerprint_id)
    if row.state == FingerprintState.WITHDRAWN:
        return False
    _move(actor, row, FingerprintState.WITHDRAWN)
    Fingerprint.objects.visible_to(actor).filter(id=row.pk).update(withdrawn_at=Now(), **NOTHING)
    return True


@verb("fingerprint.update")
def fingerprint_suspend(actor: Actor, *, fingerprint_id: int, reason: str = "") -> None:
    """Stop comparing for a while: the values leave the matcher in the same transaction. Raises NotFound, Conflict."""
    row = _locked(actor, fingerprint_id)
    row.reason = reason.strip()[:LONGEST_REASON]
    _move(actor, row, FingerprintState.SUSPENDED)


@verb("fingerprint.update")
def fingerprint_dispute(actor: Actor, *, fingerprint_id: int, reason: str) -> None:
    """Somebody contests the registration: it is not compared until that is settled, and only nearer copies count afterwards.

    The bar rises by one, but not to the step at which it would be held for two people: a dispute waits for its own answer.
    Raises NotFound, Invalid, Conflict.
    """
    row = _locked(actor, fingerprint_id)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(_("Say in a few words what is contested."), "reason")
    row.reason = reason.strip()[:LONGEST_REASON]
    _move(actor, row, FingerprintState.DISPUTED)
    guard = guards.guard_for(actor, row.pk)
    Guard.objects.visible_to(actor).filter(id=guard.pk, bar__lt=HIGHEST_BAR - 1).update(bar=F("bar") + 1)


@verb("fingerprint.update")
def fingerprint_resume(actor: Actor, *, fingerprint_id: int) -> None:
    """Compare again, out of the sealed values, as far as the case agrees to it. Raises NotFound, Conflict."""
    row = _locked(actor, fingerprint_id)
    if guards.held(actor, [row.pk]):
        raise Conflict(_("Two people must look at this fingerprint before it goes on."))
    may = allowed(actor, casework.case(actor, row.case_id))
    if not may.detection:
        raise Conflict(_("The person does not agree that we look for copies, so it stays as it is."))
    row.reason = ""
    _move(actor, row, FingerprintState.ACTIVE)
    entries_align(actor, row, may)


@verb("fingerprint.check")
def fingerprint_check(actor: Actor, *, fingerprint_id: int) -> None:
    """A person's word that this may be registered in this case; a second, other person makes it two. Raises NotFound, Conflict."""
    row = _locked(actor, fingerprint_id)
    if actor.user_id is None:
        raise Conflict(_("Only a person can say so."))
    if row.state == FingerprintState.WITHDRAWN:
        raise Conflict(_("This fingerprint was withdrawn already."))
    if actor.user_id in {row.checked_by_id, row.checked_second_id}:
        raise Conflict(_("You have checked it already. The second look is another person's."))
    if row.checked_second_id is not None:
        raise Conflict(_("Two people have checked it already."))
    if row.checked_by_id is None:
        row.checked_by_id = actor.user_id
        row.level = Level.WORKER if row.level == Level.CLAIMED else row.level
    else:
        row.checked_second_id, row.level = actor.user_id, Level.TWO_PERSONS
    row.save(update_fields=["checked_by_id", "checked_second_id", "level"])
    audit.record(
        actor, "fingerprint.check", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id, level=row.level,
        first=row.checked_by_id, second=row.checked_second_id,
    )  # fmt: skip
    events.emit(actor, "fingerprint.checked", case_id=row.case_id, subject_id=row.pk, level=row.level)


@verb("fingerprint.update")
def fingerprint_found(actor: Actor, *, fingerprint_id: int) -> None:
    """An identical copy was found: the registration is confirmed, unless people have said more already."""
    rows = Fingerprint.objects.visible_to(actor).filter(id=fingerprint_id, level__in=[Level.CLAIMED, Level.WORKER])
    if rows.update(level=Level.FOUND):
        row = Fingerprint.objects.visible_to(actor).only("case_id").get(id=fingerprint_id)
        audit.record(
            actor, "fingerprint.confirm", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id,
            level=Level.FOUND,
        )  # fmt: skip


@verb("fingerprint.withdraw")
def fingerprint_withdraw(actor: Actor, *, fingerprint_id: int) -> None:
    """End a registration: its values leave the matcher and the sealed row in the same transaction. Raises NotFound, Conflict."""
    if not ended(actor, fingerprint_id):
        raise Conflict(_("This fingerprint was withdrawn already."))


def fingerprints_forget(actor: Actor, case_id: int) -> int:
    """End all registrations of a shredded case, in the caller's transaction; returns how many were live."""
    live = Fingerprint.objects.visible_to(actor).filter(case_id=case_id).exclude(state=FingerprintState.WITHDRAWN)
    ids = list(live.values_list("id", flat=True))
    MatcherEntry.objects.visible_to(actor).filter(fingerprint__case_id=case_id).delete()
    live.update(state=FingerprintState.WITHDRAWN, withdrawn_at=Now(), **NOTHING)
    for number in ids:
        audit.record(actor, "fingerprint.withdraw", subject_kind="fingerprint", subject_id=number, case_id=case_id)
        events.emit(actor, "fingerprint.withdrawn", case_id=case_id, subject_id=number)
    return len(ids)
