"""Suspend, resume and end a registration, in the caller's transaction; each is a conditional move along states.MOVES."""

from django.db.models.functions import Now

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy.actor import Actor
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.states import MOVES, FingerprintState


def suspend(actor: Actor, row: Fingerprint) -> bool:
    """It finds nothing any more; False when it was not active."""
    return _move(actor, row, [FingerprintState.ACTIVE], FingerprintState.SUSPENDED)


def resume(actor: Actor, row: Fingerprint) -> bool:
    """It is looked for again; False when it was not suspended."""
    return _move(actor, row, [FingerprintState.SUSPENDED], FingerprintState.ACTIVE)


def end(actor: Actor, row: Fingerprint) -> bool:
    """It is withdrawn: its values leave the matcher's table. False when it was withdrawn before."""
    sources = [state for state, targets in MOVES.items() if FingerprintState.WITHDRAWN in targets]
    if not _move(actor, row, sources, FingerprintState.WITHDRAWN, withdrawn_at=Now()):
        return False
    MatcherEntry.objects.filter(agency_id=actor.agency_id, fingerprint_id=row.pk).delete()
    audit.record(actor, "fingerprint.withdraw", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id)
    events.emit(actor, "fingerprint.withdrawn", case_id=row.case_id, subject_id=row.pk)
    return True


def _move(
    actor: Actor, row: Fingerprint, sources: list[FingerprintState], to: FingerprintState, **values: object
) -> bool:
    rows = Fingerprint.objects.visible_to(actor).filter(id=row.pk, state__in=sources)
    return bool(rows.update(state=to, **values))
