"""What the watch does now: own figures, gaps said once, pages that work without JavaScript."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.events.models import Event
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import CrawlRound, PulseMinute, SourceGap, WatchSource
from cases.detection.selectors import pulse as reads
from cases.detection.services import pulse
from tests.api.calling import Api, new_key
from tests.finds.test_copies import registered
from tests.people import Cast
from tests.rows import a_source
from tests.takedowns import flow

pytestmark = pytest.mark.django_db


def said(cast: Cast) -> list[str]:
    with tenant_scope(cast.harbour.pk):
        found = Event.objects.filter(kind__in=["source.gap", "source.resumed"]).order_by("id")
        return list(found.values_list("kind", flat=True))


def long_ago(cast: Cast, source_id: int, **more: object) -> None:
    with tenant_scope(cast.harbour.pk):
        past = timezone.now() - timedelta(hours=3)
        WatchSource.objects.filter(id=source_id).update(**{"created_at": past, "last_success_at": past} | more)


def test_it_adds_to_the_minute_and_shows_each_agency_its_own(cast: Cast) -> None:
    system = Actor.system(cast.harbour.pk)
    with tenant_scope(cast.harbour.pk):
        PulseMinute.objects.create(agency=cast.harbour, minute=timezone.now() - timedelta(days=3), pages=9)
        for _part in range(2):
            pulse.pulse_add(system, pages=60, media=120, received=2048, errors=1, matches=1)
        pulse.pulse_add(system)
        found = reads.pulse(cast.officer)
        assert found.hour == {"pages": 120, "media": 240, "bytes": 4096, "errors": 2, "matches": 2}
        assert (found.pages_a_minute, found.media_a_minute) == (2.0, 4.0)
        assert not PulseMinute.objects.filter(pages=9).exists(), "old minutes go"
    with tenant_scope(cast.island.pk):
        assert not any(reads.pulse(cast.outsider).hour.values())


def test_it_says_once_that_a_source_was_not_looked_at_and_once_that_it_is_again(cast: Cast) -> None:
    source = a_source(cast)
    assert pulse.gaps_find() == 0, "it was only just added"
    long_ago(cast, source.pk)
    assert [pulse.gaps_find() for _turn in range(2)] == [1, 0] and said(cast) == ["source.gap"]
    long_ago(cast, source.pk, last_success_at=timezone.now())
    assert [pulse.gaps_find() for _turn in range(2)] == [1, 0] and said(cast) == ["source.gap", "source.resumed"]


@pytest.mark.parametrize(
    "more",
    [
        {"state": "paused"},
        {"cadence_seconds": 7200},
        {"interval_seconds": 7200},
        {"quiet_from": "22:00", "quiet_until": "06:00"},
    ],
)
def test_it_expects_no_look_of_a_source_that_rests(cast: Cast, more: dict[str, object]) -> None:
    source = a_source(cast)
    long_ago(cast, source.pk, **more)
    assert pulse.gaps_find() == 0
    assert not pulse.gap_note(Actor.system(cast.harbour.pk), source_id=source.pk), "both rules agree"


def test_it_shows_gaps_and_figures_on_a_page_of_few_statements(cast: Cast) -> None:
    officer = cast.client("officer")
    officer.get("/sources/live/")

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert officer.get("/sources/live/").status_code == 200
        return len(asked)

    counts = []
    for number in (1, 4):
        for each in range(number):
            source = a_source(cast, number * 10 + each)
            long_ago(cast, source.pk)
        pulse.gaps_find()
        counts.append(statements())
    page = officer.get("/sources/live/").content.decode()
    assert counts[0] == counts[1] and page.count("no look for 180 minutes") == 5
    assert "aria-live" in page and "Load the figures anew" in page
    with tenant_scope(cast.harbour.pk):
        now = reads.pulse(cast.officer).said
    assert officer.get("/sources/live/", {"said": now}).status_code == 204
    assert "Bridge" not in cast.client("outsider").get("/sources/live/").content.decode()


def test_it_tells_other_systems(cast: Cast) -> None:
    long_ago(cast, a_source(cast).pk)
    pulse.gaps_find()
    told = Api(new_key(cast.manager)).get("/detection/pulse").json()
    assert told["sources"] == 1 and told["gaps"][0]["minutes"] == 180 and told["hour"]["pages"] == 0


def test_it_says_on_a_case_when_and_where_was_looked_last(cast: Cast) -> None:
    case = flow.a_case(cast)
    registered(cast, case)
    officer, address = cast.client("worker"), f"/cases/{case.pk}/"
    assert "No round has ended since" in officer.get(address).content.decode()
    now = timezone.now()
    sources = [a_source(cast, number) for number in (1, 2)]
    with tenant_scope(cast.harbour.pk):
        for source, pages in ((sources[0], 1000), (sources[0], 4000), (sources[1], 8000)):
            CrawlRound.objects.create(
                agency=cast.harbour, source=source, started_at=now, finished_at=now - timedelta(minutes=4) + timedelta(seconds=1),
                pages=pages, media=100, unchanged=50,
            )  # fmt: skip
        early = {"started_at": now - timedelta(days=1), "finished_at": now, "pages": 99_999}
        CrawlRound.objects.create(agency=cast.harbour, source=sources[1], **early)
        assert not SourceGap.objects.exists()
    assert "ago at 12,300 places" in officer.get(address).content.decode()
