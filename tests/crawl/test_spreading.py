"""A file that several pages show: fetched once, found on every page, whoever looks, also when it did not change."""

from typing import Any

import pytest
from django.core.management import call_command

from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import CrawlRound, FrontierEntry, Match, MatchCopy, MediumPage
from cases.detection.services import crawl, frontier, sharing, sources, spreading
from cases.detection.states import MatchState
from cases.detection.wish import Wish
from tests.crawl.site import Site
from tests.crawl.test_part import PICTURES, a_round, register, site, watch
from tests.people import Cast

__all__ = ["site"]
pytestmark = pytest.mark.processes
POSTS = ("/post/1", "/post/2", "/post/3")


@pytest.fixture
def posts(site: Site) -> Site:
    """Three posts that show one file, each with one of its own or none."""
    site.page("/", links=POSTS)
    site.page("/post/1", shows=("/0.jpg", "/1.jpg"))
    site.page("/post/2", shows=("/0.jpg",))
    site.page("/post/3", shows=("/0.jpg", "/1.jpg"))
    return site


def paths(agency_id: int) -> list[str]:
    with tenant_scope(agency_id):
        return sorted("/" + row.page_url.split("/", 3)[3] for row in Match.objects.exclude(state=MatchState.REMOVED))


def fetched(site: Site, path: str) -> int:
    return sum(number for (asked, status), number in site.asked.items() if asked == path and status == 200)


def test_it_finds_a_file_on_every_page_and_fetches_it_once(committed_cast: Cast, posts: Site) -> None:
    cast = committed_cast
    register(cast, 0)
    done = a_round(cast.manager, watch(cast.manager, f"{posts.base}/"))
    assert paths(cast.harbour.pk) == list(POSTS) and paths(cast.island.pk) == []
    assert fetched(posts, "/0.jpg") == 1 and done.finds == 3
    with tenant_scope(cast.harbour.pk):
        assert len(set(MatchCopy.objects.values_list("cluster", flat=True))) == 1, "one file on three pages"
        assert not MediumPage.objects.exists(), "gone with the round"


def test_it_finds_what_is_embedded_later_without_a_second_fetch(committed_cast: Cast, posts: Site) -> None:
    cast = committed_cast
    register(cast, 0)
    source = watch(cast.manager, f"{posts.base}/")
    a_round(cast.manager, source)
    before = fetched(posts, "/0.jpg")
    posts.page("/", links=(*POSTS, "/post/4"))
    posts.page("/post/4", shows=("/0.jpg",))
    posts.page("/post/1", shows=("/1.jpg",))
    again = a_round(cast.manager, source)
    assert paths(cast.harbour.pk) == [*POSTS, "/post/4"] and again.finds == 1
    assert fetched(posts, "/0.jpg") == before and again.unchanged == 2


def test_it_says_nothing_of_a_file_that_shows_something_else_now(committed_cast: Cast, posts: Site) -> None:
    cast = committed_cast
    register(cast, 0)
    source = watch(cast.manager, f"{posts.base}/")
    a_round(cast.manager, source)
    with tenant_scope(cast.harbour.pk):  # it was long ago
        MatchCopy.objects.update(seen_at="2020-01-01T00:00:00Z")
    posts.pages["/0.jpg"] = ("image/jpeg", PICTURES[3])
    posts.page("/", links=(*POSTS, "/post/4"))
    posts.page("/post/4", shows=("/0.jpg",))
    assert a_round(cast.manager, source).finds == 0
    assert paths(cast.harbour.pk) == list(POSTS)


def test_it_keeps_pages_of_files_that_wait_and_tells_them_when_another_worker_looked(
    committed_cast: Cast, posts: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, system = committed_cast, Actor.system(committed_cast.harbour.pk)
    register(cast, 0)
    source = watch(cast.manager, f"{posts.base}/")
    assert sources.round_start(system, source_id=source.pk)
    with tenant_scope(cast.harbour.pk):
        round_ = CrawlRound.objects.get()
        shown = [frontier.file(f"{posts.base}/0.jpg", f"{posts.base}{post}", 1) for post in POSTS]
        first = frontier.put(system, round_, shown[:1], lane=5)
        again = frontier.put(system, round_, shown, lane=5)
        page = FrontierEntry.objects.select_related("source", "round").filter(kind="page").first()
    assert page is not None and first.known == () and len(again.known) == 3
    monkeypatch.setattr(spreading, "MOST", 2)
    noted = spreading.Noted()
    spreading.pages_note(noted, page, again.known)
    for _twice in range(2):
        assert not spreading.finds_spread(system, noted, {})
    with tenant_scope(cast.harbour.pk):
        assert MediumPage.objects.count() == 2, "no more than the cap"
    with tenant_scope(cast.island.pk):
        assert not MediumPage.objects.exists()
    monkeypatch.setattr(spreading, "MOST", 100)
    posts.pages = {path: each for path, each in posts.pages.items() if "post" not in path}
    for _part in range(3):
        crawl.work(system, seconds=2)
    assert paths(cast.harbour.pk) == ["/post/1", "/post/2"]


def test_it_tells_the_owner_of_every_page_of_a_shared_source(committed_cast: Cast, posts: Site) -> None:
    cast = committed_cast
    register(cast, 0)
    row = sharing.shared_add(
        Staff(cast.users["manager"].pk), wish=Wish("For all", f"{posts.base}/", "DE", "de", 3, 3600)
    )
    system = Actor.system(sharing.commons_id())
    assert sources.round_start(system, source_id=row.source_ref)
    for _part in range(10):
        crawl.work(system, seconds=3)
    with tenant_scope(system.agency_id):
        done: Any = CrawlRound.objects.latest("id")
        assert done.finished_at and done.finds == 0 and not Match.objects.exists()
    assert paths(cast.harbour.pk) == list(POSTS) and paths(cast.island.pk) == []


def test_it_records_every_page_from_the_command(committed_cast: Cast, posts: Site) -> None:
    cast = committed_cast
    register(cast, 0)
    call_command("watch", f"{posts.base}/", "--agency", "harbour", "--now", "--json", "--depth", "1")
    assert paths(cast.harbour.pk) == list(POSTS) and fetched(posts, "/0.jpg") == 1
