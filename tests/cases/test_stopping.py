"""Patches that are common leave the matcher: those that carried wrong finds, and those that several cases share."""

import hashlib

import pytest

from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.fingerprints import services as fingerprints
from cases.fingerprints.digest import Item
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.services import guards, stopping
from tests.people import Cast

KINDS = {kind for kind, _word in MatcherEntry._meta.get_field("kind").choices or ()}
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("patch" not in KINDS, reason="the matcher's table takes no patches yet"),
]


def bits(name: str, changed: int = 0) -> bytes:
    made = int.from_bytes(hashlib.sha256(name.encode()).digest(), "big") ^ ((1 << changed) - 1)
    return made.to_bytes(32, "big")


def register(cast: Cast, who: Actor, number: int, *patches: bytes) -> Fingerprint:
    """A registration in a case of its own, with these patches in the matcher."""
    case = casework.case_open(who, age_band="adult", purposes=["detection"])
    item = Item(f"{number:064x}", "image", None, None, 640, 480, ())
    (row,) = fingerprints.fingerprints_register(who, case_id=case.pk, items=[item])
    with tenant_scope(who.agency_id):
        MatcherEntry.objects.bulk_create(
            MatcherEntry(agency_id=who.agency_id, fingerprint=row, kind="patch", value=value, quality=80)
            for value in patches
        )
    return row


def left(who: Actor, row: Fingerprint) -> set[bytes]:
    with tenant_scope(who.agency_id):
        rows = MatcherEntry.objects.filter(fingerprint=row, kind="patch")
        return {bytes(value) for value in rows.values_list("value", flat=True)}


def learn(who: Actor, row: Fingerprint) -> int:
    return stopping.patches_learn(Actor.system(who.agency_id), fingerprint_id=row.pk)


def test_it_stops_a_patch_that_carried_two_wrong_finds(cast: Cast) -> None:
    row = register(cast, cast.worker, 1, bits("a"), bits("b"))
    with tenant_scope(cast.harbour.pk):
        entry = MatcherEntry.objects.get(fingerprint=row, kind="patch", value=bits("a")).pk
    guards.fingerprint_doubt(cast.officer, fingerprint_id=row.pk, value_ids=[entry])
    assert left(cast.worker, row) == {bits("a"), bits("b")}
    guards.fingerprint_doubt(cast.officer, fingerprint_id=row.pk, value_ids=[entry])
    assert left(cast.worker, row) == {bits("b")}


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
