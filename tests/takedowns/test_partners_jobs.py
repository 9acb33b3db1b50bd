"""A question to a partner on its way: taken back, out of time, settled at home meanwhile, and jobs that die anywhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from takedowns.review import selectors, services
from takedowns.review.models import AskedSecond
from takedowns.review.services import partners
from tests.people import Cast
from tests.takedowns.flow import fresh, quick_pdf
from tests.takedowns.seconds import ask, asked, decide, kinds, partner_up, there, waiting, words, work


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


@pytest.fixture
def pair(cast: Cast) -> Cast:
    """The harbour asks for two persons, and the island gives second approvals."""
    decide(cast.harbour, two_person="all")
    partner_up(cast)
    return cast


def test_it_takes_a_question_back(pair: Cast) -> None:
    item = waiting(pair)
    row = asked(pair, item)
    partners.partner_unask(pair.officer, item_id=item.pk)
    work(pair.harbour)
    gone = there(pair)
    assert gone is not None and (gone.state, gone.text) == ("taken_back", "")
    with pytest.raises(Conflict):
        partners.asked_confirm(pair.outsider, asked_id=row.pk, sha256=row.words_sha256)
    with pytest.raises(Conflict):
        partners.partner_unask(pair.officer, item_id=item.pk)
    assert fresh(pair, item).state == "second"
    ask(pair, item)  # somebody else, or the same again


@pytest.mark.parametrize("how", ["colleague", "changed", "first"])
def test_it_ends_the_question_when_it_is_settled_at_home(pair: Cast, how: str) -> None:
    item = waiting(pair)
    row = asked(pair, item)
    if how == "colleague":
        services.item_confirm(pair.approver, item_id=item.pk, sha256=item.notice.content_sha256)
    elif how == "changed":
        services.item_look(pair.approver, item_id=item.pk, looked="page")
    else:
        services.item_take_back(pair.officer, item_id=item.pk)
    partners.asked_confirm(pair.outsider, asked_id=row.pk, sha256=row.words_sha256)  # the end is still on its way
    state, words_before = fresh(pair, item).state, words(pair)
    work(pair.island)
    work(pair.harbour)
    assert (fresh(pair, item).state, words(pair)) == (state, words_before)
    assert kinds(pair.harbour).count("notice.approved") == (how == "colleague")


def test_it_ends_a_question_that_nobody_answers(pair: Cast) -> None:
    item = waiting(pair)
    row = asked(pair, item)
    past = timezone.now() - timedelta(seconds=1)
    with tenant_scope(pair.island.pk):
        AskedSecond.objects.update(expires_at=past)
        assert selectors.asked(pair.outsider).count() == 0
    with pytest.raises(Conflict):
        partners.asked_confirm(pair.outsider, asked_id=row.pk, sha256=row.words_sha256)
    with tenant_scope(pair.harbour.pk):
        assert Job.objects.filter(kind="takedowns.review.second_expire").update(due_at=past) == 1
    work(pair.harbour, only="expire")
    work(pair.harbour)
    gone = there(pair)
    assert gone is not None and (gone.state, gone.text) == ("expired", "")
    assert fresh(pair, item).state == "second"


def test_it_does_everything_once_however_often_a_job_dies(pair: Cast) -> None:
    item = waiting(pair)
    question = ask(pair, item)
    carry = {"ask_id": question.pk}
    home, island = Actor.system(pair.harbour.pk), Actor.system(pair.island.pk)

    def dies(*args: Any, **more: Any) -> Any:
        raise SystemExit

    with pytest.MonkeyPatch.context() as patch:  # after the partner's row was committed, before ours says so
        usual = partners._arrive
        patch.setattr(partners, "_arrive", lambda *args: (usual(*args), dies()))
        with pytest.raises(SystemExit):
            partners.ask_carry(home, **carry)
    row = there(pair)
    assert row is not None
    partners.asked_confirm(pair.outsider, asked_id=row.pk, sha256=row.words_sha256)
    for _ in range(2):
        partners.ask_answer(island, asked_id=row.pk)
        partners.ask_carry(home, **carry)
    with tenant_scope(pair.island.pk):
        assert AskedSecond.objects.count() == 1
    assert kinds(pair.island).count("second.arrived") == 1
    assert kinds(pair.harbour).count("notice.approved") == 1 and len(words(pair)) == 2


def test_it_leaves_no_question_behind_that_was_taken_back_on_the_way(pair: Cast) -> None:
    item = waiting(pair)
    question = ask(pair, item)
    with pytest.MonkeyPatch.context() as patch:
        usual = partners._arrive

        def late(*args: Any) -> None:
            partners.partner_unask(pair.officer, item_id=item.pk)
            usual(*args)

        patch.setattr(partners, "_arrive", late)
        partners.ask_carry(Actor.system(pair.harbour.pk), ask_id=question.pk)
    gone = there(pair)
    assert gone is not None and (gone.state, gone.text) == ("taken_back", "")


def test_it_waits_while_the_partner_or_the_asking_agency_is_suspended(pair: Cast) -> None:
    item = waiting(pair)
    ask(pair, item)
    Agency.objects.filter(id=pair.island.pk).update(suspended_at=timezone.now())
    work(pair.harbour, only="carry")
    assert there(pair) is None
    with tenant_scope(pair.harbour.pk):
        assert Job.objects.get(kind="takedowns.review.second_carry").state == "pending"
