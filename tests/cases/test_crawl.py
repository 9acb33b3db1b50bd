"""A whole round over the sample sites: everything of the declared group is found, nothing else, and nothing twice."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import CrawlRound, FrontierEntry, Match
from cases.detection.services import crawl, sources
from cases.fingerprints import describe
from cases.intake import services as intake
from portal.demo import catalogue
from portal.demo.adapters import control, pictures
from portal.demo.adapters.sites import Sites
from tests.people import Cast

TOKEN = "t" * 32


@pytest.fixture
def sites(settings: Any) -> Iterator[Sites]:
    with Sites([("127.0.0.1", 0), ("127.0.0.2", 0)], TOKEN) as running:
        hosts = [base.removeprefix("http://") for base in running.bases.values()]
        settings.CRAWL_ALLOWED_NETWORKS = ["127.0.0.1/32", "127.0.0.2/32"]
        settings.CRAWL_ALLOWED_PORTS = [int(host.rpartition(":")[2]) for host in hosts]
        settings.CRAWL_REQUESTS_PER_SECOND = 5000
        yield running


def watch(actor: Actor, url: str) -> int:
    return sources.source_create(
        actor, name=url[-12:], url=url, country="DE", language="de", depth=12, cadence_seconds=60
    ).pk


def visit(actor: Actor, source_id: int) -> CrawlRound:
    """One round, part after part, as the worker would."""
    sources.source_visit_now(actor, source_id=source_id)
    system = Actor.system(actor.agency_id)
    assert sources.round_start(system, source_id=source_id)
    with tenant_scope(actor.agency_id):
        opened = CrawlRound.objects.get(source_id=source_id, finished_at=None)
    for _part in range(100):
        crawl.work(system, seconds=5)
        with tenant_scope(actor.agency_id):
            opened.refresh_from_db()
        if opened.finished_at:
            return opened
    raise AssertionError("the round did not end")


def register(cast: Cast) -> None:
    items = [describe.describe(media.bytes, rate=2.0) for media in pictures.registered()]
    intake.report_submit(
        cast.worker, channel="worker", age_band="adult", purposes=["detection", "notices"], items=items
    )


@pytest.mark.processes
def test_it_finds_every_altered_copy_and_nothing_else(committed_cast: Cast, sites: Sites) -> None:
    cast = committed_cast
    register(cast)
    began = time.monotonic()
    gallery, forum = sites.bases.values()
    own, foreign = watch(cast.manager, gallery + "/"), watch(cast.outsider, forum + "/")
    first, _ = visit(cast.manager, own), visit(cast.outsider, foreign)
    print(f"two rounds: {time.monotonic() - began:.1f} s")
    with tenant_scope(cast.harbour.pk):
        pages = set(Match.objects.values_list("page_url", flat=True))
        entries = FrontierEntry.objects.count()
    truth = control.state(forum.removeprefix("http://"), TOKEN)["copies"]
    copies = {group: {copy["post_url"] for copy in truth if copy["group"] == group} for group in ("now", "later")}
    assert copies["now"] <= pages <= copies["now"] | copies["later"]  # no details are registered here
    assert first.finds == len([page for page in pages if page.startswith(gallery)])
    assert first.media > len(catalogue.POSTS) / 2 - 20
    with tenant_scope(cast.island.pk):  # the outsider's watch found copies, and learns nothing of it
        assert Match.objects.count() == 0
        assert CrawlRound.objects.get().finds == 0

    again = visit(cast.manager, own)
    with tenant_scope(cast.harbour.pk):
        assert Match.objects.count() == len(pages)
        assert FrontierEntry.objects.count() == entries
    assert again.media == 0
    assert again.unchanged >= first.media
