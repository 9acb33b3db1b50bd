"""Reads of looks that were asked for before a source is kept."""

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.detection.models import SourceTrial
from cases.detection.wish import Wish


def trial(actor: Actor, trial_id: int) -> SourceTrial:
    """One of the agency's trials; raises NotFound when it was erased."""
    found = SourceTrial.objects.visible_to(actor).filter(id=trial_id).first()
    if found is None:
        raise NotFound
    return found


def wish(actor: Actor, number: str) -> Wish | None:
    """What was typed for a trial of this person, to go on typing; None for any other number."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    rows = SourceTrial.objects.visible_to(actor).filter(id=int(number), asked_by=actor.user_id)
    found = rows.first()
    return Wish.of(found.request) if found is not None else None
