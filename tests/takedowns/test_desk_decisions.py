"""What each decision does afterwards, what can be undone and until when, and what is in the way of an approval."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.events.models import Event, Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case
from cases.fingerprints.models.guards import Guard
from takedowns.delivery import services as delivery
from takedowns.delivery.models import Delivery
from takedowns.notices.models import AddressClaim, BasisConfirmation
from takedowns.recipients.models import Provider
from takedowns.review import services
from takedowns.review.models import Draft, Question, ReviewItem, Voice
from takedowns.review.selectors import blocking
from takedowns.review.services import group
from tests.people import Cast
from tests.takedowns.flow import a_case, an_item, fresh, match_state, quick_pdf
from tests.takedowns.seconds import decide

pytestmark = pytest.mark.usefixtures("no_pdf")


@pytest.fixture
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def approve(cast: Cast, item: ReviewItem, *, hold: bool = False, actor: Actor | None = None) -> str:
    who = actor or cast.officer
    now = services.item_claim(who, item_id=item.pk)
    return services.item_approve(who, item_id=item.pk, sha256=now.notice.content_sha256, hold=hold)


def moved(cast: Cast, item: ReviewItem, **values: object) -> None:
    with tenant_scope(cast.harbour.pk):
        ReviewItem.objects.filter(id=item.pk).update(**values)


def kinds(cast: Cast) -> list[str]:
    with tenant_scope(cast.harbour.pk):
        return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_it_sends_nothing_before_the_window_closes_and_undoes_until_then(cast: Cast) -> None:
    decide(cast.harbour, send_window_seconds=60)
    item = an_item(cast)
    assert approve(cast, item) == "approved"
    with tenant_scope(cast.harbour.pk):
        job = Job.objects.get(kind="takedowns.delivery.send")
    assert 50 < (job.due_at - timezone.now()).total_seconds() <= 60
    delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    with tenant_scope(cast.harbour.pk):
        assert not Delivery.objects.exists()
    services.item_undo(cast.approver, item_id=item.pk)
    row, notice = fresh(cast, item), fresh(cast, item.notice)
    assert (row.state, row.decided_by, notice.state, notice.approved_sha256) == ("open", None, "ready", "")
    assert match_state(cast, item) == "ready" and "review.undone" in kinds(cast)
    with tenant_scope(cast.harbour.pk):
        assert Voice.objects.get().void_why == "undone"
        assert not services.notice_may_leave(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    assert approve(cast, item) == "approved"


def test_it_is_too_late_when_the_gate_was_first(cast: Cast) -> None:
    decide(cast.harbour, send_window_seconds=60)
    item = an_item(cast)
    approve(cast, item)
    moved(cast, item, final_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Conflict, match="too late"):
        services.item_undo(cast.officer, item_id=item.pk)
    with tenant_scope(cast.harbour.pk):
        assert services.notice_may_leave(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    moved(cast, item, final_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Conflict, match="too late"):
        services.item_undo(cast.officer, item_id=item.pk)
    with pytest.raises(Forbidden):
        services.item_undo(cast.worker, item_id=item.pk)


def test_it_doubts_a_fingerprint_only_when_the_rejection_is_final(cast: Cast) -> None:
    decide(cast.harbour, send_window_seconds=60)
    item = an_item(cast)
    services.item_reject(cast.officer, item_id=item.pk, reason="not_same")
    with tenant_scope(cast.harbour.pk):
        assert not Guard.objects.filter(bar__gt=0).exists() and AddressClaim.objects.exists()
    services.item_undo(cast.officer, item_id=item.pk)
    assert fresh(cast, item).state == "open" and fresh(cast, item.notice).state == "ready"
    services.item_reject(cast.officer, item_id=item.pk, reason="not_same")
    moved(cast, item, final_at=timezone.now())
    system = Actor.system(cast.harbour.pk)
    for _ in range(2):
        services.item_settle(system, item_id=item.pk)
    with tenant_scope(cast.harbour.pk):
        assert Guard.objects.get().bar == 1 and not AddressClaim.objects.exists()


@pytest.mark.parametrize(
    ("reason", "state", "claimed"),
    [("dead_link", "removed", False), ("duplicate", "rejected", True), ("published_with_consent", "rejected", False)],
)
def test_it_does_what_the_reason_says(cast: Cast, reason: str, state: str, claimed: bool) -> None:
    item = an_item(cast)
    services.item_reject(cast.officer, item_id=item.pk, reason=reason)
    assert match_state(cast, item) == state
    with tenant_scope(cast.harbour.pk):
        assert AddressClaim.objects.exists() is claimed and not Guard.objects.filter(bar__gt=0).exists()


def test_it_asks_who_reports_when_the_page_is_the_reporters(cast: Cast) -> None:
    item = an_item(cast)
    services.item_reject(cast.officer, item_id=item.pk, reason="is_reporter", note="The same account name.")
    with tenant_scope(cast.harbour.pk):
        asked = Question.objects.get()
        assert (asked.kind, asked.text) == ("identity", "The same account name.")
    services.question_answer(cast.worker, question_id=asked.pk, answer="Checked.")
    assert fresh(cast, item).state == "rejected"


def test_it_waits_for_an_answer_and_comes_back_with_it(cast: Cast) -> None:
    item = an_item(cast)
    with pytest.raises(Invalid):
        services.item_set_aside(cast.officer, item_id=item.pk, reason="need_info", note=" ")
    services.item_set_aside(cast.officer, item_id=item.pk, reason="need_info", note="Which of the two?")
    assert fresh(cast, item).state == "waiting"
    with pytest.raises(Conflict):
        approve(cast, item)
    with tenant_scope(cast.harbour.pk):
        asked = Question.objects.get()
    with pytest.raises(Forbidden):
        services.question_answer(cast.officer, question_id=asked.pk, answer="The left one.")
    services.question_answer(cast.worker, question_id=asked.pk, answer="The left one.")
    assert fresh(cast, item).state == "open"
    with pytest.raises(Conflict):
        services.question_answer(cast.worker, question_id=asked.pk, answer="The right one.")
    assert kinds(cast)[-2:] == ["question.asked", "question.answered"]


def test_it_lets_only_a_manager_answer_what_was_escalated(cast: Cast) -> None:
    item = an_item(cast)
    services.item_set_aside(cast.officer, item_id=item.pk, reason="escalate", note="Too much for me.")
    with tenant_scope(cast.harbour.pk):
        asked = Question.objects.get()
    with pytest.raises(Forbidden):
        services.question_answer(cast.worker, question_id=asked.pk, answer="Go on.")
    services.item_undo(cast.officer, item_id=item.pk)
    with pytest.raises(Conflict):
        services.question_answer(cast.manager, question_id=asked.pk, answer="Go on.")
    assert fresh(cast, item).state == "open"


def test_it_keeps_an_approved_notice_back_until_somebody_releases_it(cast: Cast) -> None:
    item = an_item(cast)
    assert approve(cast, item, hold=True) == "held"
    system = Actor.system(cast.harbour.pk)
    delivery.delivery_send(system, notice_id=item.notice_id)
    with tenant_scope(cast.harbour.pk):
        assert not Delivery.objects.exists() and not Job.objects.filter(kind="takedowns.delivery.send").exists()
    services.item_send_held(cast.approver, item_id=item.pk)
    assert (fresh(cast, item).state, fresh(cast, item.notice).state) == ("approved", "approved")
    with pytest.raises(Conflict):
        services.item_send_held(cast.approver, item_id=item.pk)
    assert kinds(cast).count("notice.approved") == 1


def test_it_asks_two_people_for_a_hold_as_well(cast: Cast) -> None:
    decide(cast.harbour, two_person="all")
    item = an_item(cast)
    assert approve(cast, item, hold=True) == "second"
    digest = fresh(cast, item.notice).content_sha256
    services.item_confirm(cast.approver, item_id=item.pk, sha256=digest)
    assert fresh(cast, item).state == "held"


def test_it_moves_the_whole_case_to_the_protected_path(cast: Cast) -> None:
    case = a_case(cast)
    first, other = an_item(cast, case=case, number=1), an_item(cast, case=case, number=2)
    shown = services.item_claim(cast.officer, item_id=first.pk).notice.content_sha256
    services.item_protect(cast.officer, item_id=first.pk)
    with tenant_scope(cast.harbour.pk):
        assert Case.objects.get(id=case.pk).age_band == "under"
        jobs = Job.objects.filter(kind="takedowns.review.renew").count()
    assert jobs == 2
    for item in (first, other):
        assert fresh(cast, item.notice).state == "incomplete"
    with pytest.raises(Conflict, match="written anew"):
        services.item_approve(cast.officer, item_id=first.pk, sha256=shown)
    services.item_renew(Actor.system(cast.harbour.pk), match_id=first.notice.match_id)
    row = fresh(cast, first)
    assert (row.state, row.priority) == ("open", 1) and fresh(cast, first.notice).problems == []


def test_it_names_everything_that_is_in_the_way(cast: Cast) -> None:
    item = an_item(cast, band="likely")
    services.item_look(cast.officer, item_id=item.pk, looked="officer")
    with tenant_scope(cast.harbour.pk):
        row = ReviewItem.objects.select_related("case", "notice__match", "notice__provider").get(id=item.pk)
        assert blocking.blocks(cast.officer, row) == ["evidence_first"]
        Case.objects.filter(id=row.case_id).update(quiet=True, excluded_countries=["DE"])
        Provider.objects.update(verified_on=None)
    BasisConfirmation.objects.update(expires_on=timezone.now().date())
    casework.consent_withdraw(cast.worker, case_id=row.case_id, purpose="notices")
    with tenant_scope(cast.harbour.pk):
        row = ReviewItem.objects.select_related("case", "notice__match", "notice__provider").get(id=item.pk)
        names = blocking.blocks(cast.officer, row)
    assert names == [
        "quiet_mode", "country_excluded", "no_consent", "law_expired", "recipient_unverified", "evidence_first",
    ]  # fmt: skip
    with pytest.raises(Conflict, match=r"Quiet mode.*excluded the country.*Nobody has checked the recipient"):
        approve(cast, item)


def test_it_holds_longer_only_what_it_still_holds_and_keeps_what_was_typed(cast: Cast) -> None:
    item = an_item(cast)
    services.item_claim(cast.officer, item_id=item.pk)
    services.draft_keep(cast.officer, item_id=item.pk, reason="news", note="Half a sen")
    moved(cast, item, held_until=timezone.now() + timedelta(seconds=5))
    services.item_keep(cast.officer, item_id=item.pk)
    assert (fresh(cast, item).held_until - timezone.now()).total_seconds() > 500
    moved(cast, item, held_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Conflict, match="typed is kept"):
        services.item_keep(cast.officer, item_id=item.pk)
    services.item_claim(cast.approver, item_id=item.pk)
    with pytest.raises(Conflict):
        services.item_keep(cast.officer, item_id=item.pk)
    with tenant_scope(cast.harbour.pk):
        kept = Draft.objects.get()
        assert (kept.user_id, kept.reason, kept.note) == (cast.officer.user_id, "news", "Half a sen")
    services.item_reject(cast.approver, item_id=item.pk, reason="benign")
    with tenant_scope(cast.harbour.pk):
        assert not Draft.objects.exists()


def test_it_hands_a_package_to_a_colleague_who_may_decide_it(cast: Cast) -> None:
    item = an_item(cast)
    for nobody in (cast.worker, cast.outsider, cast.officer):
        with pytest.raises(Invalid):
            services.item_hand_over(cast.officer, item_id=item.pk, user_id=nobody.user_id or 0)
    services.item_hand_over(cast.officer, item_id=item.pk, user_id=cast.approver.user_id or 0, note="Yours.")
    row = fresh(cast, item)
    assert (row.held_by, row.handed_to, row.handed_note) == (cast.approver.user_id, cast.approver.user_id, "Yours.")
    with pytest.raises(Conflict):
        services.item_claim(cast.officer, item_id=item.pk)
    moved(cast, item, held_until=timezone.now() - timedelta(seconds=1))
    assert services.item_claim(cast.officer, item_id=item.pk).handed_to == cast.approver.user_id


def test_it_decides_a_group_once_and_leaves_out_what_does_not_fit(cast: Cast) -> None:
    case = a_case(cast)
    items = [an_item(cast, case=case, number=number) for number in (1, 2, 3)]
    stranger = an_item(cast, number=9)
    services.item_claim(cast.approver, item_id=items[2].pk)
    picks = [group.Pick(row.pk, row.notice.content_sha256) for row in (*items[1:], stranger)]
    approve(cast, items[0])
    for row in items[1:2]:
        services.item_claim(cast.officer, item_id=row.pk)
    picks[0] = group.Pick(items[1].pk, fresh(cast, items[1].notice).content_sha256)
    left = group.group_approve(cast.officer, item_id=items[0].pk, also=picks)
    assert left.done == 1 and len(left.left) == 2
    assert [fresh(cast, row).state for row in (*items, stranger)] == ["approved", "approved", "open", "open"]
