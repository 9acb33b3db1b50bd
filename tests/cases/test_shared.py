"""Sources that the platform watches for all agencies: added once, listed for everybody, finds to their owners only."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.events.models import Job
from agencies.people.models import User
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.models import COMMONS, Agency
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import agency_open
from cases.detection.models import CrawlRound, Search, SharedProposal, SharedSource, WatchSource
from cases.detection.selectors import searching
from cases.detection.selectors import sharing as reads
from cases.detection.services import providing, sharing, sources, terms
from cases.detection.wish import Wish
from tests.people import Cast, sign_in
from tests.rows import a_case, a_source

pytestmark = pytest.mark.django_db
WISH = Wish("Bridges for all", "https://all.example/", "NL", "nl", 2, 3600)
FIELDS = {"kind": "website", "name": "All", "url": "https://all.example/", "country": "NL", "language": "nl", "depth": 2,
          "cadence_seconds": 3600}  # fmt: skip
ASKED = {
    "name": "More",
    "url": "https://more.example/",
    "kind": "feed",
    "country": "NL",
    "language": "nl",
    "reason": "Why not.",
}


@pytest.fixture
def staff(cast: Cast) -> Staff:
    return Staff(cast.users["manager"].pk)


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    user = User.objects.create_user(email="platform@portal.example", password=None, name="Platform", is_staff=True)
    return sign_in(client, user)


def test_it_keeps_them_in_a_workspace_that_nobody_enters(cast: Cast, staff: Staff) -> None:
    row = sharing.shared_add(staff, wish=WISH)
    commons = tenancy.commons()
    assert commons is not None and commons == sharing.commons_id()
    with tenant_scope(commons):
        held = WatchSource.objects.visible_to(Actor.system(commons)).get(id=row.source_ref)
    assert (held.url, row.host, held.state) == ("https://all.example/", "all.example", "active")
    with pytest.raises(NotFound):
        tenancy.agency_by_slug(COMMONS)
    with pytest.raises(IntegrityError):
        agency_open(name="Us", slug=COMMONS, kind="ngo", country="NL")
    assert Client().get(f"/r/{COMMONS}/").status_code == 404
    with pytest.raises(Conflict):
        sharing.shared_add(staff, wish=WISH)
    with tenant_scope(cast.harbour.pk):
        assert not WatchSource.objects.exists()


def test_it_lists_them_for_agencies_and_spares_them_a_second_crawl(cast: Cast, staff: Staff) -> None:
    mine = a_source(cast)
    row = sharing.shared_add(staff, wish=WISH)
    sharing.shared_add(staff, wish=Wish("Mine too", mine.url, "NL", "nl", 2, 3600))
    for name in ("worker", "outsider"):
        text = cast.client(name).get(reverse("shared-list")).content.decode()
        assert "Bridges for all" in text and "all.example" in text and "Not visited yet" in text
    with pytest.raises(Invalid, match="for all agencies"):
        sources.source_create(
            cast.officer, name="x", url=WISH.url, country="NL", language="nl", depth=1, cadence_seconds=3600
        )
    officer = cast.client("officer")
    said = officer.post(reverse("source-new"), FIELDS)
    assert said.status_code == 422 and "for all agencies" in said.content.decode()
    assert officer.post(reverse("source-new"), FIELDS | {"twice": "on"}).status_code == 302
    assert "you may pause your own" in officer.get(reverse("source-detail", args=[mine.pk])).content.decode()
    sharing.shared_move(staff, shared_id=row.pk, to="retired")
    assert "Bridges for all" not in officer.get(reverse("shared-list")).content.decode()
    with pytest.raises(Conflict):
        sharing.shared_move(staff, shared_id=row.pk, to="active")


def test_it_writes_down_how_they_do(cast: Cast, staff: Staff) -> None:
    row, commons = sharing.shared_add(staff, wish=WISH), sharing.commons_id()
    with tenant_scope(commons):
        source = WatchSource.objects.visible_to(Actor.system(commons)).get(id=row.source_ref)
        CrawlRound.objects.create(
            agency_id=commons, source=source, finished_at=timezone.now(), pages=3, media=4, fresh=1
        )
    assert sharing.shared_refresh() == 1
    row.refresh_from_db()
    assert row.health == "healthy" and row.checked_at is not None
    sharing.shared_move(staff, shared_id=row.pk, to="paused")
    sharing.shared_refresh()
    row.refresh_from_db()
    assert (row.health, row.state) == ("paused", "paused")


def test_it_takes_a_proposal_from_the_agency_to_the_list(cast: Cast, desk: Client) -> None:
    officer = cast.client("officer")
    assert officer.post(reverse("shared-propose"), ASKED | {"reason": ""}).status_code == 422
    assert officer.post(reverse("shared-propose"), ASKED).status_code == 302
    assert officer.post(reverse("shared-propose"), ASKED).status_code == 422
    assert cast.client("worker").get(reverse("shared-propose")).status_code == 403
    row = SharedProposal.objects.get()
    assert b"more.example" not in bytes(row.sealed)
    assert "more.example" in officer.get(reverse("shared-list")).content.decode()
    assert "more.example" not in cast.client("outsider").get(reverse("shared-list")).content.decode()
    listing = desk.get(reverse("platform-shared")).content.decode()
    assert "More" in listing and cast.harbour.name in listing
    page = desk.get(reverse("platform-proposal", args=[row.pk])).content.decode()
    assert "Why not." in page and "https://more.example/" in page
    wish: dict[str, Any] = FIELDS | {"kind": "feed", "name": "More", "url": "https://more.example/"}
    assert desk.post(reverse("platform-proposal", args=[row.pk]), wish).status_code == 302
    row.refresh_from_db()
    assert row.state == "accepted" and SharedSource.objects.get().kind == "feed" and "Why not." not in row.said
    assert "Accepted" in officer.get(reverse("shared-list")).content.decode()
    for name in ("manager", "outsider"):
        assert cast.client(name).get(reverse("platform-shared")).status_code == 404
    assert "Sites proposed for all agencies" in desk.get(reverse("platform-home")).content.decode()
    Agency.objects.filter(id=cast.harbour.pk).update(active=False)
    sharing.shared_refresh()
    assert not SharedProposal.objects.exists()


def test_it_lets_the_platforms_people_add_and_end_sources(cast: Cast, desk: Client) -> None:
    assert desk.get(reverse("platform-shared-new")).status_code == 200
    assert desk.get(reverse("platform-shared-new"), {"kind": "website"}).status_code == 200
    wrong = desk.post(reverse("platform-shared-new"), FIELDS | {"url": "http://127.0.0.1/"})
    assert wrong.status_code == 422 and "private network" in wrong.content.decode()
    assert desk.post(reverse("platform-shared-new"), FIELDS).status_code == 302
    row = SharedSource.objects.get()
    address = reverse("platform-shared-detail", args=[row.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"to": "paused"}).status_code == 302
    assert desk.post(address, {"to": "nonsense"}, follow=True).status_code == 200
    row.refresh_from_db()
    assert row.state == "paused"


def provider(staff: Staff, **more: Any) -> SharedSource:
    wish = {"name": "Meta", "url": "https://search.example/", "country": "DE", "language": "de", "depth": 0}
    options = {"options": {"pages": "3"}, "kind": "searxng", "cadence_seconds": 3600}
    return sharing.shared_add(staff, wish=Wish(**{**wish, **options, **more}))


def taken(cast: Cast) -> bool:
    with tenant_scope(cast.harbour.pk):
        job = Job.objects.get(kind="cases.detection.provider")
    return providing.provider_take(Actor.system(cast.harbour.pk), **job.args)


def test_it_gives_an_agency_a_search_provider_of_the_list(cast: Cast, staff: Staff) -> None:
    shared = provider(staff)
    other = sharing.shared_add(staff, wish=WISH)
    officer, address = cast.client("officer"), reverse("shared-use", args=[shared.pk])
    assert "Use it for searches" in officer.get("/sources/shared/").content.decode()
    assert "Use it for searches" not in cast.client("worker").get("/sources/shared/").content.decode()
    assert cast.client("worker").post(address).status_code == 403
    assert officer.post(reverse("shared-use", args=[other.pk])).status_code == 404
    with tenant_scope(cast.harbour.pk):
        assert not Job.objects.filter(kind="cases.detection.provider").exists(), "a web site cannot be asked for words"
    assert officer.post(address).status_code == 302 and taken(cast) and not taken(cast)
    with tenant_scope(cast.harbour.pk):
        (own,) = searching.providers(cast.officer)
        assert (own.url, own.kind, own.options, own.owner_id) == (
            "https://search.example/", "searxng", {"pages": "3"}, cast.users["officer"].pk
        )  # fmt: skip
    assert "Use it for searches" not in officer.get("/sources/shared/").content.decode()
    with pytest.raises(Conflict):
        providing.provider_ask(cast.officer, shared_id=shared.pk)
    with tenant_scope(cast.island.pk):
        assert not searching.providers(cast.outsider).exists(), "nobody else has it by that"


def test_it_types_nothing_into_it_without_consent_for_it(cast: Cast, staff: Staff) -> None:
    providing.provider_ask(cast.officer, shared_id=provider(staff).pk)
    assert taken(cast)
    case = a_case(cast)
    term = terms.term_add(cast.worker, case_id=case.pk, kind="phrase", text="cat of the bridge")
    with tenant_scope(cast.harbour.pk):
        assert not Search.objects.exists()
        (own,) = searching.providers(cast.officer)
    terms.consent_note(cast.worker, term_id=term.pk, source_id=own.pk, way="phone")
    with tenant_scope(cast.harbour.pk):
        assert Search.objects.get().source_id == own.pk


def test_it_offers_none_that_is_paused_or_needs_a_key(cast: Cast, staff: Staff) -> None:
    shared = provider(staff)
    sharing.shared_move(staff, shared_id=shared.pk, to="paused")
    with tenant_scope(cast.harbour.pk):
        assert reads.providers(cast.officer) == []
        SharedSource.objects.filter(id=shared.pk).update(state="active", kind="websearch")
        assert reads.providers(cast.officer) == []
