"""Write down what the person answered when she was asked whether we still look for copies (HARMS 12)."""

from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.casework import services as cases
from cases.casework.models import Case
from cases.casework.states import Purpose
from cases.fingerprints.selectors import watching
from cases.fingerprints.services import moving

GOES_ON, ENDS = "goes_on", "ends"


@verb("case.update")
def watch_answer(actor: Actor, *, case_id: int, answer: str) -> None:
    """She wants it to go on ("goes_on"), or to end ("ends"): then her consent ends and every registration is erased.

    Raises NotFound, Invalid, and Conflict when nobody is to be asked, or the answer was written down meanwhile.
    """
    case = casework.case(actor, case_id)
    if answer not in {GOES_ON, ENDS}:
        raise Invalid(_("Say whether the person wants it to go on or to end."), "answer")
    Case.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=case.pk).first()  # one answer at a time
    if not watching.to_ask(actor, case.pk):
        raise Conflict(_("The answer was written down in the meantime. Look at the case again."))
    if answer == GOES_ON:
        audit.record(actor, "watch.confirm", subject_kind="case", subject_id=case.pk, case_id=case.pk)
        events.emit(actor, "watch.confirmed", case_id=case.pk, subject_id=case.pk)
        return
    rights.require(actor, "fingerprint.withdraw")
    if casework.agreed(actor, case.pk, Purpose.DETECTION):
        cases.consent_withdraw(actor, case_id=case.pk, purpose=Purpose.DETECTION.value)
    ended = moving.fingerprints_forget(actor, case.pk)
    audit.record(actor, "watch.end", subject_kind="case", subject_id=case.pk, case_id=case.pk, fingerprints=ended)
    events.emit(actor, "watch.ended", case_id=case.pk, subject_id=case.pk)
