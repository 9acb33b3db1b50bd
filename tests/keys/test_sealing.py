"""Sealed bytes open with their key at their place, and nowhere else."""

import pytest
from django.db import connection, transaction

from agencies.keys import ring, sealing, selectors, services
from agencies.keys.errors import BadBlob, KeyTrouble
from agencies.keys.keyfile import KeyFile
from agencies.keys.sealing import DATA, Place
from agencies.tenancy.errors import ScopeError
from agencies.tenancy.scope import tenant_scope
from tests.people import Cast

HERE = Place("table.column", 7, 1, 3)


@pytest.mark.parametrize(
    "other",
    [Place("table.other", 7, 1, 3), Place("table.column", 8, 1, 3), Place("table.column", 7, 2, 3), Place("table.column", 7, 1, None)],
)  # fmt: skip
def test_it_opens_at_its_place_only(other: Place) -> None:
    key = sealing.new_key()
    blob = sealing.seal(key, DATA, 1, HERE, b"a text")
    assert sealing.unseal(key, DATA, HERE, blob) == b"a text"
    with pytest.raises(BadBlob):
        sealing.unseal(key, DATA, other, blob)


def test_it_notices_every_changed_byte() -> None:
    key = sealing.new_key()
    blob = sealing.seal(key, DATA, 1, HERE, b"a text")
    for at in range(len(blob)):
        with pytest.raises(BadBlob):
            sealing.unseal(key, DATA, HERE, blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :])
    with pytest.raises(BadBlob):
        sealing.unseal(sealing.new_key(), DATA, HERE, blob)


def test_it_never_seals_twice_alike() -> None:
    key = sealing.new_key()
    assert len({sealing.seal(key, DATA, 1, HERE, b"a text") for _ in range(50)}) == 50


@pytest.mark.parametrize("text", ["", "   ", "abc", "1:" + "a" * 62, "1:" + "g" * 64, f"1:{'a' * 64}\n1:{'b' * 64}"])
def test_it_says_what_is_wrong_with_a_master_key(text: str) -> None:
    with pytest.raises(KeyTrouble, match="Nothing was lost"):
        KeyFile(text)


def test_it_names_a_master_key_that_is_missing_or_another() -> None:
    old = KeyFile("a:" + "1" * 64)
    wrapped = old.wrap(b"k" * 32, "here")
    assert KeyFile(f"b:{'2' * 64},a:{'1' * 64}").unwrap("file:a", wrapped, "here") == b"k" * 32
    with pytest.raises(KeyTrouble, match="file:a is needed"):
        KeyFile("b:" + "2" * 64).unwrap("file:a", wrapped, "here")
    with pytest.raises(KeyTrouble, match="does not open"):
        KeyFile("a:" + "2" * 64).unwrap("file:a", wrapped, "here")


@pytest.mark.django_db
def test_it_seals_under_the_agencys_and_the_cases_key(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        for case_id in (None, 5):
            blob = services.seal(cast.harbour.pk, place="t.c", row_id=1, data=b"secret", case_id=case_id)
            assert services.unseal(cast.harbour.pk, place="t.c", row_id=1, sealed=blob, case_id=case_id) == b"secret"
            with pytest.raises(KeyTrouble):
                services.unseal(cast.harbour.pk, place="t.c", row_id=2, sealed=blob, case_id=case_id)
    with tenant_scope(cast.island.pk), pytest.raises(ScopeError):
        services.unseal(cast.harbour.pk, place="t.c", row_id=1, sealed=blob, case_id=5)
    with tenant_scope(cast.island.pk), pytest.raises(KeyTrouble):
        services.unseal(cast.island.pk, place="t.c", row_id=1, sealed=blob, case_id=5)
    with pytest.raises(ScopeError):
        services.seal(cast.harbour.pk, place="t.c", row_id=1, data=b"secret")


@pytest.mark.django_db
def test_it_seals_for_the_platform_before_there_is_an_agency() -> None:
    blob = services.seal_platform(place="t.c", row_id=1, data=b"secret")
    assert b"secret" not in blob
    assert services.unseal_platform(place="t.c", row_id=1, sealed=blob) == b"secret"
    with pytest.raises(KeyTrouble):
        services.unseal_platform(place="t.c", row_id=2, sealed=blob)


@pytest.mark.django_db
def test_it_blinds_alike_within_an_agency_and_column_only(cast: Cast) -> None:
    found = set()
    for agency in (cast.harbour, cast.island):
        with tenant_scope(agency.pk):
            for place in ("a.b", "a.c"):
                first = services.blind(agency.pk, place=place, value="+82 10")
                assert first == services.blind(agency.pk, place=place, value="+82 10")
                found.add(first)
    assert len(found) == 4


@pytest.mark.django_db
def test_it_makes_the_key_again_when_its_savepoint_was_rolled_back(cast: Cast) -> None:
    agency = cast.harbour.pk
    with tenant_scope(agency):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            services.seal(agency, place="t.c", row_id=1, data=b"lost", case_id=9)
            raise ZeroDivisionError
        blob = services.seal(agency, place="t.c", row_id=1, data=b"kept", case_id=9)
    with tenant_scope(agency):
        assert services.unseal(agency, place="t.c", row_id=1, sealed=blob, case_id=9) == b"kept"


@pytest.mark.django_db
def test_it_opens_an_agencys_key_once_a_process(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    keeper, agency = selectors.master(), cast.harbour.pk
    unwrap = keeper.unwrap
    monkeypatch.setattr(keeper, "unwrap", lambda *args: asked.append(args[0]) or unwrap(*args))
    ring.forget()
    for number in range(5):
        with tenant_scope(agency):
            blob = services.seal(agency, place="t.c", row_id=number, data=b"x", case_id=number)
            services.unseal(agency, place="t.c", row_id=number, sealed=blob, case_id=number)
    assert len(asked) == 1


@pytest.mark.django_db
def test_it_keeps_no_key_in_the_clear(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        key = ring.newest(cast.harbour.pk, 4)[1]
        with connection.cursor() as cursor:
            cursor.execute("SELECT wrapped FROM agencies_casekey UNION ALL SELECT wrapped FROM agencies_agencykey")
            assert all(key not in bytes(row[0]) for row in cursor.fetchall())
