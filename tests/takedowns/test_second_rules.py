"""When a second person is asked: the agency's rule, protected persons, new colleagues, agencies in training."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agencies.tenancy.errors import Conflict
from agencies.tenancy.scope import tenant_scope
from takedowns.review import rules, selectors, services
from takedowns.review.states import MOVES, ReviewState, Verdict, Why
from tests.people import Cast
from tests.takedowns.flow import an_item, fresh, match_state, quick_pdf
from tests.takedowns.seconds import colleague, decide, joined, waiting, words


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def test_it_asks_for_two_where_a_minor_may_be_shown(cast: Cast) -> None:
    decide(cast.harbour, two_person="protected")
    adult, unknown = an_item(cast, number=1), an_item(cast, number=2, age="unknown")
    assert services.item_approve(cast.officer, item_id=adult.pk, sha256=adult.notice.content_sha256) == "approved"
    assert services.item_approve(cast.officer, item_id=unknown.pk, sha256=unknown.notice.content_sha256) == "second"
    assert fresh(cast, unknown).second_why == ["protected"]
    rejected = an_item(cast, number=3, age="unknown")
    assert services.item_reject(cast.officer, item_id=rejected.pk, reason="benign") == "rejected"


def test_it_asks_nobody_where_no_rule_says_so(cast: Cast) -> None:
    item = an_item(cast)
    assert services.item_approve(cast.officer, item_id=item.pk, sha256=item.notice.content_sha256) == "approved"
    assert words(cast) == [(1, cast.officer.user_id, "")]


def test_it_states_the_rule_without_a_database() -> None:
    held: dict[str, Any] = {"protected": False, "new": False, "training": False}
    off, every, minors = rules.Rule(), rules.Rule("all"), rules.Rule("protected")
    assert rules.why_second(off, Verdict.APPROVE, **held | {"protected": True}) == []
    assert rules.why_second(every, Verdict.APPROVE, **held) == [Why.TWO_PERSONS]
    assert rules.why_second(every, Verdict.REJECT, **held) == []
    assert rules.why_second(minors, Verdict.APPROVE, **held) == []
    assert rules.why_second(minors, Verdict.APPROVE, **held | {"protected": True}) == [Why.PROTECTED]
    assert rules.why_second(off, Verdict.REJECT, **held | {"new": True, "training": True}) == [
        Why.NEW_COLLEAGUE,
        Why.TRAINING,
    ]
    assert {state for states in MOVES.values() for state in states} <= set(ReviewState)


def test_it_looks_at_every_decision_of_a_new_colleague(cast: Cast) -> None:
    decide(cast.harbour, supervised_days=14)
    for actor in (cast.officer, cast.approver):
        joined(actor, timezone.now() - timedelta(days=15))
    new, other = colleague(cast, "nari", days=13), colleague(cast, "nuri", days=2)
    item = waiting(cast, by=new)
    assert fresh(cast, item).second_why == ["new_colleague"]
    with pytest.raises(Conflict, match="cannot be the second person"):  # two beginners are no supervision
        services.item_confirm(other, item_id=item.pk, sha256=fresh(cast, item.notice).content_sha256)
    with tenant_scope(cast.harbour.pk):
        assert selectors.next_free(other, second=True) is None
        assert selectors.seconds(new, new.user_id or 0) == 2
    services.item_confirm(cast.officer, item_id=item.pk, sha256=fresh(cast, item.notice).content_sha256)
    rejected = an_item(cast, number=2)
    assert services.item_reject(new, item_id=rejected.pk, reason="news", note="In the paper.") == "second"
    assert fresh(cast, rejected.notice).state == "ready"
    services.item_confirm(cast.approver, item_id=rejected.pk, sha256=fresh(cast, rejected.notice).content_sha256)
    row = fresh(cast, rejected)
    assert (row.state, row.reason, row.note, row.decided_by) == ("rejected", "news", "In the paper.", new.user_id)
    assert fresh(cast, rejected.notice).state == "rejected" and match_state(cast, rejected) == "rejected"
    own = an_item(cast, number=3)
    assert services.item_approve(cast.officer, item_id=own.pk, sha256=own.notice.content_sha256) == "approved"
    joined(new, timezone.now() - timedelta(days=14, seconds=1))
    free = an_item(cast, number=4)
    assert services.item_reject(new, item_id=free.pk, reason="benign") == "rejected"


def test_it_looks_at_every_decision_of_an_agency_in_training(cast: Cast) -> None:
    decide(cast.harbour, supervised_days=9, opened_days=8)
    item = waiting(cast)
    assert fresh(cast, item).second_why == ["new_colleague", "training"]
    services.item_confirm(
        cast.approver, item_id=item.pk, sha256=fresh(cast, item.notice).content_sha256
    )  # nobody there is seasoned yet
    assert fresh(cast, item).state == "approved"
    decide(cast.harbour, supervised_days=0, opened_days=9)
    later = an_item(cast, number=2)
    assert services.item_reject(cast.officer, item_id=later.pk, reason="benign") == "rejected"


def test_it_opens_a_rejection_again_that_was_not_confirmed(cast: Cast) -> None:
    decide(cast.harbour, supervised_days=2, opened_days=1)
    item = an_item(cast)
    services.item_reject(cast.officer, item_id=item.pk, reason="benign", note="A bridge.")
    services.item_send_back(cast.approver, item_id=item.pk, doubt="not_same")
    row = fresh(cast, item)
    assert (row.state, row.reason, row.note) == ("open", "", "")
