"""Links on pages with a find lead to candidates; people adopt or refuse them, and nobody else hears of it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.doors.exchange import Fetched, Hop, TlsInfo, Trouble, Unreachable
from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.detection import traces
from cases.detection.models import Candidate, CandidateSighting, Match, WatchSource
from cases.detection.selectors import discovering
from cases.detection.services import discovery, finds, sitelooks
from cases.fingerprints import services as fingerprints
from tests.discovery.test_likeness import page
from tests.people import Cast
from tests.rows import a_case, a_find, a_source, item

ADOPT = {"name": "Leaks", "country": "NL", "language": "nl", "depth": 2, "cadence_seconds": 3600}
PAGE = "https://bridge.example/gallery/7"


def answer(url: str, body: bytes = b"", *, status: int = 200, hops: tuple[Hop, ...] = (), cert: str = "") -> Fetched:
    now = timezone.now()
    tls = TlsInfo((cert,), "CN=x", "CN=Issuer", now, now + dt.timedelta(days=9), "c", "TLSv1.3", True, ("one.example",))
    return Fetched(
        url, hops, status, (("Content-Type", "text/html"), ("Server", "bridged")), body, "192.0.2.9", "HTTP/2",
        tls if cert else None, now, 0.1, False,
    )  # fmt: skip


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], list[str]]:
    """Answers by address, and what was asked for."""
    answers: dict[str, Any] = {}
    asked: list[str] = []

    class Door:
        def __init__(self, **_: Any) -> None: ...
        def __enter__(self) -> "Door":
            return self

        def __exit__(self, *_: object) -> None: ...
        def fetch(self, url: str, **_: Any) -> Fetched:
            asked.append(url)
            found = answers.get(url)
            if found is None:
                raise Unreachable(Trouble.NO_SUCH_NAME)
            return found  # type: ignore[no-any-return]

    monkeypatch.setattr(sitelooks, "Client", Door)
    return answers, asked


def find(cast: Cast, number: int = 7) -> int:
    case = a_case(cast)
    row = fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=[item(number)])[0]
    return a_find(cast, case, row.pk, number)


def links(cast: Cast, *outside: str, url: str = PAGE, source: int = 0) -> int:
    return discovery.links_seen(Actor.system(cast.harbour.pk), source, url, outside)


def inside(cast: Cast, read: Callable[[Actor], Any], who: str = "officer") -> Any:
    actor = getattr(cast, who)
    with tenant_scope(actor.agency_id):
        return read(actor)


def test_it_makes_candidates_once_and_counts_pages(cast: Cast) -> None:
    find(cast)
    source = a_source(cast)
    out = (
        "https://leaks.example/a/anna",
        "https://leaks.example/b",
        "https://bridge1.example/x",
        "https://t.me/abc",
        PAGE,
    )
    assert links(cast, *out, source=source.pk) == 1
    assert links(cast, *out, source=source.pk) == 0  # the same page again is no second link
    find(cast, 8)
    assert links(cast, "https://leaks.example/c", url="https://bridge.example/gallery/8") == 0
    place = inside(cast, discovering.candidates)[0]
    assert (place.host, place.row.links, place.rank.finds) == ("leaks.example", 3, 2)
    with tenant_scope(cast.harbour.pk):
        assert Job.objects.filter(kind="cases.detection.discover").count() == 1
        stored = Candidate.objects.filter(id=place.row.pk).values_list("front", flat=True).get()
        assert b"leaks" not in bytes(stored)  # sealed
    assert inside(cast, discovering.candidates, "outsider") == []
    with pytest.raises(NotFound):
        inside(cast, lambda actor: discovering.candidate(actor, place.row.pk), "outsider")


def test_it_looks_once_at_the_first_page_and_keeps_text_facts(
    committed_cast: Cast, web: tuple[dict[str, Any], list[str]]
) -> None:
    cast, (answers, asked) = committed_cast, web
    find(cast)
    links(cast, "https://leaks.example/a/anna", "https://a8f3e2d1c4b5d6.token.example/x", "https://away.example/")
    answers["https://leaks.example/"] = answer("https://leaks.example/", page(30), cert="ab" * 32)
    system = Actor.system(cast.harbour.pk)
    with tenant_scope(cast.harbour.pk):
        ids = list(Candidate.objects.order_by("id").values_list("id", flat=True))
    for number in [*ids, *ids]:
        sitelooks.candidate_look(system, candidate_id=number)
    assert asked == ["https://leaks.example/", "https://away.example/"]
    with tenant_scope(cast.harbour.pk):
        first, token, away = Candidate.objects.order_by("id")
        kept = traces.read(first.traces)
        assert (kept.server, kept.generator, kept.certificate, kept.names) == (
            "bridged",
            "Bridge CMS 2",
            "ab" * 32,
            ("one.example",),
        )
        assert (token.trouble, away.trouble) == ("one_person", "no_such_name") and not away.traces


def test_it_adopts_with_a_legal_note_only(cast: Cast) -> None:
    find(cast)
    links(cast, "https://leaks.example/a")
    number = inside(cast, discovering.candidates)[0].row.pk
    with pytest.raises(Invalid):
        discovery.candidate_adopt(cast.officer, candidate_id=number, **ADOPT, legal_note=" ")
    with pytest.raises(Forbidden):
        discovery.candidate_adopt(cast.auditor, candidate_id=number, **ADOPT, legal_note="It was reported.")
    with pytest.raises(NotFound):
        discovery.candidate_adopt(cast.outsider, candidate_id=number, **ADOPT, legal_note="It was reported.")
    made = discovery.candidate_adopt(cast.officer, candidate_id=number, **ADOPT, legal_note="It was reported.")
    with tenant_scope(cast.harbour.pk):
        assert WatchSource.objects.get(id=made.pk).url == "https://leaks.example/"
    with pytest.raises(Conflict):
        discovery.candidate_dismiss(cast.officer, candidate_id=number, reason="It is a shop.")
    assert links(cast, "https://leaks.example/b") == 0 and inside(cast, discovering.candidates) == []


def test_it_does_not_come_back_once_refused(cast: Cast) -> None:
    find(cast)
    links(cast, "https://shop.example/a", "https://dull.example/a")
    shop, dull = sorted(inside(cast, discovering.candidates), key=lambda place: place.row.pk)
    with pytest.raises(Invalid):
        discovery.candidate_dismiss(cast.officer, candidate_id=shop.row.pk, reason="no")
    discovery.candidate_dismiss(cast.officer, candidate_id=shop.row.pk, reason="It is a shop for bicycles.")
    discovery.candidate_ignore(cast.officer, candidate_id=dull.row.pk)
    with tenant_scope(cast.harbour.pk):  # ids only leave the sealed columns
        written = [*AuditLine.objects.values_list("data", flat=True), *Job.objects.values_list("args", flat=True)]
        assert not any(word in str(written) for word in ("shop", "dull", "bicycles"))
    assert links(cast, "https://shop.example/b", "https://dull.example/b", url="https://bridge.example/9") == 0
    assert inside(cast, discovering.candidates) == []
    with tenant_scope(cast.harbour.pk):
        assert not CandidateSighting.objects.exists()
    discovery.candidate_reopen(cast.officer, candidate_id=dull.row.pk)
    assert [place.host for place in inside(cast, discovering.candidates)] == ["dull.example"]


def test_it_goes_with_the_case_and_with_time(cast: Cast) -> None:
    match = find(cast)
    links(cast, "https://leaks.example/a")
    find(cast, 8)
    links(cast, "https://leaks.example/a", "https://other.example/", url="https://bridge.example/gallery/8")
    with tenant_scope(cast.harbour.pk):
        case_id = Match.objects.get(id=match).case_id
    finds.case_forget(Actor.system(cast.harbour.pk), case_id=case_id)
    found = {place.host: place.rank.finds for place in inside(cast, discovering.candidates)}
    assert found == {"leaks.example": 1, "other.example": 1}
    with tenant_scope(cast.harbour.pk):
        Candidate.objects.update(last_seen_at=timezone.now() - dt.timedelta(days=91))
    assert discovery.candidates_prune(Actor.system(cast.harbour.pk)) >= 2 and inside(cast, discovering.candidates) == []


def test_it_shows_lists_and_takes_decisions_on_pages(cast: Cast) -> None:
    find(cast)
    links(cast, "https://leaks.example/a/anna", "https://shop.example/", "https://dull.example/")
    officer = cast.client("officer")
    shown = officer.get("/sources/found/").content.decode()
    assert "leaks.example" in shown and "Pages of 1 find link to it." in shown
    numbers = {place.host: place.row.pk for place in inside(cast, discovering.candidates)}
    leaks, shop, dull = (numbers[f"{name}.example"] for name in ("leaks", "shop", "dull"))
    detail = officer.get(f"/sources/found/{leaks}/").content.decode()
    assert "https://leaks.example/a/anna" in detail and "Watch this site" in detail
    assert "Watch this site" not in cast.client("auditor").get(f"/sources/found/{leaks}/").content.decode()
    assert officer.post(f"/sources/found/{leaks}/adopt/", ADOPT).status_code == 422
    done = officer.post(f"/sources/found/{leaks}/adopt/", {**ADOPT, "legal_note": "It was reported."}, follow=True)
    assert "This site is watched from now on." in done.content.decode()
    assert officer.post(f"/sources/found/{shop}/dismiss/", {"reason": "x"}).status_code == 422
    officer.post(f"/sources/found/{shop}/dismiss/", {"reason": "It is a shop."})
    assert "not proposed again" in officer.post(f"/sources/found/{dull}/ignore/", follow=True).content.decode()
    refused = officer.get("/sources/found/refused/").content.decode()
    assert "shop.example" in refused and "dull.example" in refused
    assert "It is a shop." in officer.get(f"/sources/found/{shop}/").content.decode()
    assert "proposed again" in officer.post(f"/sources/found/{dull}/reopen/", follow=True).content.decode()
    assert cast.client("outsider").get(f"/sources/found/{dull}/").status_code == 404
