"""What the guards do around a registration: notices after a release, disputes, other systems, the agency's own limits."""

import pytest

from agencies.tenancy.actor import Actor
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import Match
from cases.fingerprints import bands
from cases.fingerprints import services as fingerprints
from cases.fingerprints.bands import Kind, Proof
from cases.fingerprints.guarding import Why
from cases.fingerprints.selectors import guards as reads
from cases.fingerprints.services import guards
from takedowns.delivery import services as delivery
from takedowns.delivery.models import Delivery
from takedowns.delivery.web import shown
from takedowns.review.services import decide, desk
from tests.api.calling import Api, new_key
from tests.cases.test_guards import PLAIN, find, item, near, register
from tests.people import Cast
from tests.takedowns import flow

pytestmark = pytest.mark.django_db


def test_it_says_after_a_release_that_each_notice_is_sent_again_by_a_person(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow.quick_pdf(monkeypatch)
    item_ = flow.an_item(cast)
    desk.item_claim(cast.officer, item_id=item_.pk)
    decide.item_approve(cast.officer, item_id=item_.pk, sha256=item_.notice.content_sha256)
    with tenant_scope(cast.harbour.pk):
        number = Match.objects.get().fingerprint_id
    guards.fingerprint_hold(Actor.system(cast.harbour.pk), fingerprint_id=number, why=Why.FROZEN)
    delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=item_.notice_id)

    def told() -> str:
        with tenant_scope(cast.harbour.pk):
            return str(shown(Delivery.objects.get(notice_id=item_.notice_id))["reasons"])

    assert "until two people" in told()
    for who in (cast.worker, cast.manager):
        guards.fingerprint_judge(who, fingerprint_id=number, word="release", reason="It is hers.")
    assert "released now" in told() and "send it again" in told()
    with tenant_scope(cast.harbour.pk):
        assert Delivery.objects.get(notice_id=item_.notice_id).state == "blocked", "nothing goes out by itself"


def test_it_raises_the_bar_with_a_dispute_but_never_to_the_end(cast: Cast) -> None:
    (row,) = register(cast, flow.a_case(cast), item(1))
    bars = []
    for _time in range(3):
        fingerprints.fingerprint_dispute(cast.worker, fingerprint_id=row.pk, reason="It shows a bridge")
        fingerprints.fingerprint_resume(cast.worker, fingerprint_id=row.pk)
        with tenant_scope(cast.harbour.pk):
            bars.append(reads.bar(cast.worker, row.pk))
    assert bars == [1, 2, 2]


def test_it_tells_other_systems_nothing_of_a_hold(cast: Cast) -> None:
    """HARMS 7: frozen means that many copies were found."""
    (row, other) = register(cast, flow.a_case(cast), item(1), item(2, near(PLAIN, 120)))
    guards.fingerprint_hold(Actor.system(cast.harbour.pk), fingerprint_id=row.pk, why=Why.FROZEN)
    fingerprints.fingerprint_suspend(cast.worker, fingerprint_id=other.pk)
    api = Api(new_key(cast.manager, "fingerprint.read"))
    answers = [api.get(f"/fingerprints/{number}").json()["state"] for number in (row.pk, other.pk)]
    assert answers == ["active", "suspended"]


@pytest.mark.parametrize(
    ("setting", "value", "proof"),
    [
        ("patch_minimum", 4, Proof(Kind.PATCHES, patches=3)),
        ("sound_minimum", 8, Proof(Kind.SOUND, seconds=6.0)),
    ],
)
def test_it_asks_the_agencys_own_minimum(cast: Cast, setting: str, value: int, proof: Proof) -> None:
    (row,) = register(cast, flow.a_case(cast), item(1))
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.filter(agency_id=cast.harbour.pk).update(**{setting: value})
    assert find(cast, row, "https://a.example/1", proofs=(proof,)) is None
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.filter(agency_id=cast.harbour.pk).update(**{setting: 3})
    assert find(cast, row, "https://a.example/1", proofs=(proof,)) is not None


@pytest.mark.parametrize(
    ("setting", "value", "proofs", "band"),
    [
        ("frame_minimum", 4, (Proof(Kind.FRAMES, distance=9, ordered_frames=3),), "possible"),
        ("frame_minimum", 2, (Proof(Kind.FRAMES, distance=9, ordered_frames=3),), "likely"),
        ("certain_patches", 5, (Proof(Kind.EXACT), Proof(Kind.PATCHES, patches=4)), "likely"),
        ("certain_patches", 3, (Proof(Kind.EXACT), Proof(Kind.PATCHES, patches=4)), "certain"),
    ],
)
def test_it_lowers_the_band_by_the_agencys_own_limits(
    cast: Cast, setting: str, value: int, proofs: tuple[Proof, ...], band: str
) -> None:
    (row,) = register(cast, flow.a_case(cast), item(1))
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.filter(agency_id=cast.harbour.pk).update(**{setting: value})
    number = find(cast, row, "https://a.example/1", proofs=proofs, band=bands.band(proofs))
    with tenant_scope(cast.harbour.pk):
        assert Match.objects.get(id=number).band == band
