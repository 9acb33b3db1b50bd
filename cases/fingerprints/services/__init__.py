"""Register and withdraw fingerprints."""

from collections.abc import Sequence
from typing import Protocol

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.casework.states import Purpose
from cases.fingerprints import digest, pdq
from cases.fingerprints.digest import Item
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.services import guards, marks, pace
from cases.fingerprints.states import MOVES, FingerprintState, Origin


@verb("fingerprint.register")
def fingerprints_register(
    actor: Actor, *, case_id: int, items: Sequence[Item], origin: str = Origin.BROWSER
) -> list[Fingerprint]:
    """Register the values of pictures and clips of a case; the same media twice stays one registration.

    Raises NotFound for a case that the actor may not see and Conflict without consent to detection.
    """
    case = casework.case(actor, case_id)
    pace.pace_require(actor)
    if not casework.agreed(actor, case.pk, Purpose.DETECTION):
        raise Conflict(_("The person has not agreed to detection, so nothing can be registered."))
    floor, key = tenancy.settings(actor).pdq_quality, marks.mark_key()
    rows = [_register(actor, case.pk, item, origin, floor, key) for item in items]
    pace.pace_note(actor)
    return rows


def _register(actor: Actor, case_id: int, item: Item, origin: str, floor: int, key: bytes) -> Fingerprint:
    mark = digest.mark("sha256", bytes.fromhex(item.sha256), key)
    same = MatcherEntry.objects.filter(
        agency_id=actor.agency_id, kind="sha256", value=mark,
        fingerprint__case_id=case_id,
    ).exclude(fingerprint__state=FingerprintState.WITHDRAWN).select_related("fingerprint").first()  # fmt: skip
    if same is not None:
        return same.fingerprint
    if item.media not in {"image", "video"}:
        raise Invalid(_("Only pictures and clips can be registered."), "items")
    row = Fingerprint.objects.create(
        agency_id=actor.agency_id, case_id=case_id, media=item.media, quality=_quality(item),
        width=item.width, height=item.height, frames=len(item.frames),
        algorithm=pdq.ALGORITHM, preparation=pdq.PREPARATION, origin=origin,
    )  # fmt: skip
    MatcherEntry.objects.bulk_create(_entries(row, item, floor, mark), ignore_conflicts=True)
    audit.record(
        actor, "fingerprint.register", subject_kind="fingerprint", subject_id=row.pk, case_id=case_id, media=item.media
    )
    events.emit(
        actor, "fingerprint.registered", case_id=case_id, subject_id=row.pk, media=item.media, quality=row.quality
    )
    guards.screen(actor, row)
    return row


class Print(Protocol):
    """A registration as a partner hands it over: facts, and (kind, value, quality, milliseconds) of each value."""

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
    def origin(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def entries(self) -> Sequence[tuple[str, bytes, int, int]]: ...


@verb("fingerprint.register")
def fingerprints_take(actor: Actor, *, case_id: int, prints: Sequence[Print]) -> None:
    """Register what a partner shared, value by value as it was registered there; raises Conflict without consent."""
    if prints and not casework.agreed(actor, case_id, Purpose.DETECTION):
        raise Conflict(_("The person has not agreed to detection, so nothing can be registered."))
    for each in prints:
        row = Fingerprint.objects.create(
            agency_id=actor.agency_id, case_id=case_id, media=each.media, quality=each.quality, width=each.width,
            height=each.height, frames=each.frames, algorithm=each.algorithm, preparation=each.preparation,
            origin=each.origin, level=each.level,
        )  # fmt: skip
        MatcherEntry.objects.bulk_create(
            MatcherEntry(
                agency_id=actor.agency_id, fingerprint_id=row.pk, kind=kind, value=value, quality=quality, at_ms=at_ms
            )
            for kind, value, quality, at_ms in each.entries
        )
        audit.record(
            actor, "fingerprint.take", subject_kind="fingerprint", subject_id=row.pk, case_id=case_id, media=row.media
        )
        events.emit(
            actor, "fingerprint.registered", case_id=case_id, subject_id=row.pk, media=row.media, quality=row.quality
        )
        guards.screen(actor, row)


def _quality(item: Item) -> int:
    """The picture's quality, or the best frame's."""
    return item.quality if item.quality is not None else max((frame.quality for frame in item.frames), default=0)


def _entries(row: Fingerprint, item: Item, floor: int, mark: bytes) -> list[MatcherEntry]:
    """What the matcher compares: the exact digest's mark always, perceptual values from the agency's quality floor up."""

    def entry(kind: str, value: str, quality: int = 0, at_ms: int = 0) -> MatcherEntry:
        return MatcherEntry(
            agency_id=row.agency_id, fingerprint_id=row.pk, kind=kind,
            value=bytes.fromhex(value), quality=quality, at_ms=at_ms,
        )  # fmt: skip

    found = [entry("sha256", mark.hex())]
    if item.pdq is not None and item.quality is not None and item.quality >= floor:
        found.append(entry("pdq", item.pdq, item.quality))
    found += [entry("frame", f.pdq, f.quality, round(f.t * 1000)) for f in item.frames if f.quality >= floor]
    return found


@verb("fingerprint.withdraw")
def fingerprint_withdraw(actor: Actor, *, fingerprint_id: int) -> None:
    """End a registration: its values leave the matcher's table in the same transaction."""
    row = Fingerprint.objects.visible_to(actor).filter(id=fingerprint_id).first()
    if row is None:
        raise NotFound
    sources = [state for state, targets in MOVES.items() if FingerprintState.WITHDRAWN in targets]
    changed = (
        Fingerprint.objects.visible_to(actor)
        .filter(id=row.pk, state__in=sources)
        .update(state=FingerprintState.WITHDRAWN, withdrawn_at=Now())
    )
    if not changed:
        raise Conflict(_("This fingerprint was withdrawn already."))
    MatcherEntry.objects.filter(agency_id=actor.agency_id, fingerprint_id=row.pk).delete()
    audit.record(actor, "fingerprint.withdraw", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id)
    events.emit(actor, "fingerprint.withdrawn", case_id=row.case_id, subject_id=row.pk)


def fingerprints_forget(actor: Actor, case_id: int) -> int:
    """End all registrations of a shredded case, in the caller's transaction; returns how many were live."""
    live = Fingerprint.objects.visible_to(actor).filter(case_id=case_id, state=FingerprintState.ACTIVE)
    ids = list(live.values_list("id", flat=True))
    MatcherEntry.objects.visible_to(actor).filter(fingerprint__case_id=case_id).delete()
    live.update(state=FingerprintState.WITHDRAWN, withdrawn_at=Now())
    for number in ids:
        audit.record(actor, "fingerprint.withdraw", subject_kind="fingerprint", subject_id=number, case_id=case_id)
        events.emit(actor, "fingerprint.withdrawn", case_id=case_id, subject_id=number)
    return len(ids)
