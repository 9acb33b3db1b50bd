"""The matcher is away: everybody who must know is told, nothing passes for "no match", and the looks are made later."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.events import services as events
from agencies.events.models import Event, Heartbeat, Job
from agencies.events.states import JobState
from agencies.people.models import User
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.adapters.seen import SeenAway
from cases.detection.models import CrawlRound, CrawlSlot, FrontierEntry, Match
from cases.detection.services import crawl, seen, sources
from cases.fingerprints import adapters as matcher
from cases.fingerprints.adapters import MatcherAway, building
from cases.fingerprints.selectors import condition
from cases.fingerprints.services import index
from tests.api.calling import Api, new_key
from tests.crawl.site import Site, allow
from tests.crawl.test_part import PICTURES, a_round, register, watch
from tests.people import Cast, sign_in

SAID = "Pictures are not compared now"


def signed(name: str, seconds_ago: float) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now() - timedelta(seconds=seconds_ago)})


@pytest.mark.django_db
def test_it_knows_trouble_from_silence(settings: Any) -> None:
    assert condition.trouble() is None, "nobody has looked yet"
    signed("worker", 0)
    signed(condition.KNOWS, 1)
    assert condition.trouble() is None
    signed(condition.AWAY, 5)
    assert condition.trouble() is not None, "one process did not know"
    signed(condition.AWAY, 500)
    assert condition.trouble() is None
    signed(condition.KNOWS, 4 * settings.MATCH_INDEX_SECONDS + settings.MATCH_MAX_LAG_SECONDS + 5)
    found = condition.trouble()
    assert found is not None and found.since is not None
    signed("worker", 10_000)
    assert condition.trouble() is None, "then all background work is away, which is said elsewhere"


@pytest.mark.django_db
def test_it_tells_officers_operators_and_other_systems(cast: Cast) -> None:
    staff = sign_in(Client(), User.objects.create_user("staff@example.org", "x", name="Staff", is_staff=True))
    people = {"officer": "/sources/live/", "worker": "/", "outsider": "/sources/live/"}
    signed("worker", 0)
    for name, path in people.items():
        assert SAID not in cast.client(name).get(path).content.decode(), name
    assert Client().get("/readyz").json()["matcher"] is True
    index.away_note()
    for name, path in people.items():
        page = cast.client(name).get(path).content.decode()
        assert SAID in page and "nothing is taken for “no match”" in page, name
    answer = Client().get("/readyz").json()
    assert answer["matcher"] is False and answer["status"] in {"degraded", "not ready"}
    assert Api(new_key(cast.manager)).get("/detection/pulse").json()["matcher_away"] is True
    assert "See “When it is behind”" in staff.get("/platform/").content.decode()
    polled = cast.client("officer").get("/sources/live/", {"said": "gaps-0"})
    assert polled.status_code == 200 and 'aria-live="polite"' in polled.content.decode()


@pytest.mark.django_db
def test_it_looks_once_a_minute_whether_everything_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"usable": False, "damaged": "", "registered": 5, "changed": 0, "withdrawn_for": 0.0, "age": 0}
    monkeypatch.setattr(index, "index_condition", lambda **_: found)
    index.index_round()
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {condition.KNOWS}
    monkeypatch.setattr(index, "IN_MEMORY", 4)
    monkeypatch.setattr(index.rebuilding, "needed", lambda *_, **__: "")
    index.index_round()
    assert condition.trouble() is not None, "too many values to do without an index, and none was built"

    def lost(*_: object, **__: object) -> None:
        raise building.Lost

    Heartbeat.objects.all().delete()
    monkeypatch.undo()
    monkeypatch.setattr(building, "condition", lost)
    assert index.index_round() == "" and condition.trouble() is not None


@pytest.mark.django_db
def test_it_tries_for_as_long_as_it_takes_and_counts_no_attempt(cast: Cast, settings: Any) -> None:
    """A look back that was given up would never be made again."""
    settings.JOB_AWAY_SECONDS = 30
    with tenant_scope(cast.harbour.pk):
        events.enqueue("cases.detection.look_back", agency_id=cast.harbour.pk, key="back", fingerprint_id=1)
        job = Job.objects.get(key="back")

    def away(*_: object, **__: object) -> None:
        raise events.Away("SeenAway")

    for _turn in range(3 * settings.JOB_MAX_ATTEMPTS):
        with tenant_scope(cast.harbour.pk):
            Job.objects.filter(id=job.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        events.run(cast.harbour.pk, job.pk, away)
        with tenant_scope(cast.harbour.pk):
            job.refresh_from_db()
        assert (job.state, job.attempts, job.error) == (JobState.PENDING, 0, "SeenAway")
        assert timedelta(seconds=5) < job.due_at - timezone.now() <= timedelta(seconds=30)


@pytest.mark.processes
def test_it_looks_back_as_soon_as_the_matcher_is_there_again(
    committed_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(committed_cast, 0)
    agency_id = committed_cast.harbour.pk

    def away(*_: object, **__: object) -> None:
        raise SeenAway

    def turn() -> Job:
        with tenant_scope(agency_id):
            rows = Job.objects.filter(kind="cases.detection.look_back")
            rows.update(due_at=timezone.now() - timedelta(seconds=1))
            job = rows.get()
        events.run(agency_id, job.pk, seen.look_back)
        with tenant_scope(agency_id):
            job.refresh_from_db()
        return job

    with monkeypatch.context() as broken:
        broken.setattr(seen.matcher, "find", away)
        assert (turn().state, turn().attempts) == (JobState.PENDING, 0) and condition.trouble() is not None
    assert turn().state == JobState.DONE


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with Site() as one:
        one.page("/", shows=("/0.jpg", "/1.jpg"))
        one.pages |= {f"/{number}.jpg": ("image/jpeg", data) for number, data in PICTURES.items()}
        allow(settings, one)
        yield one


@pytest.mark.processes
@pytest.mark.parametrize("after", [0, 1])
def test_it_compares_nothing_while_the_matcher_is_away_and_everything_afterwards(
    committed_cast: Cast, site: Site, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    cast, system = committed_cast, Actor.system(committed_cast.harbour.pk)
    register(cast, 0)
    source = watch(cast.manager, f"{site.base}/")
    sources.source_visit_now(cast.manager, source_id=source.pk)
    assert sources.round_start(system, source_id=source.pk)
    known, asked = matcher.registry(), 0

    def away() -> Any:
        nonlocal asked
        asked += 1
        if asked <= after:
            return known
        raise MatcherAway

    monkeypatch.setattr(crawl, "FRESH_SECONDS", -1)
    monkeypatch.setattr(crawl.matcher, "registry", away)
    for _turn in range(3):
        with pytest.raises(events.Away):
            crawl.work(system, seconds=3)
        asked = 0
    assert condition.trouble() is not None
    with tenant_scope(cast.harbour.pk):
        assert not Match.objects.exists() and not Event.objects.filter(kind="round.finished").exists()
        assert CrawlRound.objects.get().finished_at is None, "an unfinished look is no look"
        assert set(FrontierEntry.objects.values_list("state", flat=True)) <= {"queued", "leased", "done"}
        assert not FrontierEntry.objects.filter(kind="media", state="done").exists()
        assert CrawlSlot.objects.exists()
    monkeypatch.undo()
    found = a_round(cast.manager, source) if _closed(cast) else _ended(system)
    assert found.finds == 1
    with tenant_scope(cast.harbour.pk):
        assert Match.objects.count() == 1


def _closed(cast: Cast) -> bool:
    with tenant_scope(cast.harbour.pk):
        return not CrawlRound.objects.filter(finished_at=None).exists()


def _ended(system: Actor) -> CrawlRound:
    for _part in range(10):
        crawl.work(system, seconds=3)
        with tenant_scope(system.agency_id):
            found = CrawlRound.objects.latest("id")
        if found.finished_at:
            return found
    raise AssertionError("the round did not end")
