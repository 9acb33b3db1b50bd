"""What a case allows, and the matcher's rows of one registration; in the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from agencies.keys import services as keys
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from cases.casework import selectors as casework
from cases.casework.models import Case
from cases.casework.states import Purpose
from cases.fingerprints import packing, selectors
from cases.fingerprints.alike import alike
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.packing import Value
from cases.fingerprints.services.marks import mark_key
from cases.fingerprints.states import FingerprintState

PLACE = "cases_fingerprint.mark"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be kept and compared of a case now. `floor`: PDQ quality from which hashes are compared by distance."""

    detection: bool
    detailed: bool
    floor: int


def allowed(actor: Actor, case: Case) -> Allowed:
    """Asked anew at each change: consent, age (HARMS 5) and the agency's settings."""
    own = tenancy.settings(actor)
    agreed = casework.agreed(actor, case.pk, Purpose.DETECTION)
    detailed = agreed and selectors.detailed(actor, case)
    return Allowed(agreed and case.shredded_at is None, detailed, own.pdq_quality)


def file_mark(actor: Actor, registered: Sequence[Value]) -> str:
    """The agency's own keyed digest of the file; empty when no digest was registered. Two agencies' marks never agree."""
    found = next((value.bits for value in registered if value.kind == "sha256"), None)
    return keys.blind(actor.agency_id, place=PLACE, value=found.hex()) if found else ""


def group_of(actor: Actor, row: Fingerprint, values: Sequence[Value]) -> int | None:
    """The group of the first registration of the case that shows the same; None: it is the first of its own."""
    rows = Fingerprint.objects.visible_to(actor).filter(case_id=row.case_id, media=row.media)
    for other in rows.exclude(state=FingerprintState.WITHDRAWN).exclude(id=row.pk).order_by("id"):
        if alike(values, packing.unpack(other.values)):
            return other.group or other.pk
    return None


def values_set(row: Fingerprint, registered: Sequence[Value]) -> None:
    """Put values on a row that the caller saves; they are sealed then."""
    row.values = packing.pack(registered) if registered else b""
    row.patches, row.sound = packing.count(registered, "patch"), packing.count(registered, "sound")


def values_drop(row: Fingerprint, patches: Collection[bytes]) -> None:
    """Erase patches from the sealed values too, so that no later alignment brings them back."""
    values = packing.unpack(row.values)
    values_set(row, [value for value in values if value.kind != "patch" or value.bits not in patches])
    row.save(update_fields=["values", "patches", "sound"])


def entries_align(actor: Actor, row: Fingerprint, may: Allowed, registered: Sequence[Value] | None = None) -> int:
    """Let the matcher hold exactly what it may of a registration; returns how many rows changed. Raises Shredded.

    registered: its values, if the caller has it open already.
    """
    rows = MatcherEntry.objects.visible_to(actor).filter(fingerprint_id=row.pk)
    if row.state != FingerprintState.ACTIVE or not may.detection:
        return rows.delete()[0]
    if registered is None and not row.__dict__.get("values", b"") and row.mark == "":
        return 0  # from before values were sealed: what the matcher has is all there is (services/upgrading.py)
    wanted = packing.compared(
        packing.unpack(row.values) if registered is None else registered,
        key=mark_key(),
        floor=may.floor,
        detailed=may.detailed,
    )
    held = {Value(each.kind, bytes(each.value), each.quality, each.at_ms): each.pk for each in rows}
    gone = [number for value, number in held.items() if value not in set(wanted)]
    changed = rows.filter(id__in=gone).delete()[0] if gone else 0
    new = [value for value in wanted if value not in held]
    MatcherEntry.objects.bulk_create(
        MatcherEntry(
            agency_id=row.agency_id, fingerprint_id=row.pk, kind=each.kind, value=each.bits, quality=each.quality,
            at_ms=each.at_ms,
        )
        for each in new
    )  # fmt: skip
    return changed + len(new)
