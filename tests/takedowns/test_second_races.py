"""Two at once, and the gate that reads both approvals again; everything is committed."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from takedowns.delivery import services as delivery
from takedowns.delivery.models import Delivery
from takedowns.review import services
from takedowns.review.models import ReviewItem, Voice
from tests.people import Cast
from tests.takedowns.flow import an_item, fresh, quick_pdf
from tests.takedowns.seconds import colleague, decide, kinds, waiting, words
from tests.takedowns.test_delivery import relay


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def digest(cast: Cast, item: ReviewItem) -> str:
    return str(fresh(cast, item.notice).content_sha256)


@pytest.fixture
def committed_two(committed_cast: Cast) -> Cast:
    decide(committed_cast.harbour, two_person="all")
    return committed_cast


def race(*calls: Any) -> list[str]:
    """All at once; what became of each, sorted."""
    start, outcomes = Barrier(len(calls)), []

    def run(call: Any) -> None:
        try:
            start.wait(5)
            call()
            outcomes.append("won")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(outcomes)


def test_it_lets_one_of_two_second_persons_win_the_race(committed_two: Cast) -> None:
    cast = committed_two
    item, third = waiting(cast), colleague(cast)
    sha256 = digest(cast, item)
    outcomes = race(
        lambda: services.item_confirm(cast.approver, item_id=item.pk, sha256=sha256),
        lambda: services.item_confirm(third, item_id=item.pk, sha256=sha256),
    )
    assert outcomes == ["conflict", "won"]
    assert kinds(cast.harbour).count("notice.approved") == 1 and len(words(cast)) == 2


def test_it_lets_either_the_second_or_the_change_of_mind_win(committed_two: Cast) -> None:
    cast = committed_two
    item = waiting(cast)
    sha256 = digest(cast, item)
    outcomes = race(
        lambda: services.item_confirm(cast.approver, item_id=item.pk, sha256=sha256),
        lambda: services.item_take_back(cast.officer, item_id=item.pk),
    )
    assert outcomes == ["conflict", "won"]
    row = fresh(cast, item)
    assert (row.state == "approved") == ("notice.approved" in kinds(cast.harbour))
    assert row.state in {"approved", "open"}


def test_it_does_not_let_one_person_approve_twice_at_once(committed_two: Cast) -> None:
    cast = committed_two
    item = an_item(cast)
    sha256 = item.notice.content_sha256
    both = Actor(cast.harbour.pk, frozenset({Role.APPROVER}), user_id=cast.officer.user_id)
    outcomes = race(
        *(
            lambda actor=actor: services.item_approve(actor, item_id=item.pk, sha256=sha256)
            for actor in (cast.officer, both)
        )
    )
    assert outcomes == ["conflict", "won"]
    assert fresh(cast, item).state == "second" and len(words(cast)) == 1


@pytest.mark.parametrize("gone", ["second", "first", "bytes"])
def test_it_reads_both_approvals_again_when_it_sends(committed_two: Cast, settings: LazySettings, gone: str) -> None:
    cast = committed_two
    item = waiting(cast)
    services.item_confirm(cast.approver, item_id=item.pk, sha256=digest(cast, item))
    with tenant_scope(cast.harbour.pk):
        if gone == "bytes":
            Voice.objects.filter(place=2).update(sha256="0" * 64)
        else:
            Voice.objects.filter(place=1 if gone == "first" else 2).update(void_at=timezone.now(), void_why="changed")
    with relay(settings) as box:
        delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    assert box.mails == []
    with tenant_scope(cast.harbour.pk):
        row = Delivery.objects.get()
    assert (row.state, row.blocked_by) == ("blocked", ["no_approval" if gone == "first" else "no_second_approval"])


def test_it_sends_what_two_people_approved(committed_two: Cast, settings: LazySettings) -> None:
    cast = committed_two
    item = waiting(cast)
    services.item_confirm(cast.approver, item_id=item.pk, sha256=digest(cast, item))
    with relay(settings) as box:
        delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    assert len(box.mails) == 1
