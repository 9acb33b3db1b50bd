"""Worker, broker and database die in the middle of the work: nothing is lost, and no notice leaves twice."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from agencies.events import services as events
from agencies.events.models import Event, Job
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.detection.models import CrawlRound, FrontierEntry, Match
from cases.detection.services import sources
from cases.fingerprints import describe
from cases.fingerprints import services as fingerprints
from portal.celery import app
from takedowns.delivery import services as delivery
from takedowns.delivery.models import Delivery
from takedowns.evidence.models import EvidenceItem, EvidencePackage
from takedowns.notices.models import Notice
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from tests.flow.far_side import COPIES, Gallery, Relay, original, relay
from tests.flow.stage import Stage, until
from tests.launcher.launching import alive
from tests.people import Cast
from tests.takedowns.flow import a_case, an_item, confirm_bases, quick_pdf

pytestmark = pytest.mark.processes
Stages = Callable[..., Stage]


@pytest.fixture
def post() -> Iterator[tuple[Relay, dict[str, str]]]:
    with relay() as found:
        yield found


def jobs(cast: Cast, **wanted: Any) -> list[Job]:
    with tenant_scope(cast.harbour.pk):
        return list(Job.objects.filter(**wanted))


def rows(cast: Cast, model: Any) -> list[Any]:
    with tenant_scope(cast.harbour.pk):
        return list(model.objects.all())


def settled(cast: Cast) -> bool:
    """Sweeps as the clock would; whether no job is left."""
    events.sweep()
    return not jobs(cast, state__in=["pending", "running"])


def approve(cast: Cast, item: ReviewItem) -> None:
    review.item_approve(cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)


def several(cast: Cast, count: int) -> list[Notice]:
    """Approved notices of one case."""
    case = a_case(cast)
    items = [an_item(cast, number=number, case=case) for number in range(1, count + 1)]
    for item in items:
        approve(cast, item)
    return [item.notice for item in items]


def watched(cast: Cast, gallery: Gallery, settings: Any) -> Case:
    """A case whose pictures the gallery shows, and a watch on it."""
    gallery.allow(settings)
    confirm_bases()
    case = a_case(cast)
    items = [describe.describe(original(number)) for number in COPIES]
    fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=items)
    sources.source_create(
        cast.manager, name="Bridges", url=f"{gallery.base}/", country="DE", language="de", depth=3, cadence_seconds=3600
    )
    return case


def test_it_finishes_a_crawl_and_a_capture_whose_worker_was_killed(
    committed_cast: Cast, stage: Stages, settings: Any
) -> None:
    cast = committed_cast
    with Gallery(pause=0.15) as gallery:
        own = stage(**gallery.environment)
        with own.hints():
            own.worker()
            watched(cast, gallery, settings)
            sources.rounds_start()

            def visited() -> int:
                with tenant_scope(cast.harbour.pk):
                    return FrontierEntry.objects.filter(state="done").count()

            until(lambda: 3 < visited() < 22, what="the middle of the crawl")
            below = own.kill("worker")
            assert not [entry for entry in rows(cast, CrawlRound) if entry.finished_at]
            gallery.pause = 0.01
            own.worker()
            until(lambda: not any(alive(pid) for pid in below), 10, "the end of the killed worker's children")

            capture = "takedowns.evidence.capture"
            until(lambda: events.sweep() >= 0 and jobs(cast, kind=capture, state="running"), what="a capture")
            time.sleep(0.3)
            below = own.kill("worker")
            assert len(rows(cast, EvidencePackage)) < len(COPIES)
            own.worker()
            until(lambda: not any(alive(pid) for pid in below), 10, "the end of the killed browser")
            until(lambda: settled(cast) and len(rows(cast, ReviewItem)) == len(COPIES), 60, what="every package")
            until(
                lambda: settled(cast) and bool(rows(cast, CrawlRound)[0].finished_at), 60, what="the end of the round"
            )
    assert {row.page_url for row in rows(cast, Match)} == {f"{gallery.base}/post/{number}" for number in COPIES}
    assert len(rows(cast, Match)) == len(rows(cast, EvidencePackage)) == len(rows(cast, Notice)) == len(COPIES)
    assert Counter(item.name for item in rows(cast, EvidenceItem))["tools.json"] == len(COPIES)
    (visit,) = rows(cast, CrawlRound)
    assert visit.finished_at and max(gallery.asked.values()) < 20
    assert {job.state for job in jobs(cast)} == {"done"}


def test_it_leaves_a_mail_that_was_cut_off_to_a_person(
    committed_cast: Cast, stage: Stages, post: tuple[Relay, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_pdf(monkeypatch)
    cast, (box, environment) = committed_cast, post
    own = stage(**environment)
    with own.hints():
        own.worker()
        box.stall = "data"
        (arrived,) = several(cast, 1)
        until(lambda: len(box.mails) == 1, what="a message without an answer")
        box.stall = "recipient"
        item = an_item(cast, number=2)
        approve(cast, item)
        until(lambda: box.begun == 2, what="an envelope without an answer")
        own.kill("worker")
        assert {row.state for row in rows(cast, Delivery)} == {"sending"}
        box.stall = ""
        own.worker()
        until(lambda: settled(cast), what="the end of both jobs")
        first, second = sorted(rows(cast, Delivery), key=lambda row: row.pk)
        assert (first.state, second.state) == ("unknown", "unknown")
        assert (len(box.mails), box.begun) == (1, 2), "nothing is sent again by itself"
        assert Counter(event.kind for event in rows(cast, Event))["delivery.unknown"] == 2

        delivery.delivery_resolve(cast.approver, delivery_id=first.pk, outcome="sent")
        delivery.delivery_resolve(cast.approver, delivery_id=second.pk, outcome="again")
        until(lambda: settled(cast) and {row.state for row in rows(cast, Delivery)} == {"sent"}, what="both sent")
    assert [box.count(arrived.token), box.count(item.notice.token)] == [1, 1]


def test_it_sends_each_notice_once_while_the_database_hangs_up(
    committed_cast: Cast,
    stage: Stages,
    post: tuple[Relay, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    quick_pdf(monkeypatch)
    cast, (box, environment) = committed_cast, post
    with Gallery(pause=0.05) as gallery:
        own = stage(**environment, **gallery.environment, CHROMIUM_PATH="/nonexistent")
        with own.hints():
            watched(cast, gallery, settings)
            notices = several(cast, 10)
            sources.rounds_start()
            own.worker()
            until(lambda: box.mails, what="the first mail")
            ended = 0
            while ended < 6:
                ended += hang_up()
                assert not settled(cast), "all was done before the sixth session ended"
                time.sleep(0.2)

            def done() -> bool:
                settled(cast)
                kinds = ["cases.detection.crawl", "takedowns.delivery.send", "takedowns.followup.plan"]
                left = jobs(cast, kind__in=kinds, state__in=["pending", "running"])
                return not left and all(row.finished_at for row in rows(cast, CrawlRound))

            until(done, 60, "the end of the round and of every delivery")
    states = {row.notice_id: row.state for row in rows(cast, Delivery)}
    for notice in notices:
        assert box.count(notice.token) <= 1, "sent twice"
        assert states[notice.pk] == "unknown" or (states[notice.pk], box.count(notice.token)) == ("sent", 1)
    assert len(rows(cast, Match)) == 10 + len(COPIES)
    assert jobs(cast, state="dead") == []


def hang_up() -> int:
    """End every other session of our role on this database; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"""
        )
        return int(cursor.fetchone()[0])


def test_it_gives_up_a_job_that_kills_its_worker_and_refuses_one_without_an_agency(
    committed_cast: Cast, stage: Stages
) -> None:
    cast = committed_cast
    own = stage(JOB_LEASE_SECONDS="1", JOB_MAX_ATTEMPTS="3")
    with own.hints():
        own.worker("--include", "tests.flow.jobs")
        with tenant_scope(cast.harbour.pk):
            events.enqueue("tests.poison", agency_id=cast.harbour.pk, key="poison")
            events.enqueue("tests.note", agency_id=cast.harbour.pk, key="note", number=7)
        app.send_task("tests.note", kwargs={"job_id": 1})
        until(lambda: settled(cast), what="a dead letter")
        until(lambda: "NoAgency" in own.log("worker"), what="a refusal")
    (dead,) = jobs(cast, kind="tests.poison")
    assert (dead.state, dead.attempts) == ("dead", 3)
    assert [event.subject_id for event in rows(cast, Event) if event.kind == "tests.noted"] == [7]
    assert own.running["worker"].poll() is None, "the worker itself goes on"
