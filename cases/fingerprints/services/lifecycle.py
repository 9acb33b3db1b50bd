"""Suspend, resume and end a registration for the guards, in the caller's transaction; each is a move along states.MOVES."""

from agencies.tenancy.actor import Actor
from cases.casework import selectors as casework
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.services import moving
from cases.fingerprints.services.entries import allowed, entries_align
from cases.fingerprints.states import FingerprintState


def suspend(actor: Actor, row: Fingerprint) -> bool:
    """It finds nothing any more: its values leave the matcher. False when it was not active."""
    return moving.moved(actor, row.pk, [FingerprintState.ACTIVE], FingerprintState.SUSPENDED) is not None


def resume(actor: Actor, row: Fingerprint) -> bool:
    """It is looked for again, out of its sealed values; False when it was not suspended."""
    found = moving.moved(actor, row.pk, [FingerprintState.SUSPENDED], FingerprintState.ACTIVE)
    if found is None:
        return False
    entries_align(actor, found, allowed(actor, casework.case(Actor.system(actor.agency_id), found.case_id)))
    return True


def end(actor: Actor, row: Fingerprint) -> bool:
    """It is withdrawn and its values are erased. False when it was withdrawn before."""
    return moving.ended(actor, row.pk)
