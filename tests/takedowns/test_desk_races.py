"""Many at once over connections of their own: one decision, one notice, whatever is pressed and whoever is first."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from agencies.events.models import Event, Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.scope import tenant_scope
from takedowns.notices.models import Notice
from takedowns.review import services
from takedowns.review.models import ReviewItem, Voice
from takedowns.review.services import decide as deciding
from tests.people import Cast
from tests.takedowns.browsing import taken, text, url
from tests.takedowns.flow import an_item, fresh, quick_pdf
from tests.takedowns.seconds import decide

PARALLEL = 20


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def at_once(calls: list[Callable[[], object]]) -> Counter[str]:
    """All of them from threads with connections of their own; how many went through and how many were refused."""
    start, outcomes = Barrier(len(calls)), list[str]()

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait(20)
            outcomes.append(str(call() or "done"))
        except (Conflict, Invalid):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(outcomes) == len(calls)
    return Counter(outcomes)


def kinds(cast: Cast) -> Counter[str]:
    with tenant_scope(cast.harbour.pk):
        return Counter(Event.objects.values_list("kind", flat=True))


def presses(cast: Cast, item: ReviewItem, sha256: str) -> list[Callable[[], object]]:
    """Twenty buttons of two officers: approve, hold, reject, undo."""
    found: list[Callable[[], object]] = []
    for number in range(PARALLEL):
        who = (cast.officer, cast.approver)[number % 2]
        kind = number // 2 % 4
        found.append(
            [
                lambda who=who: services.item_approve(who, item_id=item.pk, sha256=sha256),
                lambda who=who: services.item_approve(who, item_id=item.pk, sha256=sha256, hold=True),
                lambda who=who: services.item_reject(who, item_id=item.pk, reason="benign"),
                lambda who=who: services.item_undo(who, item_id=item.pk),
            ][kind]
        )
    return found


def test_it_takes_one_decision_of_twenty_buttons_at_once(committed_cast: Cast) -> None:
    cast = committed_cast
    decide(cast.harbour, send_window_seconds=600)
    item = an_item(cast)
    digest = services.item_claim(cast.officer, item_id=item.pk).notice.content_sha256
    services.item_release(cast.officer, item_id=item.pk)
    at_once(presses(cast, item, digest))
    row, notice, said = fresh(cast, item), fresh(cast, item.notice), kinds(cast)
    decisions = said["notice.approved"] + said["notice.rejected"] + said["review.held"]
    with tenant_scope(cast.harbour.pk):
        live = Voice.objects.filter(void_at=None).count()
        assert Notice.objects.count() == 1
    # Every decision but the last was undone before the next one: never two at a time.
    decided = row.state in {"approved", "held", "rejected"}
    assert decisions == said["review.undone"] + decided and live == int(decided)
    expected = {"approved": "approved", "rejected": "rejected", "held": "ready", "open": "ready"}
    assert notice.state == expected[row.state]
    assert (notice.approved_by is not None) == (row.state == "approved")


def test_it_either_undoes_or_sends(committed_cast: Cast) -> None:
    cast = committed_cast
    decide(cast.harbour, send_window_seconds=600)
    item = an_item(cast)
    digest = services.item_claim(cast.officer, item_id=item.pk).notice.content_sha256
    services.item_approve(cast.officer, item_id=item.pk, sha256=digest)
    system, window = Actor.system(cast.harbour.pk), timedelta(seconds=1.5)
    with tenant_scope(cast.harbour.pk):
        ReviewItem.objects.filter(id=item.pk).update(final_at=timezone.now() + window)

    def leave() -> str:
        while timezone.now() < end:
            pass
        with tenant_scope(cast.harbour.pk):
            return "left" if services.notice_may_leave(system, notice_id=item.notice_id) else "stays"

    end = timezone.now() + window
    undo = [lambda: services.item_undo(cast.approver, item_id=item.pk)] * (PARALLEL // 2)
    outcomes = at_once([*undo, *[leave] * (PARALLEL // 2)])
    row = fresh(cast, item)
    assert outcomes["done"] == (row.state == "open")
    assert (outcomes["left"] == 0) == (row.state == "open") and (row.left_at is None) == (row.state == "open")


def test_it_asks_two_people_whatever_twenty_requests_do(committed_cast: Cast) -> None:
    cast = committed_cast
    decide(cast.harbour, two_person="all", send_window_seconds=600)
    item = an_item(cast)
    digest = services.item_claim(cast.officer, item_id=item.pk).notice.content_sha256
    services.item_release(cast.officer, item_id=item.pk)

    def press(who: Actor) -> object:
        try:
            return services.item_approve(who, item_id=item.pk, sha256=digest)
        except Conflict:
            services.item_confirm(who, item_id=item.pk, sha256=digest)
            return "confirmed"

    at_once([lambda who=who: press(who) for who in (cast.officer, cast.approver) * (PARALLEL // 2)])
    with tenant_scope(cast.harbour.pk):
        said = list(Voice.objects.filter(void_at=None).order_by("place").values_list("place", "user_id"))
        jobs = Job.objects.filter(kind="takedowns.delivery.send").count()
    row = fresh(cast, item)
    assert len({user for _place, user in said}) == len(said) <= 2
    assert (row.state == "approved") == (len(said) == 2) == (jobs == 1)
    assert kinds(cast)["notice.approved"] == jobs


def test_it_takes_a_double_click_for_one(cast: Cast) -> None:
    item = an_item(cast)
    client = taken(cast, item)
    form = {"sha256": fresh(cast, item.notice).content_sha256}
    first, again = (client.post(url("review-approve", item.pk), form) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 409)
    assert "This package was decided in the meantime. Nothing was sent twice" in again.content.decode()
    assert kinds(cast)["notice.approved"] == 1


def test_it_keeps_what_was_typed_in_a_stale_tab(cast: Cast) -> None:
    item = an_item(cast)
    client = taken(cast, item)
    services.item_release(cast.officer, item_id=item.pk)
    services.item_reject(cast.approver, item_id=item.pk, reason="benign")
    answer = client.post(url("review-reject", item.pk), {"reason": "news", "note": "Half a thought about bridges"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "What you typed, to copy:" in page and "Half a thought about bridges" in page


def test_it_loses_nothing_when_the_process_dies_in_the_middle(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    item = an_item(cast)
    client = taken(cast, item)
    kept = {"reason": "news", "note": "Half a thought about bridges"}
    assert client.post(url("review-keep", item.pk), kept, headers={"HX-Request": "true"}).status_code == 200

    def dies(*args: object, **kwargs: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(deciding, "approved", dies)
        digest = fresh(cast, item.notice).content_sha256
        with pytest.raises(SystemExit):
            services.item_approve(cast.officer, item_id=item.pk, sha256=digest)
    row = fresh(cast, item)
    assert (row.state, row.held_by) == ("open", cast.officer.user_id) and kinds(cast)["notice.approved"] == 0
    assert "Half a thought about bridges" in text(client, url("review-item", item.pk))
    assert services.item_approve(cast.officer, item_id=item.pk, sha256=digest) == "approved"
