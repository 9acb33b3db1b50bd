"""Addresses join the frontier once a round; those of a search are sealed."""

import pytest

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.detection import lanes
from cases.detection.models import CrawlRound, FrontierEntry, WatchSource
from cases.detection.reading import Ask
from cases.detection.services import frontier, sources
from tests.people import Cast

pytestmark = pytest.mark.django_db


def a_source(cast: Cast, url: str = "http://example.com/") -> WatchSource:
    return sources.source_create(
        cast.manager, name="Bridges", url=url, country="DE", language="de", depth=3, cadence_seconds=60
    )


def entries(cast: Cast) -> dict[str, FrontierEntry]:
    with tenant_scope(cast.harbour.pk):
        return {row.address: row for row in FrontierEntry.objects.all()}


def test_it_queues_each_address_once_and_lets_the_lower_lane_win(cast: Cast) -> None:
    source, system = a_source(cast), Actor.system(cast.harbour.pk)
    asks = [Ask("http://example.com/a"), Ask("http://EXAMPLE.com/a#top"), Ask("http://example.com/b"), Ask("ftp://x/")]
    assert frontier.frontier_add(system, source_id=source.pk, asks=asks, lane=lanes.USUAL) == 2
    assert frontier.frontier_add(system, source_id=source.pk, asks=asks, lane=lanes.USUAL) == 0
    assert frontier.frontier_add(system, source_id=source.pk, asks=asks[2:3], lane=lanes.REPORTED) == 1
    found = entries(cast)
    assert sorted(row.lane for row in found.values()) == [lanes.REPORTED, lanes.USUAL]
    with tenant_scope(cast.harbour.pk):
        FrontierEntry.objects.update(state="done")
    assert frontier.frontier_add(system, source_id=source.pk, asks=asks[:1], lane=lanes.USUAL) == 1
    with tenant_scope(cast.harbour.pk):
        assert CrawlRound.objects.count() == 1
        assert len(set(FrontierEntry.objects.values_list("host_key", flat=True))) == 1


def test_it_seals_what_a_search_asks(cast: Cast) -> None:
    source, system = a_source(cast), Actor.system(cast.harbour.pk)
    asks = [Ask("http://example.com/?q=Jane+Roe", role="results", accept="application/json")]
    frontier.frontier_add(system, source_id=source.pk, asks=asks, lane=lanes.SEARCHED, search_id=7)
    (row,) = entries(cast).values()
    assert (row.url, row.address, row.search_id, row.role) == ("", asks[0].url, 7, "results")
    with tenant_scope(cast.harbour.pk):
        raw = FrontierEntry.objects.extra(select={"raw": "sealed_url"}).values_list("raw", flat=True)[0]
    assert b"Jane" not in bytes(raw)


def test_it_refuses_people_and_other_agencies_sources(cast: Cast) -> None:
    source = a_source(cast)
    with pytest.raises(Forbidden):
        frontier.frontier_add(cast.manager, source_id=source.pk, asks=[], lane=lanes.USUAL)
    with pytest.raises(NotFound):
        frontier.frontier_add(Actor.system(cast.island.pk), source_id=source.pk, asks=[], lane=lanes.USUAL)
