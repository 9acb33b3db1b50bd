"""Two people over the same bytes: who may be the second, what makes the first void, and what leaves the house."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from takedowns.notices.models import Notice
from takedowns.review import selectors, services
from takedowns.review.models import ReviewItem, Voice
from tests.people import Cast
from tests.takedowns.flow import an_item, fresh, match_state, quick_pdf
from tests.takedowns.seconds import colleague, decide, kinds, waiting, words


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


@pytest.fixture
def two(cast: Cast) -> Cast:
    """The harbour sends nothing that only one person read."""
    decide(cast.harbour, two_person="all")
    return cast


def digest(cast: Cast, item: ReviewItem) -> str:
    return str(fresh(cast, item.notice).content_sha256)


def test_it_sends_after_the_second_person_and_not_before(two: Cast) -> None:
    item = waiting(two)
    row = fresh(two, item)
    assert (row.state, row.second_why, row.held_by) == ("second", ["two_persons"], None)
    assert fresh(two, item.notice).state == "ready"
    assert kinds(two.harbour)[-1] == "review.second" and "notice.approved" not in kinds(two.harbour)
    services.item_confirm(two.approver, item_id=item.pk, sha256=digest(two, item))
    row, notice = fresh(two, item), fresh(two, item.notice)
    assert (row.state, row.decided_by) == ("approved", two.officer.user_id)
    assert (notice.state, notice.approved_by, notice.approved_sha256) == (
        "approved",
        two.officer.user_id,
        item.notice.content_sha256,
    )
    assert words(two) == [(1, two.officer.user_id, ""), (2, two.approver.user_id, "")]
    assert match_state(two, item) == "approved"
    assert kinds(two.harbour).count("notice.approved") == 1
    with pytest.raises(Conflict, match="decided"):
        services.item_confirm(two.approver, item_id=item.pk, sha256=digest(two, item))


def test_it_never_lets_one_person_be_both(two: Cast) -> None:
    item = waiting(two)
    both = Actor(two.harbour.pk, frozenset({Role.APPROVER}), user_id=two.officer.user_id)  # the same under another role
    for actor in (two.officer, both):
        with pytest.raises(Conflict, match="second person"):
            services.item_confirm(actor, item_id=item.pk, sha256=digest(two, item))
        with pytest.raises(Conflict):
            services.item_send_back(actor, item_id=item.pk, doubt="text")
        with tenant_scope(two.harbour.pk):
            assert selectors.next_free(actor, second=True) is None
            assert (selectors.figures(actor)["second"], selectors.figures(actor)["own_firsts"]) == (0, 1)
    with tenant_scope(two.harbour.pk):
        row = Voice.objects.get()
        values = {"agency": two.harbour, "case_id": row.case_id, "item": item, "sha256": row.sha256}
        for more in (
            {"place": 2, "user_id": two.officer.user_id},  # the same person
            {"place": 1, "user_id": two.approver.user_id},  # two first ones
            {"place": 1, "partner_id": two.island.pk},  # a partner as the first
            {"place": 2},  # nobody
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Voice.objects.create(**values, **more, verdict="approve")


def test_it_confirms_exactly_the_same_bytes(two: Cast) -> None:
    item = waiting(two)
    for wrong in ("", "0" * 64):
        with pytest.raises(Conflict, match="changed"):
            services.item_confirm(two.approver, item_id=item.pk, sha256=wrong)
    assert fresh(two, item).state == "second"


def test_it_forgets_the_first_approval_when_the_text_changes(two: Cast) -> None:
    item = waiting(two)
    services.item_look(two.approver, item_id=item.pk, looked="officer")
    assert fresh(two, item).state == "open"
    assert words(two) == [(1, two.officer.user_id, "changed")]
    assert kinds(two.harbour)[-1] == "review.voided"
    assert services.item_approve(two.approver, item_id=item.pk, sha256=digest(two, item)) == "second"
    services.item_confirm(
        two.officer, item_id=item.pk, sha256=digest(two, item)
    )  # who was the first may be the second now
    assert fresh(two, item.notice).state == "approved"


def test_it_keeps_the_first_approval_when_nothing_changed(two: Cast) -> None:
    item = waiting(two)
    services.item_look(two.approver, item_id=item.pk, looked="nobody")
    assert fresh(two, item).state == "second"


def test_it_notices_a_change_that_came_another_way(two: Cast) -> None:
    item = waiting(two)
    with tenant_scope(two.harbour.pk):
        Notice.objects.filter(id=item.notice_id).update(content_sha256="0" * 64)
    with pytest.raises(Conflict):
        services.item_confirm(two.approver, item_id=item.pk, sha256=item.notice.content_sha256)
    assert fresh(two, item).state == "open" and words(two)[0][2] == "changed"


def test_it_sends_back_with_a_reason_and_opens_it_again(two: Cast) -> None:
    item = waiting(two)
    with pytest.raises(Invalid):
        services.item_send_back(two.approver, item_id=item.pk, doubt="because")
    services.item_send_back(two.approver, item_id=item.pk, doubt="recipient", note=" Ask the registry. ")
    row = fresh(two, item)
    assert (row.state, row.held_by, row.second_why) == ("open", None, [])
    with tenant_scope(two.harbour.pk):
        void = selectors.last_void(two.officer, item.pk)
        assert void is not None
        assert (void.void_why, void.doubt, void.note, void.void_by) == (
            "sent_back",
            "recipient",
            "Ask the registry.",
            two.approver.user_id,
        )
        line = AuditLine.objects.get(action="review.void")
    assert line.data == {"why": "sent_back", "doubt": "recipient"}
    assert kinds(two.harbour)[-1] == "review.sent_back"
    with pytest.raises(Conflict):
        services.item_confirm(two.approver, item_id=item.pk, sha256=digest(two, item))


def test_it_lets_only_the_first_person_take_the_decision_back(two: Cast) -> None:
    item = waiting(two)
    with pytest.raises(Conflict, match="only that person"):
        services.item_take_back(two.approver, item_id=item.pk)
    services.item_take_back(two.officer, item_id=item.pk)
    assert fresh(two, item).state == "open" and words(two)[0][2] == "taken_back"
    with pytest.raises(Conflict):
        services.item_take_back(two.officer, item_id=item.pk)


def test_it_asks_the_second_person_for_own_eyes(two: Cast) -> None:
    item = an_item(two, band="likely")
    services.item_look(two.officer, item_id=item.pk, looked="officer")
    services.item_evidence(two.officer, item_id=item.pk)
    services.item_approve(two.officer, item_id=item.pk, sha256=digest(two, item))
    with pytest.raises(Conflict, match="evidence"):
        services.item_confirm(two.approver, item_id=item.pk, sha256=digest(two, item))
    services.item_evidence(two.approver, item_id=item.pk)
    services.item_confirm(two.approver, item_id=item.pk, sha256=digest(two, item))
    assert fresh(two, item).state == "approved"


def test_it_holds_a_second_look_for_one_person(two: Cast) -> None:
    item, third = waiting(two), colleague(two)
    services.item_claim(two.approver, item_id=item.pk)
    with pytest.raises(Conflict, match="colleague"):
        services.item_confirm(third, item_id=item.pk, sha256=digest(two, item))
    with tenant_scope(two.harbour.pk):
        figures = selectors.figures(third)
        assert (figures["waiting"], figures["second"], figures["second_held_by_others"]) == (0, 1, 1)
        ReviewItem.objects.filter(id=item.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    services.item_confirm(third, item_id=item.pk, sha256=digest(two, item))
    assert words(two)[1][1] == third.user_id


def test_it_goes_through_second_looks_apart_from_first_ones(two: Cast) -> None:
    seconds = [waiting(two, number=number) for number in (1, 2)]
    first = an_item(two, number=3)
    with tenant_scope(two.harbour.pk):
        assert [row.pk for row in selectors.queue(two.approver)] == [first.pk]
        assert [row.pk for row in selectors.second_queue(two.approver)] == [row.pk for row in seconds]
    found = services.item_next(two.approver, second=True)
    assert found is not None and found.pk == seconds[0].pk
    found = services.item_next(two.approver, after=found.pk, second=True)
    assert found is not None and found.pk == seconds[1].pk
    usual = services.item_next(two.approver)
    assert usual is not None and usual.pk == first.pk


def test_it_refuses_strangers_colleagues_without_the_right_and_those_kept_out(two: Cast) -> None:
    item = waiting(two)
    sha256 = digest(two, item)
    for call in (
        lambda actor: services.item_confirm(actor, item_id=item.pk, sha256=sha256),
        lambda actor: services.item_send_back(actor, item_id=item.pk, doubt="text"),
        lambda actor: services.item_take_back(actor, item_id=item.pk),
    ):
        with pytest.raises(NotFound):
            call(two.outsider)
        for actor in (two.manager, two.worker, two.auditor, Actor.system(two.harbour.pk)):
            with pytest.raises(Forbidden):
                call(actor)
    with tenant_scope(two.harbour.pk):
        Case.objects.filter(id=item.case_id).update(restricted=True)
        assert selectors.figures(two.approver)["second"] == 0
    with pytest.raises(NotFound):
        services.item_confirm(two.approver, item_id=item.pk, sha256=sha256)
    assert fresh(two, item).state == "second"
