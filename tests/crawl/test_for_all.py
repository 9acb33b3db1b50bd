"""A source that is watched for all agencies: one crawl, the find goes to the owner alone. And a test against a real site."""

import json
from typing import Any

import pytest

from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import CrawlRound, FrontierEntry, Match, SourceTrial
from cases.detection.services import crawl, sharing, sources, trials
from cases.detection.wish import Wish
from tests.crawl.site import Site
from tests.crawl.test_part import register, site
from tests.people import Cast

__all__ = ["site"]
pytestmark = pytest.mark.processes


def test_it_gives_finds_of_a_shared_source_to_their_owner(committed_cast: Cast, site: Site) -> None:
    cast = committed_cast
    case = register(cast, 0)
    wish = Wish("For all", f"{site.base}/", "DE", "de", 3, 3600)
    row = sharing.shared_add(Staff(cast.users["manager"].pk), wish=wish)
    system = Actor.system(sharing.commons_id())
    assert sources.round_start(system, source_id=row.source_ref)
    for _part in range(30):
        crawl.work(system, seconds=3)
        with tenant_scope(system.agency_id):
            done: Any = CrawlRound.objects.latest("id")
            assert not Match.objects.exists()
        if done.finished_at:
            break
    assert (done.pages, done.media, done.finds) == (3, 3, 0)
    with tenant_scope(cast.harbour.pk):
        assert Match.objects.get().case_id == case.pk
    with tenant_scope(cast.island.pk):
        assert not Match.objects.exists()


def test_it_tries_a_real_site_and_keeps_nothing(committed_cast: Cast, site: Site) -> None:
    cast = committed_cast
    wish = Wish("Mine", f"{site.base}/", "DE", "de", 3, 3600)
    trial = trials.trial_ask(cast.officer, wish=wish)
    trials.trial_run(Actor.system(cast.harbour.pk), trial_id=trial.pk)
    with tenant_scope(cast.harbour.pk):
        told = json.loads(SourceTrial.objects.get(id=trial.pk).outcome)
        assert not FrontierEntry.objects.exists() and not CrawlRound.objects.exists()
    assert (told["media"], told["read"], told["troubles"]) == (2, 1, [])
    assert {path for path, _status in site.asked} == {"/"}
