"""Hold a registration, let two people judge it, raise its bar, and stop patches that carried wrong finds.

A held registration is suspended: it finds nothing, and notices of its finds wait. Nobody alone takes it up again.
"""

from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.services import verb
from cases.fingerprints import guarding, packing
from cases.fingerprints.guarding import HIGHEST_BAR, Why, Word
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.models.guards import Guard, GuardWord, PatchDoubt
from cases.fingerprints.selectors import bank, guards
from cases.fingerprints.services import lifecycle
from cases.fingerprints.services.entries import values_drop
from cases.fingerprints.services.marks import patch_mark
from cases.fingerprints.states import FingerprintState


@verb("fingerprint.guard")
def fingerprint_hold(actor: Actor, *, fingerprint_id: int, why: Why) -> bool:
    """Suspend an active registration until two people have judged it; False when it is not active any more."""
    row = _row(actor, fingerprint_id)
    if not lifecycle.suspend(actor, row):
        return False
    guard = guards.guard_for(actor, row.pk)
    Guard.objects.visible_to(actor).filter(id=guard.pk).update(why=why, hold=F("hold") + 1, held_at=Now())
    audit.record(
        actor, "fingerprint.hold", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id, why=why.value
    )
    events.emit(actor, "fingerprint.held", case_id=row.case_id, subject_id=row.pk, why=why.value)
    return True


def screen(actor: Actor, row: Fingerprint) -> bool:
    """In the transaction that registers: hold what comes too near to something that is published widely; True when held."""
    entries = MatcherEntry.objects.filter(agency_id=actor.agency_id, fingerprint_id=row.pk)
    values = [(kind, bytes(value)) for kind, value in entries.values_list("kind", "value")]
    hashes = [value for kind, value in values if kind in {"pdq", "frame"}]
    if not bank.listed(hashes, [one for one in values if one[0] in {"sha256", "md5"}]):
        return False
    fingerprint_hold(Actor.system(actor.agency_id), fingerprint_id=row.pk, why=Why.LISTED)
    row.refresh_from_db(fields=["state"])
    return True


@verb("fingerprint.judge")
def fingerprint_judge(actor: Actor, *, fingerprint_id: int, word: str, reason: str) -> bool:
    """Say whether a held registration goes on ("release") or ends ("withdraw"); True when it was the second word of a kind.

    Two different people must say the same. Raises Conflict to somebody who spoke already, and when it is not held any more;
    Invalid without a reason.
    """
    if word not in set(Word):
        raise Invalid(_("Say whether the fingerprint goes on or ends."), "word")
    if not reason.strip():
        raise Invalid(_("Say why; your colleague reads it."), "reason")
    row = _row(actor, fingerprint_id)
    guard = Guard.objects.visible_to(actor).filter(fingerprint_id=row.pk).exclude(why="").select_for_update().first()
    if guard is None or actor.user_id is None:
        raise Conflict(_("This fingerprint is not held back any more."))
    try:
        with transaction.atomic():
            GuardWord.objects.create(
                agency_id=actor.agency_id, guard=guard, hold=guard.hold, user_id=actor.user_id, word=word,
                reason=reason.strip(),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("You have said your word already. A second person must look at it.")) from error
    audit.record(
        actor, "fingerprint.judge", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id, word=word
    )
    if guards.words(actor, guard).filter(word=word).count() < 2:
        return False
    _settle(actor, row, guard, Word(word))
    return True


def _settle(actor: Actor, row: Fingerprint, guard: Guard, word: Word) -> None:
    """Two people said the same: the registration goes on, with a bar one step lower if it was doubted, or ends."""
    doubted = guard.why == Why.DOUBTED
    kept = min(guard.bar, HIGHEST_BAR - 1) if doubted else guard.bar
    Guard.objects.visible_to(actor).filter(id=guard.pk).update(why="", bar=kept)
    if word == Word.WITHDRAW:
        lifecycle.end(actor, row)
        events.emit(actor, "fingerprint.refuted", case_id=row.case_id, subject_id=row.pk)
        return
    if not lifecycle.resume(actor, row):
        raise Conflict(_("This fingerprint is not held back any more."))
    audit.record(actor, "fingerprint.release", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id)
    events.emit(actor, "fingerprint.released", case_id=row.case_id, subject_id=row.pk)


@verb("fingerprint.doubt")
def fingerprint_doubt(actor: Actor, *, fingerprint_id: int, marks: Iterable[int] = ()) -> int:
    """A find of this registration was wrong: its bar rises by one, and at the highest it is held. Returns the bar.

    `marks`: of the patches that carried the find (patch_mark); one that carried WRONG_PATCH wrong finds leaves the matcher.
    """
    row = _row(actor, fingerprint_id)
    guard = guards.guard_for(actor, row.pk)
    bar = min(guard.bar + 1, HIGHEST_BAR)
    Guard.objects.visible_to(actor).filter(id=guard.pk).update(bar=bar, wrong=F("wrong") + 1)
    audit.record(
        actor, "fingerprint.doubt", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id, bar=bar
    )
    events.emit(actor, "fingerprint.doubted", case_id=row.case_id, subject_id=row.pk, bar=bar)
    if wrong := set(marks):
        _doubt_patches(actor, row, wrong)
    if bar == HIGHEST_BAR:
        fingerprint_hold(Actor.system(actor.agency_id), fingerprint_id=row.pk, why=Why.DOUBTED)
    return bar


def _doubt_patches(actor: Actor, row: Fingerprint, wrong: set[int]) -> None:
    """Count once more what carried a wrong find, by the sealed values: the matcher may hold none of them just now."""
    known = {patch_mark(actor, row.pk, v.bits): v.bits for v in packing.unpack(row.values) if v.kind == "patch"}
    stopped = []
    for mark in sorted(wrong & known.keys()):
        doubt, _made = PatchDoubt.objects.get_or_create(agency_id=actor.agency_id, fingerprint=row, mark=mark)
        PatchDoubt.objects.visible_to(actor).filter(id=doubt.pk).update(wrong=F("wrong") + 1)
        if doubt.wrong + 1 >= guarding.WRONG_PATCH:
            stopped.append(known[mark])
    patches_stop(actor, row, stopped)


def patches_stop(actor: Actor, row: Fingerprint, patches: Collection[bytes]) -> int:
    """Take patches (32 bytes each) of a registration out of the matcher and of the sealed values, in the caller's transaction.

    The rows of PatchDoubt say so, so that they are not taken in again. Returns how many there were.
    """
    known = {value.bits for value in packing.unpack(row.values) if value.kind == "patch"} & set(patches)
    if not known:
        return 0
    marks = {patch_mark(actor, row.pk, bits) for bits in known}
    for mark in sorted(marks):
        PatchDoubt.objects.get_or_create(agency_id=actor.agency_id, fingerprint=row, mark=mark)
    PatchDoubt.objects.visible_to(actor).filter(mark__in=marks).update(stopped_at=Now())
    values_drop(row, known)
    MatcherEntry.objects.visible_to(actor).filter(fingerprint_id=row.pk, kind="patch", value__in=known).delete()
    audit.record(
        actor, "fingerprint.patches_stop", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id,
        patches=len(known),
    )  # fmt: skip
    return len(known)


def _row(actor: Actor, fingerprint_id: int) -> Fingerprint:
    found = Fingerprint.objects.visible_to(actor).filter(id=fingerprint_id).first()
    if found is None:
        raise NotFound
    return found


def is_held(row: Fingerprint) -> bool:
    """Whether the registration finds nothing now but may again."""
    return row.state in {FingerprintState.SUSPENDED, FingerprintState.DISPUTED}
