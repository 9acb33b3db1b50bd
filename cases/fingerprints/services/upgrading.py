"""Registrations from before values were sealed: each is packed out of the matcher's rows, under its case's key.

A migration runs as the tables' owner, who has no keys, so it only writes a job for each agency; the job, or `manage.py
fingerprints_seal`, does this. It can be cut off and run again at any time.
"""

from collections.abc import Iterator

from django.db.models import F

from agencies.audit import services as audit
from agencies.keys.errors import Shredded
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.fingerprints import packing
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.packing import Value
from cases.fingerprints.services.entries import allowed, entries_align, file_mark, group_of, values_set
from cases.fingerprints.states import FingerprintState


class NotAllSealed(Exception):
    """Fewer registrations were sealed than there were; says how many are left."""


def seal_all() -> dict[str, int]:
    """Every agency, one short scope after the other: how many were sealed; raises NotAllSealed if any is left."""
    return {"sealed": sum(agency_seal(Actor.system(agency_id)) for agency_id in tenancy.every_agency_id())}


def agency_seal(actor: Actor) -> int:
    """Seal what is left of one agency, a short scope each; returns how many, raises NotAllSealed if any is left."""
    with tenant_scope(actor.agency_id):
        waiting = list(_unsealed(actor))
    sealed = sum(fingerprint_seal(actor, fingerprint_id=number) for number in waiting)
    with tenant_scope(actor.agency_id):
        Fingerprint.objects.visible_to(actor).filter(group=None).update(group=F("id"))  # the withdrawn ones
        left = len(list(_unsealed(actor)))
    if left or sealed < len(waiting):
        raise NotAllSealed(f"{max(left, len(waiting) - sealed)} of {len(waiting)} registrations")
    return sealed


def _unsealed(actor: Actor) -> Iterator[int]:
    """Live registrations without a sealed value whose values stand in the matcher's table still, oldest first."""
    rows = Fingerprint.objects.visible_to(actor).filter(mark="", case__shredded_at=None)
    held = MatcherEntry.objects.visible_to(actor).values("fingerprint_id")
    for row in rows.exclude(state=FingerprintState.WITHDRAWN).filter(id__in=held).order_by("id"):
        if not row.__dict__["values"]:  # as it lies there: nothing has to be opened for this
            yield row.pk


@verb("fingerprint.keep")
def fingerprint_seal(actor: Actor, *, fingerprint_id: int) -> bool:
    """Pack the matcher's rows into the sealed column, and let the matcher hold marks instead of digests; False: done before."""
    rows = Fingerprint.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=fingerprint_id)
    row = rows.exclude(state=FingerprintState.WITHDRAWN).first()
    if row is None or row.__dict__["values"]:
        return False
    held = MatcherEntry.objects.visible_to(actor).filter(fingerprint_id=row.pk)
    values = packing.ordered(Value(one.kind, bytes(one.value), one.quality, one.at_ms) for one in held)
    if not values:
        return False
    mark = file_mark(actor, values)
    twice = Fingerprint.objects.visible_to(actor).filter(case_id=row.case_id, mark=mark)
    row.mark = (
        "" if twice.exclude(state=FingerprintState.WITHDRAWN).exists() else mark
    )  # a partner may have sent it twice
    row.group = group_of(actor, row, values) or row.pk
    values_set(row, values)
    try:
        row.save(update_fields=["values", "patches", "sound", "mark", "group"])
    except Shredded:
        return False
    entries_align(actor, row, allowed(actor, casework.case(actor, row.case_id)), values)
    audit.record(
        actor,
        "fingerprint.seal",
        subject_kind="fingerprint",
        subject_id=row.pk,
        case_id=row.case_id,
        values=len(values),
    )
    return True
