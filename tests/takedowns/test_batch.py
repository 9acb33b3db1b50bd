"""Many addresses of one recipient in one notice: what joins, what stays apart, what an officer leaves out."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agencies.events.models import Event, Job
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
from takedowns.notices.services import draft
from takedowns.notices.words import VALUE_HINTS
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


def put_together(cast: Cast, package_id: int) -> None:
    """What the two jobs of a captured find do: it gets its place, then its words."""
    system = Actor.system(cast.harbour.pk)
    review.package_gather(system, package_id=package_id)
    with tenant_scope(cast.harbour.pk):
        job = Job.objects.get(key=f"review.write:{package_id}")
    review.package_write(system, **job.args)


def gathered(cast: Cast, case: Case, number: int, *, band: str = "certain", base: str = "") -> Notice:
    """A find on post `number`, gathered into its package."""
    system = Actor.system(cast.harbour.pk)
    match_id = a_find(cast, case, number=number, band=band, base=base)
    put_together(cast, a_package(cast, match_id))
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
    put_together(cast, dead)
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


def placed(cast: Cast, case: Case, number: int) -> int:
    """A find that is put into its package by a job which has not come to write it; returns its id."""
    match_id = a_find(cast, case, number=number)
    review.package_gather(Actor.system(cast.harbour.pk), package_id=a_package(cast, match_id))
    return match_id


def told_of(cast: Cast) -> Counter[str]:
    """How often which event happened, of those of notices."""
    with tenant_scope(cast.harbour.pk):
        return Counter(Event.objects.filter(kind__startswith="notice.").values_list("kind", flat=True))


def states_of(cast: Cast, case: Case) -> set[str]:
    with tenant_scope(cast.harbour.pk):
        return set(Match.objects.filter(case=case).values_list("state", flat=True))


def test_it_is_written_once_for_all_finds_that_came_together(cast: Cast) -> None:
    case, system = a_case(cast), Actor.system(cast.harbour.pk)
    for number in (1, 2, 3):
        placed(cast, case, number)
    with tenant_scope(cast.harbour.pk):
        jobs = list(Job.objects.filter(kind="takedowns.review.write").order_by("id"))
    review.package_write(system, **jobs[0].args)
    with tenant_scope(cast.harbour.pk):
        notice = Notice.objects.get()
    text = fresh(cast, notice).text
    assert notice.problems == [] and all(f"/post/{number}" in text for number in (1, 2, 3))
    for job in jobs[1:]:
        review.package_write(system, **job.args)
    assert told_of(cast) == {"notice.drafted": 1} and fresh(cast, notice).content_sha256 == notice.content_sha256


def test_it_comes_to_the_desk_when_something_else_writes_it_first(cast: Cast) -> None:
    case, system = a_case(cast), Actor.system(cast.harbour.pk)
    match_id = placed(cast, case, 1)
    review.item_renew(system, match_id=match_id)
    with tenant_scope(cast.harbour.pk):
        notice = Notice.objects.get(targets__match_id=match_id)
    notices.notice_write(system, notice_id=notice.pk)
    assert told_of(cast) == {"notice.drafted": 1} and states_of(cast, case) == {"ready"}
    review.item_queue(system, notice_id=notice.pk)
    placed(cast, case, 2)
    assert fresh(cast, notice).problems == ["being_written"]
    item = review.item_claim(cast.officer, item_id=item_of(cast, notice).pk)
    notices.notice_write(system, notice_id=notice.pk)
    assert told_of(cast) == {"notice.drafted": 1, "notice.grown": 1} and states_of(cast, case) == {"ready"}
    review.item_approve(cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)
    assert states_of(cast, case) == {"approved"}


def test_it_does_not_wait_for_the_desk_while_more_finds_join(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case, system, real = a_case(cast), Actor.system(cast.harbour.pk), draft.composed
    late: list[int] = []

    def composed(*arguments: Any, **names: Any) -> Any:
        if not late:
            late.append(0)
            late[0] = placed(cast, case, 2)
        return real(*arguments, **names)

    monkeypatch.setattr(draft, "composed", composed)
    notice = fresh(cast, gathered(cast, case, 1))
    assert notice.problems == ["being_written"] and "/post/1" in notice.text and "/post/2" not in notice.text
    assert notice.content is None and told_of(cast) == {"notice.drafted": 1}
    notices.notice_write(system, notice_id=notice.pk)
    whole = fresh(cast, notice)
    assert whole.problems == [] and "/post/2" in whole.text and told_of(cast)["notice.grown"] == 1


def test_it_goes_to_nobody_when_some_of_its_addresses_are_another_recipient_s_by_now(cast: Cast) -> None:
    case, directory = a_case(cast), {"country": "DE", "language": "de", "verified_on": timezone.now().date()}
    notice = gathered(cast, case, 1)
    gathered(cast, case, 2, base=f"https://pictures.{HOST}")
    assert len(finds_of(cast, notice)) == 2 and fresh(cast, notice).problems == []
    recipients.provider_set(
        name="Pictures", hosts=[f"pictures.{HOST}"], abuse_email="abuse@pictures.example", **directory
    )
    review.item_look(cast.officer, item_id=item_of(cast, notice).pk, looked="officer")
    assert fresh(cast, notice).problems == ["mixed_recipients"]


def test_it_is_led_by_its_least_sure_find(cast: Cast) -> None:
    case = a_case(cast)
    notice = gathered(cast, case, 1)
    gathered(cast, case, 2, band="likely")
    first, second = finds_of(cast, notice)
    assert fresh(cast, notice).match_id == second and item_of(cast, notice).priority == 3
    review.find_leave_out(cast.officer, item_id=item_of(cast, notice).pk, match_id=second)
    assert fresh(cast, notice).match_id == first


def test_it_lets_no_find_join_what_an_officer_stated(cast: Cast) -> None:
    case = a_case(cast)
    notice = gathered(cast, case, 1)
    notices.notice_state_fact(cast.officer, notice_id=notice.pk, element=next(iter(VALUE_HINTS)), text="On the left.")
    assert gathered(cast, case, 2).pk != notice.pk


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
