"""What was seen on listed sources is found by a later registration, and by nobody else; elsewhere it is forgotten."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from agencies.events.models import Event, Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import Match, SeenMedia, WatchSource
from cases.detection.services import seen, sources
from cases.fingerprints import digest, turning
from cases.fingerprints import services as fingerprints
from cases.fingerprints.digest import Item
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.pdq import Pdq
from cases.fingerprints.query import WHOLE, Query, Sample, View
from cases.fingerprints.services.marks import mark_key, marked
from tests.people import Cast
from tests.takedowns import flow

PLAIN = bytes.fromhex("0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0")


def source(cast: Cast, *, listed: bool = True, number: int = 1) -> WatchSource:
    """A site of the outsider's agency."""
    row = sources.source_create(
        cast.outsider, name=f"Site {number}", url=f"https://site{number}.example/", country="NL", language="nl",
        depth=1, cadence_seconds=3600,
    )  # fmt: skip
    if listed:
        seen.source_list(cast.outsider, source_id=row.pk, reason="It hosts what was never agreed to.")
    with tenant_scope(cast.island.pk):
        return WatchSource.objects.get(id=row.pk)


def near(bits: bytes, number: int) -> bytes:
    return (int.from_bytes(bits, "big") ^ ((1 << number) - 1)).to_bytes(32, "big")


def picture(bits: bytes = PLAIN, sha: str = "a" * 64, times: tuple[float, ...] = (0.0,)) -> Query:
    turns = tuple(Pdq(turned, 90) for turned in turning.turned(bits))
    return marked(Query(sha, sha[:32], tuple(Sample(t, (View(WHOLE, turns),)) for t in times)))


def keep(cast: Cast, row: WatchSource, query: Query, number: int = 1) -> bool:
    return seen.media_keep(
        cast.outsider, row, url=f"https://site1.example/p/{number}.jpg", page_url=f"https://site1.example/{number}",
        query=query, at=timezone.now(),
    )  # fmt: skip


def register(cast: Cast, bits: bytes = PLAIN, sha: str = "b" * 64) -> Fingerprint:
    item = Item(sha, "image", bits.hex(), 90, 640, 480, ())
    return fingerprints.fingerprints_register(cast.worker, case_id=flow.a_case(cast).pk, items=[item])[0]


def look(cast: Cast, row: Fingerprint) -> int:
    return seen.look_back(Actor.system(cast.harbour.pk), fingerprint_id=row.pk)


def test_it_finds_what_was_seen_before_it_was_registered(committed_cast: Cast) -> None:
    cast = committed_cast
    row = source(cast)
    assert keep(cast, row, picture(near(PLAIN, 20)), 1)
    assert keep(cast, row, picture(turning.turned(PLAIN)[5], "c" * 64), 2)  # mirrored
    assert keep(cast, row, picture(near(PLAIN, 100), "b" * 64), 3)  # the same file
    assert keep(cast, row, picture(near(PLAIN, 32), "d" * 64), 4)  # another picture
    print_ = register(cast)
    with tenant_scope(cast.harbour.pk):
        assert Job.objects.filter(kind="cases.detection.look_back", args={"fingerprint_id": print_.pk}).exists()
    assert look(cast, print_) == 3
    assert look(cast, print_) == 0  # once
    with tenant_scope(cast.harbour.pk):
        found = {match.page_url: match for match in Match.objects.all()}
    assert set(found) == {f"https://site1.example/{number}" for number in (1, 2, 3)}
    assert found["https://site1.example/3"].exact
    assert found["https://site1.example/2"].turn == 5
    with tenant_scope(cast.island.pk):  # the source's agency learns nothing
        assert Match.objects.count() == 0
        assert not Event.objects.filter(kind__startswith="match").exists()


def test_it_finds_nothing_for_what_is_not_active(committed_cast: Cast) -> None:
    cast = committed_cast
    keep(cast, source(cast), picture())
    row = register(cast)
    fingerprints.fingerprint_withdraw(cast.worker, fingerprint_id=row.pk)
    assert look(cast, row) == 0


@pytest.mark.django_db
def test_it_keeps_nothing_of_other_sources(cast: Cast) -> None:
    assert not keep(cast, source(cast, listed=False), picture())
    with tenant_scope(cast.island.pk):
        assert SeenMedia.objects.count() == 0


@pytest.mark.django_db
def test_it_keeps_no_address_text_or_digest_in_the_clear(cast: Cast) -> None:
    keep(cast, source(cast), picture(times=tuple(float(t) for t in range(20))))
    with tenant_scope(cast.island.pk), connection.cursor() as cursor:
        assert SeenMedia.objects.count() == seen.FRAMES
        cursor.execute("SELECT string_agg(t::text, '') FROM cases_seenmedia t")
        text = str(cursor.fetchone()[0])
    assert b"site1.example".hex() not in text and "site1" not in text
    assert "a" * 64 not in text
    assert digest.mark("sha256", bytes.fromhex("a" * 64), mark_key()).hex() in text


@pytest.mark.django_db
def test_it_erases_after_the_agencys_days_and_at_once_at_zero(cast: Cast) -> None:
    row = source(cast)
    keep(cast, row, picture(), 1)
    keep(cast, row, picture(), 2)
    with tenant_scope(cast.island.pk):
        first = SeenMedia.objects.order_by("id").first()
        assert first is not None
        SeenMedia.objects.filter(id=first.pk).update(seen_at=timezone.now() - timedelta(days=31))
    seen.seen_prune_all()
    with tenant_scope(cast.island.pk):
        assert SeenMedia.objects.count() == 1
        AgencySettings.objects.update(seen_days=0)
    seen.seen_trim(Actor.system(cast.island.pk))
    with tenant_scope(cast.island.pk):
        assert SeenMedia.objects.count() == 0
    assert not keep(cast, row, picture())


@pytest.mark.django_db
def test_it_lists_a_source_with_a_reason_and_erases_when_it_is_taken_off(cast: Cast) -> None:
    row = source(cast)
    keep(cast, row, picture())
    with pytest.raises(Conflict):
        seen.source_list(cast.outsider, source_id=row.pk, reason="Again.")
    with pytest.raises(Invalid):
        seen.source_list(cast.outsider, source_id=row.pk, reason=" ")
    with pytest.raises(NotFound):
        seen.source_list(cast.officer, source_id=row.pk, reason="Not mine.")
    with pytest.raises(Forbidden):
        seen.source_unlist(cast.worker, source_id=row.pk)
    seen.source_unlist(cast.outsider, source_id=row.pk)
    with tenant_scope(cast.island.pk):
        assert SeenMedia.objects.count() == 0
    with pytest.raises(Conflict):
        seen.source_unlist(cast.outsider, source_id=row.pk)


@pytest.mark.django_db
def test_it_keeps_the_newest_look_at_an_address(cast: Cast) -> None:
    row = source(cast)
    keep(cast, row, picture())
    keep(cast, row, picture(near(PLAIN, 90), "e" * 64))
    with tenant_scope(cast.island.pk):
        assert bytes(SeenMedia.objects.get().value) == near(PLAIN, 90)
