"""Which people are to be asked whether we still look for copies (HARMS 12): recalled, and not answered since."""

from agencies.events.models import Event
from agencies.tenancy.actor import Actor
from cases.casework.models import Case
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.states import FingerprintState

RECALLED, GOES_ON, ENDED = "watch.recalled", "watch.confirmed", "watch.ended"


def to_ask(actor: Actor, case_id: int | None = None) -> list[Case]:
    """Cases that this actor may see, whose last word about the watch is a recall; the longest waiting first."""
    said = Event.objects.visible_to(actor).filter(kind__in=[RECALLED, GOES_ON, ENDED], case_id__isnull=False)
    if case_id is not None:
        said = said.filter(case_id=case_id)
    last = said.order_by("case_id", "-id").distinct("case_id").values_list("case_id", "kind", "id")
    waiting = {case: number for case, kind, number in last if kind == RECALLED and case is not None}
    live = Fingerprint.objects.visible_to(actor).exclude(state=FingerprintState.WITHDRAWN)
    watched = live.filter(case_id__in=list(waiting)).values("case_id")
    rows = Case.objects.visible_to(actor).filter(id__in=watched, shredded_at=None)
    return sorted(rows, key=lambda case: waiting[case.pk])
