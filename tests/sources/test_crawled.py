"""Kinds in the crawl itself: what they ask for is fetched, read by them, compared, and what they learn is kept."""

from collections.abc import Iterator
from typing import Any

import pytest

from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import CrawlRound, FrontierEntry, WatchSource
from cases.detection.services import crawl, sources
from tests.crawl.site import Site, allow
from tests.hashing import make
from tests.people import Cast

pytestmark = pytest.mark.processes
PICTURE = make.file(make.picture(160, 120, 7), "JPEG", quality=90)
SEARCH = b"""<OpenSearchDescription><Url type="text/html" template="/find?q={searchTerms}"/></OpenSearchDescription>"""


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with Site() as one:
        one.pages["/sitemap.xml"] = ("application/xml", b"<urlset><url><loc>/post</loc></url></urlset>")
        one.pages["/feed"] = (
            "application/rss+xml",
            b"<rss><channel><item><title>A</title><link>/post</link></item></channel></rss>",
        )
        one.pages["/search.xml"] = ("application/opensearchdescription+xml", SEARCH)
        one.page("/post", shows=("/a.jpg",))
        one.pages["/a.jpg"] = ("image/jpeg", PICTURE)
        allow(settings, one)
        yield one


def a_round(cast: Cast, site: Site, kind: str, path: str, **options: str) -> tuple[WatchSource, CrawlRound]:
    """One round of a source of a kind to its end."""
    row = sources.source_create(
        cast.officer, name=kind, url=f"{site.base}{path}", country="DE", language="de", depth=1, cadence_seconds=3600
    )
    system = Actor.system(cast.harbour.pk)
    with tenant_scope(cast.harbour.pk):
        WatchSource.objects.filter(id=row.pk).update(kind=kind, options=options)
    sources.source_visit_now(cast.officer, source_id=row.pk)
    assert sources.round_start(system, source_id=row.pk)
    for _part in range(20):
        crawl.work(system, seconds=3)
        with tenant_scope(cast.harbour.pk):
            found = CrawlRound.objects.filter(source=row).latest("id")
        if found.finished_at:
            with tenant_scope(cast.harbour.pk):
                return WatchSource.objects.get(id=row.pk), found
    raise AssertionError("the round did not end")


def test_it_crawls_sitemaps_feeds_and_lists(cast: Cast, site: Site) -> None:
    for kind, path in (("sitemap", "/sitemap.xml"), ("feed", "/feed")):
        _, done = a_round(cast, site, kind, path)
        assert (done.pages, done.media) == (2, 1), kind
    _, done = a_round(cast, site, "links", "/list", addresses=f"{site.base}/post {site.base}/a.jpg")
    assert (done.pages, done.media) == (1, 1)
    _, done = a_round(cast, site, "direct", "/a.jpg")
    assert (done.pages, done.media) == (0, 1)


def test_it_learns_how_a_site_is_searched(cast: Cast, site: Site) -> None:
    source, _ = a_round(cast, site, "opensearch", "/search.xml")
    assert source.options["template"] == f"{site.base}/find?q={{searchTerms}}"
    with tenant_scope(cast.island.pk):
        assert not WatchSource.objects.exists() and not FrontierEntry.objects.exists(), "nothing at the outsider's"
