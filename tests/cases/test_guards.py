"""The guards: what is published widely is not matched, what spreads is frozen, what was wrong must be nearer."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agencies.audit.models import AuditLine, PlatformLine
from agencies.events.models import Event
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case
from cases.detection.models import Match
from cases.detection.services import finds
from cases.detection.services.finds import Sighting
from cases.fingerprints import guarding, turning
from cases.fingerprints import services as fingerprints
from cases.fingerprints.bands import Band
from cases.fingerprints.digest import Item
from cases.fingerprints.guarding import Why
from cases.fingerprints.matching import Hit
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.models.guards import Guard, GuardWord, NegativeValue, Series
from cases.fingerprints.selectors import guards as reads
from cases.fingerprints.services import bank, guards
from takedowns.delivery import services as delivery
from takedowns.delivery.models import Delivery
from takedowns.review.services import decide, desk
from tests.people import Cast, join
from tests.takedowns import flow

pytestmark = pytest.mark.django_db
STAFF = Staff(user_id=1)
PLAIN = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"


def item(number: int, pdq: str = PLAIN, **more: Any) -> Item:
    return Item(f"{number:064x}", "image", pdq, 95, 640, 480, (), **more)


def near(pdq: str, bits: int) -> str:
    """The hash with that many other bits."""
    return f"{int(pdq, 16) ^ ((1 << bits) - 1):064x}"


def register(cast: Cast, case: Case, *items: Item) -> list[Fingerprint]:
    return fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=items)


def find(cast: Cast, row: Fingerprint, address: str, **hit: Any) -> int | None:
    values = {"distance": 6, "quality": 90, "turn": 0, "trimmed": False, "exact": False, "frames": 0, "difference": ""}
    made = Hit(cast.harbour.pk, row.pk, hit.pop("band", Band.LIKELY), **values | hit)
    sighting = Sighting(address, address + ".jpg", "ab" * 32, "NL", "nl", timezone.now())
    return finds.match_record(Actor.system(cast.harbour.pk), hit=made, sighting=sighting)


def state(cast: Cast, row: Fingerprint) -> tuple[str, str]:
    with tenant_scope(cast.harbour.pk):
        guard = Guard.objects.filter(fingerprint=row).first()
        return Fingerprint.objects.get(id=row.pk).state, guard.why if guard else ""


def test_it_holds_what_is_published_widely_and_says_not_which(cast: Cast) -> None:
    case = flow.a_case(cast)
    bank.negative_add(STAFF, item=item(1), category="news", note="A famous bridge")
    turned = [bits.hex() for bits in turning.turned(bytes.fromhex(PLAIN))]
    held = register(cast, case, item(2, near(PLAIN, 31)), item(3, turned[5]), item(1, near(PLAIN, 120)))
    free = register(cast, case, item(4, near(PLAIN, 32)))
    assert [state(cast, row) for row in held] == [("suspended", "listed")] * 3  # near, mirrored, the same file
    assert state(cast, free[0]) == ("active", "")
    assert find(cast, held[0], "https://a.example/1") is None
    assert register(cast, case, item(2, near(PLAIN, 31)))[0].pk == held[0].pk  # again: still the held one
    with tenant_scope(cast.harbour.pk):
        told = str(list(Event.objects.values_list("data", flat=True))) + str(AuditLine.objects.values_list("data"))
    assert "bridge" not in told and "news" not in told
    line = PlatformLine.objects.get(action="negative.add")
    assert PLAIN not in str(line.data)
    assert NegativeValue.objects.filter(kind="pdq").count() == len(set(turned))


def test_it_adds_an_entry_once_and_takes_it_out(cast: Cast) -> None:
    entry = bank.negative_add(STAFF, item=item(1), category="logo")
    assert entry is not None
    assert bank.negative_add(STAFF, item=item(1), category="meme") is None
    with pytest.raises(Invalid):
        bank.negative_add(STAFF, item=item(2), category="secret")
    assert bank.negative_remove(STAFF, entry=entry) == 9
    with pytest.raises(NotFound):
        bank.negative_remove(STAFF, entry=entry)
    assert state(cast, register(cast, flow.a_case(cast), item(1))[0]) == ("active", "")


def test_it_blocks_what_an_upheld_dispute_named(cast: Cast) -> None:
    assert bank.dispute_add(STAFF, hashes=[bytes.fromhex(PLAIN)]) is not None
    assert state(cast, register(cast, flow.a_case(cast), item(7))[0]) == ("suspended", "listed")


def test_it_needs_two_different_people_for_a_release(cast: Cast) -> None:
    bank.negative_add(STAFF, item=item(1), category="stock")
    (row,) = register(cast, flow.a_case(cast), item(2))
    with pytest.raises(Invalid):
        guards.fingerprint_judge(cast.worker, fingerprint_id=row.pk, word="release", reason=" ")
    assert not guards.fingerprint_judge(cast.worker, fingerprint_id=row.pk, word="release", reason="It is hers.")
    with pytest.raises(Conflict):
        guards.fingerprint_judge(cast.worker, fingerprint_id=row.pk, word="release", reason="Again.")
    for stranger, error in ((cast.outsider, NotFound), (cast.auditor, Forbidden)):
        with pytest.raises(error):
            guards.fingerprint_judge(stranger, fingerprint_id=row.pk, word="release", reason="Me.")
    assert state(cast, row) == ("suspended", "listed")
    assert guards.fingerprint_judge(cast.officer, fingerprint_id=row.pk, word="release", reason="I agree.")
    assert state(cast, row) == ("active", "")
    assert find(cast, row, "https://a.example/1") is not None
    with tenant_scope(cast.harbour.pk):
        assert Event.objects.filter(kind="fingerprint.released", subject_id=row.pk).count() == 1
        assert {word.reason for word in GuardWord.objects.all()} == {"It is hers.", "I agree."}
        assert "hers" not in str(list(AuditLine.objects.values_list("data", flat=True)))


def test_it_ends_what_two_people_do_not_want(cast: Cast) -> None:
    bank.negative_add(STAFF, item=item(1), category="stock")
    (row,) = register(cast, flow.a_case(cast), item(2))
    guards.fingerprint_judge(cast.worker, fingerprint_id=row.pk, word="release", reason="It is hers.")
    assert not guards.fingerprint_judge(cast.officer, fingerprint_id=row.pk, word="withdraw", reason="It is a poster.")
    assert guards.fingerprint_judge(cast.manager, fingerprint_id=row.pk, word="withdraw", reason="It is a poster.")
    assert state(cast, row) == ("withdrawn", "")
    with tenant_scope(cast.harbour.pk):
        assert not MatcherEntry.objects.filter(fingerprint=row).exists()
    with pytest.raises(Conflict):
        guards.fingerprint_judge(cast.approver, fingerprint_id=row.pk, word="release", reason="Late.")


def test_it_freezes_what_matches_everywhere(cast: Cast) -> None:
    (row,) = register(cast, flow.a_case(cast), item(1))
    for number in range(5):
        assert find(cast, row, f"https://h{number}.example/p")
    assert state(cast, row) == ("active", "")
    assert find(cast, row, "https://h5.example/p")  # the sixth host is kept, and freezes
    assert state(cast, row) == ("suspended", "frozen")
    assert find(cast, row, "https://h6.example/p") is None
    with tenant_scope(cast.harbour.pk):
        assert Event.objects.filter(kind="fingerprint.held").count() == 1


def test_it_counts_an_hour_only(cast: Cast) -> None:
    (row,) = register(cast, flow.a_case(cast), item(1))
    for number in range(5):
        find(cast, row, f"https://h{number}.example/p")
    with tenant_scope(cast.harbour.pk):
        Match.objects.update(found_at=timezone.now() - timedelta(hours=2))
    find(cast, row, "https://h5.example/p")
    assert state(cast, row) == ("active", "")


def test_it_freezes_by_pages_and_by_the_agencys_own_limit(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.filter(agency=cast.harbour).update(freeze_pages=3)
    (row,) = register(cast, flow.a_case(cast), item(1))
    for number in range(4):
        assert find(cast, row, f"https://one.example/{number}")
    assert state(cast, row) == ("suspended", "frozen")


def test_it_sends_and_approves_nothing_of_a_held_fingerprint(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    flow.quick_pdf(monkeypatch)
    waiting, approved = flow.an_item(cast, number=1), flow.an_item(cast, number=2)
    desk.item_claim(cast.officer, item_id=approved.pk)
    decide.item_approve(cast.officer, item_id=approved.pk, sha256=approved.notice.content_sha256)
    with tenant_scope(cast.harbour.pk):
        ids = list(Match.objects.values_list("fingerprint_id", flat=True))
    for number in ids:
        guards.fingerprint_hold(Actor.system(cast.harbour.pk), fingerprint_id=number, why=Why.FROZEN)
    with pytest.raises(Conflict, match="held back"):
        decide.item_approve(cast.officer, item_id=waiting.pk, sha256=waiting.notice.content_sha256)
    delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=approved.notice_id)
    with tenant_scope(cast.harbour.pk):
        sent = Delivery.objects.get(notice_id=approved.notice_id)
        assert (sent.state, sent.blocked_by) == ("blocked", ["fingerprint_held"])


def test_it_raises_the_bar_with_every_wrong_find(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    flow.quick_pdf(monkeypatch)
    item_ = flow.an_item(cast)
    with tenant_scope(cast.harbour.pk):
        row = Fingerprint.objects.get(id=Match.objects.get().fingerprint_id)
    decide.item_reject(cast.officer, item_id=item_.pk, reason="dead_link")
    with tenant_scope(cast.harbour.pk):
        assert reads.bar(cast.officer, row.pk) == 0
    assert guards.fingerprint_doubt(cast.officer, fingerprint_id=row.pk) == 1
    made = find(cast, row, "https://b.example/1", band=Band.CERTAIN, exact=True)
    with tenant_scope(cast.harbour.pk):
        assert Match.objects.get(id=made).band == "likely"
    assert guards.fingerprint_doubt(cast.officer, fingerprint_id=row.pk) == 2
    assert find(cast, row, "https://b.example/2", distance=11) is None
    assert guards.fingerprint_doubt(cast.officer, fingerprint_id=row.pk) == 3
    assert state(cast, row) == ("suspended", "doubted")
    for person in (cast.worker, cast.officer):
        guards.fingerprint_judge(person, fingerprint_id=row.pk, word="release", reason="Looked again.")
    with tenant_scope(cast.harbour.pk):
        assert reads.bar(cast.officer, row.pk) == 2
    with pytest.raises(NotFound):
        guards.fingerprint_doubt(cast.outsider, fingerprint_id=row.pk)


def test_it_doubts_a_fingerprint_whose_find_is_rejected(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    flow.quick_pdf(monkeypatch)
    item_ = flow.an_item(cast)
    decide.item_reject(cast.officer, item_id=item_.pk, reason="not_same")
    with tenant_scope(cast.harbour.pk):
        assert reads.bar(cast.officer, Match.objects.get().fingerprint_id) == 1


def test_it_slows_series_down_and_then_refuses(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "SLOW_AT", 4)
    monkeypatch.setattr(guarding, "REFUSE_AT", 6)
    case = flow.a_case(cast)
    register(cast, case, *[item(n, near(PLAIN, 12 * n)) for n in range(1, 5)])
    with pytest.raises(Conflict, match="ten minutes"):
        register(cast, case, item(9, near(PLAIN, 60)))
    other = flow.a_case(cast)
    assert fingerprints.fingerprints_register(cast.officer, case_id=other.pk, items=[item(10, near(PLAIN, 240))])
    with tenant_scope(cast.harbour.pk):
        Series.objects.filter(user_id=cast.worker.user_id).update(until=timezone.now())
    register(cast, case, item(11, near(PLAIN, 61)), item(12, near(PLAIN, 62)))
    with pytest.raises(Conflict, match="for a day"):
        register(cast, case, item(13, near(PLAIN, 5)))
    assert PlatformLine.objects.filter(action="fingerprint.series").exists()
    with tenant_scope(cast.harbour.pk):
        assert Event.objects.filter(kind="fingerprint.series").exists()
    assert fingerprints.fingerprints_register(  # another agency is not concerned
        cast.outsider, case_id=_island_case(cast).pk, items=[item(14)]
    )


def _island_case(cast: Cast) -> Case:
    return casework.case_open(cast.outsider, age_band="adult", purposes=["detection", "notices"])


def test_it_never_refuses_a_report(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "SLOW_AT", 1)
    case = flow.a_case(cast)
    for number in range(3):
        fingerprints.fingerprints_register(
            Actor.system(cast.harbour.pk), case_id=case.pk, items=[item(number + 20, near(PLAIN, number + 1))]
        )


def test_it_lets_a_second_colleague_join_later(cast: Cast) -> None:
    bank.negative_add(STAFF, item=item(1), category="art")
    (row,) = register(cast, flow.a_case(cast), item(2))
    guards.fingerprint_judge(cast.worker, fingerprint_id=row.pk, word="release", reason="It is hers.")
    _user, fresh = join(cast.harbour, "nari", Role.CASE_WORKER)
    assert guards.fingerprint_judge(fresh, fingerprint_id=row.pk, word="release", reason="Yes.")
