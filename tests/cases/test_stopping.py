"""Patches that are common leave the matcher: those that carried wrong finds, and those that several cases share."""

import hashlib

import pytest

from agencies.tenancy.actor import Actor
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.fingerprints import services as fingerprints
from cases.fingerprints.digest import Item, Patch
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.services import guards, stopping
from cases.fingerprints.services.marks import patch_mark
from tests.people import Cast

pytestmark = pytest.mark.django_db


def bits(name: str, changed: int = 0) -> bytes:
    made = int.from_bytes(hashlib.sha256(name.encode()).digest(), "big") ^ ((1 << changed) - 1)
    return made.to_bytes(32, "big")


def register(cast: Cast, who: Actor, number: int, *patches: bytes) -> Fingerprint:
    """A registration in a case of its own, with these patches sealed and in the matcher."""
    with tenant_scope(who.agency_id):
        AgencySettings.objects.filter(agency_id=who.agency_id).update(patch_search=True)
    case = casework.case_open(who, age_band="adult", purposes=["detection", "detailed_detection"])
    described = tuple(Patch(value.hex(), 80) for value in patches)
    item = Item(f"{number:064x}", "image", None, None, 640, 480, (), patches=described)
    (row,) = fingerprints.fingerprints_register(who, case_id=case.pk, items=[item])
    return row


def left(who: Actor, row: Fingerprint) -> set[bytes]:
    with tenant_scope(who.agency_id):
        rows = MatcherEntry.objects.filter(fingerprint=row, kind="patch")
        return {bytes(value) for value in rows.values_list("value", flat=True)}


def learn(who: Actor, row: Fingerprint) -> int:
    return stopping.patches_learn(Actor.system(who.agency_id), fingerprint_id=row.pk)


def test_it_stops_a_patch_that_carried_two_wrong_finds(cast: Cast) -> None:
    """Also when the registration went and came back in between: the matcher's rows are others then."""
    row = register(cast, cast.worker, 1, bits("a"), bits("b"))
    with tenant_scope(cast.harbour.pk):
        mark = patch_mark(cast.worker, row.pk, bits("a"))
    guards.fingerprint_doubt(cast.officer, fingerprint_id=row.pk, marks=[mark, 7])
    fingerprints.fingerprint_suspend(cast.worker, fingerprint_id=row.pk)
    fingerprints.fingerprint_resume(cast.worker, fingerprint_id=row.pk)
    assert left(cast.worker, row) == {bits("a"), bits("b")}
    guards.fingerprint_doubt(cast.officer, fingerprint_id=row.pk, marks=[mark])
    assert left(cast.worker, row) == {bits("b")}


def test_it_takes_no_stopped_patch_in_again(cast: Cast) -> None:
    row = register(cast, cast.worker, 1, bits("a"))
    with tenant_scope(cast.harbour.pk):
        guards.patches_stop(Actor.system(cast.harbour.pk), Fingerprint.objects.get(id=row.pk), [bits("a")])
    described = (Patch(bits("a").hex(), 80), Patch(bits("b").hex(), 80))
    item = Item(f"{1:064x}", "image", None, None, 640, 480, (), patches=described)
    fingerprints.fingerprints_register(cast.worker, case_id=row.case_id, items=[item])
    assert left(cast.worker, row) == {bits("b")}


def test_it_marks_equal_patches_of_two_registrations_differently(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        made = {patch_mark(cast.worker, number, bits("a")) for number in (1, 2)}
    assert len(made) == 2 and int.from_bytes(bits("a")[:8], "big", signed=True) not in made


def test_it_stops_what_three_cases_share_everywhere_in_the_agency(cast: Cast) -> None:
    one = register(cast, cast.worker, 1, bits("logo"), bits("a"))
    two = register(cast, cast.worker, 2, bits("logo", 8), bits("b"))
    assert learn(cast.worker, two) == 0
    three = register(cast, cast.worker, 3, bits("logo", 3), bits("c"))
    assert learn(cast.worker, three) == 3
    assert [left(cast.worker, row) for row in (one, two, three)] == [{bits("a")}, {bits("b")}, {bits("c")}]


def test_it_keeps_the_patches_of_one_picture_in_several_cases(cast: Cast) -> None:
    pieces = [bits(name) for name in "abcdef"]
    rows = [register(cast, cast.worker, number, *pieces) for number in (1, 2, 3)]
    assert learn(cast.worker, rows[2]) == 0
    assert left(cast.worker, rows[0]) == set(pieces)


def test_it_counts_no_other_agency(cast: Cast) -> None:
    """A count over agencies would tell whether somebody else registered a certain piece."""
    theirs = register(cast, cast.outsider, 1, bits("logo"))
    register(cast, cast.worker, 2, bits("logo"), bits("b"))
    mine = register(cast, cast.worker, 3, bits("logo"), bits("c"))
    assert learn(cast.worker, mine) == 0
    assert left(cast.outsider, theirs) == {bits("logo")}
