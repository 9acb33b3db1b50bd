"""Many addresses of one recipient in one notice: what joins, what stays apart, what an officer leaves out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.detection.models import Match
from takedowns.notices import selectors as told
from takedowns.notices import services as notices
from takedowns.notices.batch import spans, ways
from takedowns.notices.facts import Band, Identified
from takedowns.notices.models import AddressClaim, Notice, NoticeTarget
from takedowns.recipients import services as recipients
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from tests.people import Cast
from tests.takedowns.flow import HOST, a_case, a_find, a_package, confirm_bases, fresh, quick_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)
    confirm_bases()
    recipients.provider_set(
        name="Bridge Pictures", hosts=[HOST], country="DE", language="de", abuse_email=f"abuse@{HOST}",
        verified_on=timezone.now().date(),
    )  # fmt: skip


def gathered(cast: Cast, case: Case, number: int, *, band: str = "certain", base: str = "") -> Notice:
    """A find on post `number`, gathered into its package."""
    system = Actor.system(cast.harbour.pk)
    match_id = a_find(cast, case, number=number, band=band, base=base)
    review.package_gather(system, package_id=a_package(cast, match_id))
    with tenant_scope(cast.harbour.pk):
        target = NoticeTarget.objects.get(match_id=match_id)
        if not ReviewItem.objects.filter(notice_id=target.notice_id).exists():
            review.item_queue(system, notice_id=target.notice_id)
        return Notice.objects.get(id=target.notice_id)


def item_of(cast: Cast, notice: Notice) -> ReviewItem:
    with tenant_scope(cast.harbour.pk):
        return ReviewItem.objects.select_related("notice").get(notice_id=notice.pk)


def finds_of(cast: Cast, notice: Notice) -> list[int]:
    with tenant_scope(cast.harbour.pk):
        return [target.match_id for target in told.targets(cast.worker, notice.pk)]


def test_it_names_all_addresses_of_a_case_at_one_recipient_in_one_notice(cast: Cast) -> None:
    case = a_case(cast)
    first, second, third = (gathered(cast, case, number) for number in (1, 2, 3))
    assert first.pk == second.pk == third.pk
    notice = fresh(cast, first)
    assert notice.problems == [] and notice.content_sha256 != first.content_sha256
    for number in (1, 2, 3):
        assert f"https://{HOST}/post/{number}" in notice.text
        assert f"https://{HOST}/media/{number}.jpg" in notice.text
    with tenant_scope(cast.harbour.pk):
        assert {match.state for match in Match.objects.filter(case=case)} == {"ready"}
        assert ReviewItem.objects.filter(case=case).count() == 1


def test_it_joins_neither_another_case_nor_a_package_that_is_held_or_decided(cast: Cast) -> None:
    case = a_case(cast)
    first = gathered(cast, case, 1)
    assert gathered(cast, a_case(cast), 2).pk != first.pk, "another person's notice"
    review.item_claim(cast.officer, item_id=item_of(cast, first).pk)
    held = gathered(cast, case, 3)
    assert held.pk != first.pk, "an officer reads the first one"
    assert gathered(cast, case, 4).pk == held.pk
    item = review.item_claim(cast.officer, item_id=item_of(cast, held).pk)
    with tenant_scope(cast.harbour.pk):
        digest = Notice.objects.get(id=held.pk).content_sha256
    review.item_approve(cast.officer, item_id=item.pk, sha256=digest)
    assert gathered(cast, case, 5).pk not in {first.pk, held.pk}, "what is approved stays as it was read"
    with tenant_scope(cast.harbour.pk):
        states = dict(Match.objects.filter(id__in=finds_of(cast, held)).values_list("id", "state"))
    assert set(states.values()) == {"approved"}, "all finds of the notice"


def test_it_opens_another_notice_when_the_agency_s_limit_is_reached(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(notice_addresses=4)  # two finds with a page and a file each
    case = a_case(cast)
    rows = [gathered(cast, case, number).pk for number in range(1, 6)]
    assert rows[0] == rows[1] != rows[2] == rows[3] != rows[4]


def test_it_leaves_hints_and_dead_pages_in_packages_of_their_own(cast: Cast) -> None:
    case = a_case(cast)
    first = gathered(cast, case, 1)
    hint = gathered(cast, case, 2, band="possible")
    assert hint.pk != first.pk and "possible_only" in hint.problems
    match_id = a_find(cast, case, number=3)
    dead = a_package(cast, match_id, remarks=("page_gone",))
    review.package_gather(Actor.system(cast.harbour.pk), package_id=dead)
    with tenant_scope(cast.harbour.pk):
        gone = Notice.objects.get(match_id=match_id)
    assert gone.pk not in {first.pk, hint.pk} and gone.problems == ["page_gone"]
    assert gathered(cast, case, 4).pk == first.pk


def test_it_says_which_addresses_were_identified_in_which_way_and_asks_for_eyes_again(cast: Cast) -> None:
    case = a_case(cast)
    notice = gathered(cast, case, 1)
    item = item_of(cast, notice)
    review.item_look(cast.officer, item_id=item.pk, looked="officer")
    review.item_release(cast.officer, item_id=item.pk)
    gathered(cast, case, 2, band="likely")
    mixed = fresh(cast, notice)
    assert mixed.looked == "nobody" and "needs_eyes:looked" in mixed.problems
    assert "Address 3:" in mixed.text and "(Address: 1–2)" in mixed.text and "(Address: 3–4)" in mixed.text
    assert fresh(cast, item).looked == "nobody"


def test_it_gives_one_find_a_package_of_its_own_and_writes_the_rest_anew(cast: Cast) -> None:
    case = a_case(cast)
    notice = gathered(cast, case, 1)
    for number in (2, 3):
        gathered(cast, case, number)
    item, (one, two, three) = item_of(cast, notice), finds_of(cast, notice)
    before = fresh(cast, notice).content_sha256
    part = review.find_leave_out(cast.officer, item_id=item.pk, match_id=one, reason="dead_link", note="A 404 by now.")
    left = fresh(cast, notice)
    assert finds_of(cast, notice) == [two, three] and left.match_id == two
    assert left.content_sha256 != before and f"https://{HOST}/post/1" not in left.text and left.problems == []
    assert fresh(cast, part).state == "rejected" and fresh(cast, part).reason == "dead_link"
    with tenant_scope(cast.harbour.pk):
        assert Match.objects.get(id=one).state in {"rejected", "removed"} and Match.objects.get(id=two).state == "ready"
    apart = review.find_leave_out(cast.officer, item_id=item.pk, match_id=two)
    assert fresh(cast, apart).state == "open" and fresh(cast, Notice(pk=apart.notice_id)).problems == []
    with pytest.raises(Conflict):
        review.find_leave_out(cast.officer, item_id=item.pk, match_id=three)
    with pytest.raises(NotFound):
        review.find_leave_out(cast.officer, item_id=item.pk, match_id=one)
    with pytest.raises(NotFound):
        review.find_leave_out(cast.outsider, item_id=item.pk, match_id=three)


def test_it_ends_a_claim_after_fourteen_days(cast: Cast) -> None:
    notice = gathered(cast, a_case(cast), 1)
    with tenant_scope(cast.harbour.pk):
        (claim,) = AddressClaim.objects.filter(notice=notice)
    assert timedelta(days=13) < claim.until - timezone.now() <= timedelta(days=14)
    assert notices.claims_end() == 0
    with tenant_scope(cast.harbour.pk):
        AddressClaim.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert notices.claims_end() == 1


def test_it_counts_numbers_and_ways() -> None:
    assert spans([3, 1, 4, 5, 9]) == "1, 3–5, 9"
    found = ways(
        [
            (Identified.EXACT, Band.CERTAIN, ["a", "b"]),
            (Identified.NEAR, Band.LIKELY, ["c", "a"]),
            (Identified.EXACT, Band.CERTAIN, ["d"]),
        ]
    )
    assert [(way.identified, way.numbers) for way in found] == [(Identified.NEAR, (3,)), (Identified.EXACT, (1, 2, 4))]
