"""Let sealed values and the matcher follow what the case and the agency allow now: jobs after consent, age or settings changed."""

from agencies.audit import services as audit
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.casework.models import Case
from cases.fingerprints import packing
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.services.entries import allowed, entries_align, values_set
from cases.fingerprints.states import FingerprintState


@verb("fingerprint.keep")
def case_align(actor: Actor, *, case_id: int) -> None:
    """Erase patches and sound that are no longer agreed to, and let the matcher hold what it may; again and again the same."""
    case = Case.objects.visible_to(actor).filter(id=case_id, shredded_at=None).first()
    if case is None:
        return
    may = allowed(actor, case)
    rows = Fingerprint.objects.visible_to(actor).filter(case_id=case_id).exclude(state=FingerprintState.WITHDRAWN)
    for row in rows.select_for_update(of=("self",)).order_by("id"):
        if not row.__dict__["values"] and not row.mark:
            continue  # from before values were sealed: what the matcher has is all there is (services/upgrading.py)
        values = packing.unpack(row.values)
        erased = 0 if may.detailed else len(values) - len(packing.plain(values))
        if erased:
            values = packing.plain(values)
            values_set(row, values)
            row.save(update_fields=["values", "patches", "sound"])
        changed = entries_align(actor, row, may, values)
        if erased or changed:
            audit.record(
                actor, "fingerprint.align", subject_kind="fingerprint", subject_id=row.pk, case_id=case_id, erased=erased,
                changed=changed,
            )  # fmt: skip


def agency_align(actor: Actor, *, settings_id: int) -> None:
    """The same for every case of the agency after its settings changed, a short scope each."""
    rights.require(actor, "fingerprint.keep")
    with tenant_scope(actor.agency_id):
        live = Fingerprint.objects.visible_to(actor).exclude(state=FingerprintState.WITHDRAWN)
        ids = sorted(set(live.values_list("case_id", flat=True)))
    for case_id in ids:
        case_align(actor, case_id=case_id)
