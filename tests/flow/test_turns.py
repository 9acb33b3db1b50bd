"""Who goes first: a crawl makes room for what somebody waits for, and what a report names does not wait for its turn."""

from collections.abc import Callable

import pytest

from agencies.events import adapters
from agencies.events import services as events
from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.services import crawl, slots
from tests.flow.stage import Stage
from tests.people import Cast

pytestmark = pytest.mark.processes
CRAWLS = ("cases.detection.crawl", "cases.detection.variants")


def test_it_sees_that_jobs_wait_that_go_before_the_crawl(committed_cast: Cast, stage: Callable[..., Stage]) -> None:
    agency = committed_cast.harbour.pk
    own = stage()
    with own.hints():
        assert not adapters.others_wait()
        for kind in CRAWLS:
            assert adapters.send(kind, agency_id=agency, job_id=1)
        assert not adapters.others_wait()
        assert adapters.send("takedowns.evidence.capture", agency_id=agency, job_id=2)
        assert adapters.others_wait()
    with own.hints("redis://127.0.0.1:1/0"):
        assert not adapters.others_wait()


def test_it_hurries_a_part_that_waits_for_its_turn(committed_cast: Cast, stage: Callable[..., Stage]) -> None:
    agency = committed_cast.harbour.pk
    with stage().hints():
        with tenant_scope(agency):
            slots.wake(agency)
            waiting = Job.objects.get(args__slot=0)
            Job.objects.filter(id=waiting.pk).update(due_at="2100-01-01T00:00Z")
        assert not adapters.others_wait()
        for _twice in range(2):
            with tenant_scope(agency):
                slots.wake(agency, awaited=True)
        assert adapters.others_wait()
    with tenant_scope(agency):
        assert Job.objects.get(id=waiting.pk).due_at.year < 2100
        assert Job.objects.count() == 2


def test_it_ends_a_part_early_when_somebody_waits(committed_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    system = Actor.system(committed_cast.harbour.pk)
    asked: list[int] = []
    monkeypatch.setattr(events, "others_wait", lambda: bool(asked.append(1)) or True)
    part = crawl.work(system, seconds=60)
    assert part.leased == 0 and not asked, "a part without work ends by itself"
    assert not crawl._gives_way(part, part.began)
    assert crawl._gives_way(part, part.began + crawl.LEAST_SECONDS + 0.1) and asked
