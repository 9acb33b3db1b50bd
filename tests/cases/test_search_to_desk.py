"""A keyword goes in, and copies that twenty local providers name are finds of the case, with the term that led to them."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from agencies.events.models import Event
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import FrontierEntry, Match, Search, SearchFind, WatchSource
from cases.detection.services import crawl, searches, sources, terms
from cases.fingerprints import describe
from tests.cases.finder import waiting
from tests.crawl.site import Site, allow
from tests.hashing import make
from tests.hashing.drawn import drawn
from tests.people import Cast
from tests.rows import a_case

NAME = "Anna Bridgewater"
PROVIDERS = 20
# A picture each: one that appeared on more than five sites within the hour would be held for two people.
PICTURES = [make.file(np.repeat(drawn(number)[:, :, None], 3, axis=2)) for number in range(PROVIDERS)]


class Pages(dict[str, tuple[str, bytes]]):
    """Pages of a meta search that names one page of one copy, for one way of writing."""

    base = ""

    def get(self, path: str, other: Any = None) -> Any:
        if not path.startswith("/search?"):
            return super().get(path, other)
        asked = parse_qs(urlsplit(path).query)
        hit = {"url": f"{self.base}/copy", "title": f"leaked {NAME}", "content": ""}
        found = [hit] if asked["q"] == [NAME] else []
        return "application/json", json.dumps({"results": found}).encode()


@pytest.fixture
def providers(settings: Any) -> Iterator[list[Site]]:
    made = [Site(f"127.0.2.{number}") for number in range(1, PROVIDERS + 1)]
    for one, picture in zip(made, PICTURES, strict=True):
        one.pages = Pages()
        one.pages.base = one.base
        one.__enter__()
        one.page("/copy", shows=("/copy.jpg",))
        one.pages["/copy.jpg"] = ("image/jpeg", picture)
    allow(settings, *made)
    settings.CRAWL_PART_SECONDS = 20
    yield made
    for one in made:
        one.__exit__()


def provide(cast: Cast, one: Site) -> int:
    row = sources.source_create(
        cast.officer, name=one.host, url=one.base + "/", country="NL", language="en", depth=2, cadence_seconds=86400
    )
    with tenant_scope(cast.harbour.pk):
        WatchSource.objects.filter(id=row.pk).update(
            kind="searxng", options={"categories": "general", "pages": "1"}, next_due_at="2100-01-01T00:00Z"
        )
    return row.pk


@pytest.mark.processes
def test_it_has_copies_on_the_desk_soon_after_a_keyword(committed_cast: Cast, providers: list[Site]) -> None:
    cast = committed_cast
    case = a_case(cast, items=[describe.describe(each, rate=2.0) for each in PICTURES])
    numbers = [provide(cast, one) for one in providers]
    system = Actor.system(cast.harbour.pk)
    began = time.monotonic()
    term = terms.term_add(cast.worker, case_id=case.pk, kind="name", text=NAME)
    for number in numbers:
        terms.consent_note(cast.worker, term_id=term.pk, source_id=number, way="phone")
    first = 0.0
    while jobs := waiting(cast):
        for args in jobs:
            searches.search_run(system, **args)
            if not first:  # elsewhere other workers look meanwhile
                crawl.work(system, seconds=5)
                with tenant_scope(cast.harbour.pk):
                    first = time.monotonic() - began if Match.objects.exists() else 0.0
    for _part in range(5):
        crawl.work(system, seconds=5)
    took = time.monotonic() - began
    print(f"keyword to the first copy {first:.1f} s, to all of {PROVIDERS} providers {took:.1f} s, one process")
    with tenant_scope(cast.harbour.pk):
        assert set(Match.objects.values_list("page_url", flat=True)) == {f"{one.base}/copy" for one in providers}
        assert SearchFind.objects.filter(search__term=term).count() == PROVIDERS
        assert Event.objects.filter(kind="match.found").count() == PROVIDERS
        assert set(Search.objects.values_list("state", flat=True)) == {"done"}
        assert not FrontierEntry.objects.exclude(url="").filter(search_id__isnull=False).exists(), "sealed"
    assert not any("Anna" in path for one in providers for path, _ in one.asked if not path.startswith("/search"))
