"""Register pictures and clips, as a browser or a partner describes them."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.fingerprints import packing, pdq
from cases.fingerprints.digest import Item
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.packing import Value
from cases.fingerprints.selectors.guards import stopped as stopped_marks
from cases.fingerprints.services import guards, pace
from cases.fingerprints.services.entries import Allowed, allowed, entries_align, file_mark, group_of, values_set
from cases.fingerprints.services.marks import patch_mark
from cases.fingerprints.states import FingerprintState, Origin

MEDIA = {"image", "video"}


@verb("fingerprint.register")
def fingerprints_register(
    actor: Actor, *, case_id: int, items: Sequence[Item], origin: str = Origin.BROWSER
) -> list[Fingerprint]:
    """Register the values of pictures and clips of a case; the same file twice stays one registration and learns what is new.

    Patches and sound are dropped at the door unless the person is an adult who agreed to them and the agency searches with them.
    Raises NotFound for a case that the actor may not see and Conflict without consent to detection.
    """
    case = casework.case(actor, case_id)
    pace.pace_require(actor)
    may = _may(actor, case_id)
    if not {item.media for item in items} <= MEDIA:
        raise Invalid(_("Only pictures and clips can be registered."), "items")
    rows = [_register(actor, case.pk, item, origin, may) for item in items]
    pace.pace_note(actor)
    return rows


def _may(actor: Actor, case_id: int) -> Allowed:
    may = allowed(actor, casework.case(actor, case_id))
    if not may.detection:
        raise Conflict(_("The person has not agreed to detection, so nothing can be registered."))
    return may


def _register(actor: Actor, case_id: int, item: Item, origin: str, may: Allowed) -> Fingerprint:
    values = packing.of_item(item, detailed=may.detailed)
    if (same := _same(actor, case_id, values)) is not None:
        return _learn(actor, same, values, may)
    row = Fingerprint(
        media=item.media, quality=_quality(item), width=item.width, height=item.height, frames=len(item.frames),
        algorithm=pdq.ALGORITHM, preparation=pdq.PREPARATION, origin=origin,
    )  # fmt: skip
    return _create(actor, case_id, row, values, may, "fingerprint.register")


def _same(actor: Actor, case_id: int, values: Sequence[Value]) -> Fingerprint | None:
    """The registration of the same file; a suspended or disputed one stays what it is."""
    rows = Fingerprint.objects.visible_to(actor).filter(case_id=case_id).exclude(state=FingerprintState.WITHDRAWN)
    mark = file_mark(actor, values)
    return rows.select_for_update(of=("self",)).filter(mark=mark).first() if mark else None


def _learn(actor: Actor, row: Fingerprint, values: Sequence[Value], may: Allowed) -> Fingerprint:
    """Add kinds of values that were not registered of this file, such as patches after she agreed to them."""
    known = packing.unpack(row.values)
    kinds = {value.kind for value in known}
    new = [value for value in values if value.kind not in kinds]
    if any(value.kind == "patch" for value in new):  # what people stopped stays away
        stopped = stopped_marks(actor, row.pk)
        new = [v for v in new if v.kind != "patch" or patch_mark(actor, row.pk, v.bits) not in stopped]
    if new:
        values_set(row, packing.ordered([*known, *new]))
        row.save(update_fields=["values", "patches", "sound"])
        entries_align(actor, row, may)
        audit.record(
            actor, "fingerprint.extend", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id,
            kinds=sorted({value.kind for value in new}),
        )  # fmt: skip
    return row


def _create(
    actor: Actor, case_id: int, row: Fingerprint, values: Sequence[Value], may: Allowed, action: str
) -> Fingerprint:
    """Write a new registration with its sealed values, its group, the matcher's rows, the audit line and the event."""
    row.agency_id, row.case_id, row.mark = actor.agency_id, case_id, file_mark(actor, values)
    row.group = group_of(actor, row, values)
    values_set(row, values)
    row.save()
    if row.group is None:
        row.group = row.pk
        Fingerprint.objects.visible_to(actor).filter(id=row.pk).update(group=row.pk)
    entries_align(actor, row, may, values)
    audit.record(actor, action, subject_kind="fingerprint", subject_id=row.pk, case_id=case_id, media=row.media)
    events.emit(
        actor, "fingerprint.registered", case_id=case_id, subject_id=row.pk, media=row.media, quality=row.quality
    )
    guards.screen(actor, row)
    return row


def _quality(item: Item) -> int:
    """The picture's quality; of a clip, that of its best frame."""
    if item.frames:
        return max(frame.quality for frame in item.frames)
    return item.quality or 0


class Print(Protocol):
    """A registration as a partner hands it over: facts and the packed values (packing.py)."""

    @property
    def media(self) -> str: ...
    @property
    def quality(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def frames(self) -> int: ...
    @property
    def algorithm(self) -> str: ...
    @property
    def preparation(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def values(self) -> bytes: ...


@verb("fingerprint.register")
def fingerprints_take(actor: Actor, *, case_id: int, prints: Sequence[Print]) -> None:
    """Register what a partner shared; patches and sound only where this agency and the copied consent allow them.

    Raises Conflict without consent to detection.
    """
    if not prints:
        return
    may = _may(actor, case_id)
    for each in prints:
        values = packing.unpack(each.values)
        row = Fingerprint(
            media=each.media, quality=each.quality, width=each.width, height=each.height, frames=each.frames,
            algorithm=each.algorithm, preparation=each.preparation, origin=Origin.PARTNER, level=each.level,
        )  # fmt: skip
        _create(actor, case_id, row, values if may.detailed else packing.plain(values), may, "fingerprint.take")
