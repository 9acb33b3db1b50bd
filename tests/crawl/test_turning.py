"""Links that look like pages and are files, and files that are pages: each is looked at as what it is."""

from typing import Any

import pytest
from django.core.management import call_command

from agencies.tenancy.scope import tenant_scope
from cases.detection.models import FrontierEntry, Match
from tests.crawl.site import Site
from tests.crawl.test_part import PICTURES, a_round, register, site, watch
from tests.people import Cast

__all__ = ["site"]
pytestmark = pytest.mark.processes


@pytest.fixture
def mixed(site: Site) -> Site:
    """A link without an ending that is a picture, and a picture's address that shows a viewer's page around another one."""
    site.page("/", links=("/view/7",), shows=("/thumb.jpg",))
    site.pages["/view/7"] = ("image/jpeg", PICTURES[0])
    site.page("/thumb.jpg", shows=("/1.jpg",))
    return site


def kinds(cast: Cast, site: Site) -> dict[str, tuple[str, str]]:
    with tenant_scope(cast.harbour.pk):
        rows = FrontierEntry.objects.values_list("url", "kind", "state")
        return {url.removeprefix(site.base): (kind, state) for url, kind, state in rows}


def found(cast: Cast, site: Site) -> set[tuple[str, str]]:
    with tenant_scope(cast.harbour.pk):
        rows = Match.objects.values_list("page_url", "media_url")
        return {(page.removeprefix(site.base), media.removeprefix(site.base)) for page, media in rows}


def test_it_looks_at_files_behind_links_and_at_pages_behind_pictures(committed_cast: Cast, mixed: Site) -> None:
    cast = committed_cast
    register(cast, 0, 1)
    source = watch(cast.manager, f"{mixed.base}/")
    done = a_round(cast.manager, source)
    assert found(cast, mixed) == {("/view/7", "/view/7"), ("/thumb.jpg", "/1.jpg")}
    assert (done.pages, done.media, done.errors) == (2, 2, 0)
    assert kinds(cast, mixed)["/view/7"] == ("media", "done") and kinds(cast, mixed)["/thumb.jpg"] == ("page", "done")
    mixed.asked.clear()
    again = a_round(cast.manager, source)
    assert max(mixed.asked.values()) == 1 and again.errors == 0, "what an address is stays known"


def test_it_reads_no_page_behind_a_picture_deeper_than_the_source_goes(committed_cast: Cast, mixed: Site) -> None:
    cast = committed_cast
    register(cast, 1)
    source = watch(cast.manager, f"{mixed.base}/")
    with tenant_scope(cast.harbour.pk):
        type(source).objects.update(depth=0)
    done = a_round(cast.manager, source)
    assert found(cast, mixed) == set() and done.errors == 1
    assert kinds(cast, mixed)["/thumb.jpg"] == ("media", "refused")


def test_it_ends_with_a_host_that_answers_otherwise_each_time(
    committed_cast: Cast, mixed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = committed_cast
    pages = mixed.pages

    class Turning(dict[str, tuple[str, bytes]]):
        asked = 0

        def get(self, path: str, default: Any = None) -> Any:
            self.asked += path == "/view/7"
            if path == "/view/7":
                return ("text/html", b"<p>x") if self.asked % 2 == 0 else ("image/jpeg", PICTURES[0])
            return pages.get(path, default)

    mixed.pages, mixed.etags = Turning(pages), False
    a_round(cast.manager, watch(cast.manager, f"{mixed.base}/"))
    assert mixed.pages.asked <= 4


def test_it_does_the_same_from_the_command(committed_cast: Cast, mixed: Site) -> None:
    cast = committed_cast
    register(cast, 0, 1)
    call_command("watch", f"{mixed.base}/", "--agency", "harbour", "--now", "--json", "--depth", "1")
    assert found(cast, mixed) == {("/view/7", "/view/7"), ("/thumb.jpg", "/1.jpg")}
