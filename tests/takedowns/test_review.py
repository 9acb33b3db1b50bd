"""The review desk: one holder, one decision, over exactly the bytes that were read."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.events.models import Event
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from takedowns.notices import services as notices
from takedowns.notices.models import AddressClaim, Notice
from takedowns.review import selectors, services
from takedowns.review.models import ReviewItem, Voice
from tests.people import Cast
from tests.takedowns.flow import a_case, a_find, a_notice, a_package, an_item, fresh, match_state, on_desk, quick_pdf

pytestmark = pytest.mark.usefixtures("no_pdf")


@pytest.fixture
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def changed(cast: Cast, item: ReviewItem, **values: object) -> None:
    with tenant_scope(cast.harbour.pk):
        ReviewItem.objects.filter(id=item.pk).update(**values)


def kinds(cast: Cast) -> list[str]:
    with tenant_scope(cast.harbour.pk):
        return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_it_queues_a_draft_once_and_minors_first(cast: Cast) -> None:
    adult, likely = an_item(cast, number=1), an_item(cast, number=2, band="likely")
    minor = an_item(cast, number=3, age="unknown")
    on_desk(cast, adult.notice)
    with tenant_scope(cast.harbour.pk):
        assert [row.pk for row in selectors.queue(cast.officer)] == [minor.pk, adult.pk, likely.pk]
    assert kinds(cast).count("review.waiting") == 3


def test_it_lets_one_officer_hold_a_package(cast: Cast) -> None:
    item = an_item(cast)
    services.item_claim(cast.officer, item_id=item.pk)
    services.item_claim(cast.officer, item_id=item.pk)
    with pytest.raises(Conflict, match="colleague"):
        services.item_claim(cast.approver, item_id=item.pk)
    with tenant_scope(cast.harbour.pk):
        other, own = selectors.figures(cast.approver), selectors.figures(cast.officer)
        assert (other["waiting"], other["held_by_others"]) == (1, 1)
        assert (own["waiting"], own["held_by_others"]) == (1, 0)
        assert selectors.next_free(cast.approver) is None


def test_it_frees_a_package_when_the_hold_runs_out(cast: Cast) -> None:
    item = an_item(cast)
    services.item_claim(cast.officer, item_id=item.pk)
    changed(cast, item, held_until=timezone.now() - timedelta(seconds=1))
    held = services.item_claim(cast.approver, item_id=item.pk)
    assert held.held_by == cast.approver.user_id
    with pytest.raises(Conflict):
        services.item_approve(cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)


def test_it_gives_a_package_back_without_a_reason(cast: Cast) -> None:
    item = an_item(cast)
    services.item_claim(cast.officer, item_id=item.pk)
    services.item_release(cast.approver, item_id=item.pk)
    assert fresh(cast, item).held_by == cast.officer.user_id
    services.item_release(cast.officer, item_id=item.pk)
    assert services.item_claim(cast.approver, item_id=item.pk).held_by == cast.approver.user_id


def test_it_approves_only_the_bytes_that_were_shown(cast: Cast) -> None:
    item = an_item(cast)
    for wrong in ("", "0" * 64):
        with pytest.raises(Conflict, match="changed"):
            services.item_approve(cast.officer, item_id=item.pk, sha256=wrong)
    shown = item.notice.content_sha256
    services.item_look(cast.officer, item_id=item.pk, looked="officer")
    with pytest.raises(Conflict, match="changed"):
        services.item_approve(cast.officer, item_id=item.pk, sha256=shown)
    now = fresh(cast, item.notice)
    assert now.content_sha256 != shown
    services.item_approve(cast.officer, item_id=item.pk, sha256=now.content_sha256)
    approved = fresh(cast, item.notice)
    assert (approved.state, approved.approved_sha256, approved.approved_by) == (
        "approved",
        now.content_sha256,
        cast.officer.user_id,
    )
    assert fresh(cast, item).state == "approved"
    assert match_state(cast, item) == "approved"
    assert kinds(cast)[-1] == "notice.approved"
    with pytest.raises(Conflict, match="decided"):
        services.item_approve(cast.officer, item_id=item.pk, sha256=now.content_sha256)


def test_it_asks_for_eyes_on_a_find_that_is_not_certain(cast: Cast) -> None:
    item = an_item(cast, band="likely")
    assert item.notice.problems == ["needs_eyes:looked"]
    services.item_look(cast.officer, item_id=item.pk, looked="officer")
    notice = fresh(cast, item.notice)
    assert (notice.state, notice.problems) == ("ready", [])
    with pytest.raises(Conflict, match="evidence"):
        services.item_approve(cast.officer, item_id=item.pk, sha256=notice.content_sha256)
    with pytest.raises(Conflict, match="colleague"):
        services.item_evidence(cast.approver, item_id=item.pk)
    services.item_release(cast.officer, item_id=item.pk)
    services.item_evidence(cast.approver, item_id=item.pk)
    services.item_release(cast.approver, item_id=item.pk)
    with pytest.raises(Conflict, match="evidence"):  # a colleague's eyes are not this officer's
        services.item_approve(cast.officer, item_id=item.pk, sha256=notice.content_sha256)
    services.item_evidence(cast.officer, item_id=item.pk)
    services.item_approve(cast.officer, item_id=item.pk, sha256=notice.content_sha256)
    assert fresh(cast, notice).state == "approved"


def test_it_keeps_who_looked_when_news_of_the_find_were_read_before(cast: Cast) -> None:
    item = an_item(cast, band="likely")
    with tenant_scope(cast.harbour.pk):
        read_before = Notice.objects.get(id=item.notice_id)
    services.item_look(cast.officer, item_id=item.pk, looked="officer")
    with tenant_scope(cast.harbour.pk):
        notices.notice_renew(Actor.system(cast.harbour.pk), read_before)
    notice = fresh(cast, item.notice)
    assert (notice.looked, notice.problems) == ("officer", [])


def test_it_never_approves_a_possible_find_or_an_incomplete_notice(cast: Cast) -> None:
    possible = an_item(cast, band="possible", number=1)
    services.item_look(cast.officer, item_id=possible.pk, looked="person")
    services.item_evidence(cast.officer, item_id=possible.pk)
    nobody = an_item(cast, number=2, identity="unchecked")
    assert nobody.notice.problems == ["missing:non_consent"]
    for item in (possible, nobody):
        with pytest.raises(Conflict, match="missing"):
            services.item_approve(cast.officer, item_id=item.pk, sha256=fresh(cast, item.notice).content_sha256)


def test_it_rejects_with_a_reason_and_sends_nothing(cast: Cast) -> None:
    item = an_item(cast)
    with pytest.raises(Invalid):
        services.item_reject(cast.officer, item_id=item.pk, reason="because")
    services.item_reject(cast.officer, item_id=item.pk, reason="benign", note=" A bridge. ")
    row = fresh(cast, item)
    assert (row.state, row.reason, row.note, row.decided_by) == (
        "rejected",
        "benign",
        "A bridge.",
        cast.officer.user_id,
    )
    assert fresh(cast, item.notice).state == "rejected"
    assert match_state(cast, item) == "rejected"
    with tenant_scope(cast.harbour.pk):  # the address is free for another agency again
        assert not AddressClaim.objects.filter(notice=item.notice).exists()
    assert "notice.approved" not in kinds(cast)
    with tenant_scope(cast.harbour.pk):
        line = AuditLine.objects.filter(action="review.reject").get()
    assert line.data == {"reason": "benign"}


def test_it_hides_packages_from_strangers_and_from_those_not_named(cast: Cast) -> None:
    item = an_item(cast)
    for act in (services.item_claim, services.item_evidence, services.item_release):
        with pytest.raises(NotFound):
            act(cast.outsider, item_id=item.pk)
    case = casework.case_open(cast.worker, age_band="adult", purposes=["detection", "notices"], restricted=True)
    hidden = on_desk(cast, a_notice(cast, a_package(cast, a_find(cast, case, number=9))))
    with pytest.raises(NotFound):
        services.item_claim(cast.officer, item_id=hidden.pk)
    with tenant_scope(cast.harbour.pk):
        assert selectors.figures(cast.officer)["waiting"] == 1


def test_it_refuses_everybody_who_may_not_decide(cast: Cast) -> None:
    item = an_item(cast)
    for actor in (cast.auditor, cast.manager, cast.worker, Actor.system(cast.harbour.pk)):
        with pytest.raises(Forbidden):
            services.item_approve(actor, item_id=item.pk, sha256=item.notice.content_sha256)
        with pytest.raises(Forbidden):
            services.item_reject(actor, item_id=item.pk, reason="benign")


def test_it_goes_on_to_the_next_package_and_comes_round(cast: Cast) -> None:
    items = [an_item(cast, number=number) for number in (1, 2, 3)]
    order = [services.item_next(cast.officer)]
    for _ in range(3):
        assert order[-1] is not None
        order.append(services.item_next(cast.officer, after=order[-1].pk))
    assert [item and item.pk for item in order] == [items[0].pk, items[1].pk, items[2].pk, items[0].pk]
    assert [fresh(cast, item).held_by for item in items] == [cast.officer.user_id, None, None]
    for item in items[1:]:
        services.item_claim(cast.approver, item_id=item.pk)
    assert services.item_next(cast.officer, after=items[0].pk) is None


def test_it_watches_the_officers_own_pace(cast: Cast) -> None:
    item = an_item(cast)
    services.item_claim(cast.officer, item_id=item.pk)
    services.item_reject(cast.officer, item_id=item.pk, reason="benign")
    with tenant_scope(cast.harbour.pk):
        own, other = selectors.pace(cast.officer), selectors.pace(cast.approver)
    assert (own.decisions, own.too_fast, own.too_many) == (1, True, False)
    assert (other.decisions, other.too_fast) == (0, False)
    assert selectors.Pace(41, 30.0).too_many
    with tenant_scope(cast.harbour.pk):
        Voice.objects.update(opened_at=timezone.now() - timedelta(seconds=30))
        assert not selectors.pace(cast.officer).too_fast


def test_it_leaves_a_second_draft_of_the_same_find_out(cast: Cast) -> None:
    package = a_package(cast, a_find(cast, a_case(cast)))
    first, second = a_notice(cast, package), a_notice(cast, package)
    assert first.pk == second.pk
    assert first.languages == ["de", "en", "ko"]


def test_it_lets_one_of_two_officers_win_the_race(committed_cast: Cast) -> None:
    cast = committed_cast
    item = an_item(cast)
    start, outcomes = Barrier(2), []

    def decide(actor: Actor) -> None:
        try:
            start.wait(5)
            services.item_approve(actor, item_id=item.pk, sha256=item.notice.content_sha256)
            outcomes.append("won")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [Thread(target=decide, args=(actor,)) for actor in (cast.officer, cast.approver)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["conflict", "won"]
    assert kinds(cast).count("notice.approved") == 1
    with tenant_scope(cast.harbour.pk):
        assert Notice.objects.filter(state="approved").count() == 1
