"""A provider that answers from memory, and terms to search for: what the tests of searches share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from agencies.doors.exchange import Trouble, Unreachable
from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.detection.models import Search, SearchTerm, WatchSource
from cases.detection.reading import Answer, Ask, Item, Option, Place, Reading
from cases.detection.services import searches, terms
from cases.detection.sources import KINDS
from tests.people import Cast
from tests.rows import a_source

NAME = "Anna Bridgewater"


class Finder:
    """A provider that answers with addresses, a line each."""

    name, label, help, withheld = "finder", "Finder", "An address.", ""
    options: tuple[Option, ...] = ()

    def check(self, place: Place) -> str:
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        return ()

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        return Reading(items=tuple(Item(line, "leaked " + line) for line in answer.body.decode().split()))

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        return (Ask(f"{place.url}?q={quote(term)}", role="results", depth=0),)


@dataclass
class Web:
    """What was asked for, and what is answered."""

    asked: list[str] = field(default_factory=list)
    body: str = "https://copies.example/1 https://copies.example/2"
    status: int = 200
    before: Callable[[], object] = lambda: None

    def fetch(self, url: str, **_more: Any) -> Any:
        self.asked.append(parse_qs(urlsplit(url).query)["q"][0])
        self.before()
        if self.status == 0:
            raise Unreachable(Trouble.CONNECTION)
        return SimpleNamespace(status=self.status, body=self.body.encode(), headers=(), url_final=url)

    def __enter__(self) -> "Web":
        return self

    def __exit__(self, *_error: object) -> None:
        return None


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Web]:
    made = Web()
    settings.CRAWL_REQUESTS_PER_SECOND, settings.CRAWL_PART_SECONDS = 100_000, 60
    monkeypatch.setitem(KINDS, "finder", Finder())  # type: ignore[arg-type]
    monkeypatch.setattr(searches, "Client", lambda **_more: made)
    yield made


def a_provider(cast: Cast, number: int = 1, country: str = "NL") -> WatchSource:
    row = a_source(cast, number)
    with tenant_scope(cast.harbour.pk):
        WatchSource.objects.filter(id=row.pk).update(kind="finder", country=country)
        row.refresh_from_db()
    return row


def a_term(cast: Cast, case: Case | None, text: str = NAME, kind: str = "name") -> SearchTerm:
    return terms.term_add(cast.worker, case_id=case.pk if case else None, kind=kind, text=text)


def run(cast: Cast) -> None:
    """Work on all searches that wait, part after part, as the workers do."""
    while jobs := waiting(cast):
        for args in jobs:
            searches.search_run(Actor.system(cast.harbour.pk), **args)


def waiting(cast: Cast) -> list[dict[str, int]]:
    """What the jobs of searches that wait are told; they count as taken."""
    with tenant_scope(cast.harbour.pk):
        rows = Job.objects.filter(
            kind__in=["cases.detection.search", "cases.detection.variants"], state="pending"
        ).order_by("id")
        jobs = list(rows.values_list("args", flat=True))
        rows.update(state="done")
    return jobs


def one(cast: Cast) -> Search:
    with tenant_scope(cast.harbour.pk):
        return Search.objects.latest("id")
