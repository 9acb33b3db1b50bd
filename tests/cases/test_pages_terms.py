"""Pages and API of search terms: what a worker sees and does, and what no address and no stranger ever gets."""

import json
from typing import Any

import pytest
from django.test import Client

from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.detection.models import SearchConsent, SearchTerm
from cases.detection.services import searches, terms
from tests.api.calling import Api, new_key
from tests.cases.finder import NAME, Web, a_provider, a_term, one, run, web
from tests.people import Cast
from tests.rows import a_case, make_rows

__all__ = ["web"]
pytestmark = pytest.mark.django_db


def text(client: Client, url: str, **data: Any) -> str:
    answer = client.post(url, data, follow=True) if data else client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    assert not any(NAME.split()[0] in hop for hop, _status in getattr(answer, "redirect_chain", []))
    return str(answer.content.decode())


def test_it_takes_a_term_from_adding_to_the_first_search(cast: Cast, web: Web) -> None:
    case, provider, worker = a_case(cast), a_provider(cast), cast.client("worker")
    assert "Nothing is searched for yet." in text(worker, f"/cases/{case.pk}/terms/")
    shown = text(worker, f"/cases/{case.pk}/terms/new/", kind="name", text=NAME, cadence_seconds=3600)
    assert NAME in shown and "Not agreed" in shown and "AnnaBridgewater" in shown and web.asked == []
    with tenant_scope(cast.harbour.pk):
        number = SearchTerm.objects.get().pk
    crossed = text(worker, f"/terms/{number}/variants/", values=["AnnaBridgewater"])
    assert "Done." in crossed
    asked = text(worker, f"/terms/{number}/providers/{provider.pk}/")
    assert f"“{NAME}” will be typed into Bridge 1" in asked and "Netherlands (NL)" in asked
    assert "AnnaBridgewater" not in asked
    assert worker.post(f"/terms/{number}/providers/{provider.pk}/", {"way": "phone"}).status_code == 422
    agreed = text(worker, f"/terms/{number}/providers/{provider.pk}/", way="phone", told="on")
    assert "by telephone" in agreed and "Take back" in agreed
    run(cast)
    assert NAME in web.asked and "Done" in text(worker, f"/terms/{number}/")
    assert "It is typed into this provider no more." in text(
        worker, f"/terms/{number}/providers/{provider.pk}/end/", x="1"
    )
    with tenant_scope(cast.harbour.pk):
        assert SearchConsent.objects.get().withdrawn_at is not None
    assert "Paused" in text(worker, f"/terms/{number}/move/", to="paused")
    gone = text(worker, f"/terms/{number}/move/", to="withdrawn")
    assert NAME not in gone and "A term that was withdrawn" in text(worker, f"/terms/{number}/")
    assert "1 question was sent" in gone or "questions were sent" in gone


def test_it_says_that_a_protected_persons_name_stays(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast, age_band="under"), a_provider(cast)
    row = a_term(cast, case)
    worker = cast.client("worker")
    assert "it never leaves the portal" in text(worker, f"/terms/{row.pk}/")
    page = text(worker, f"/terms/{row.pk}/providers/{provider.pk}/")
    assert "Such words never leave the portal" in page and "Note it and search" not in page
    answer = worker.post(f"/terms/{row.pk}/providers/{provider.pk}/", {"way": "phone", "told": "on"})
    assert answer.status_code == 422 and web.asked == []


def test_it_keeps_terms_of_the_agency_without_names(cast: Cast, web: Web) -> None:
    provider, worker = a_provider(cast), cast.client("worker")
    page = text(worker, "/terms/new/")
    assert "Hashtag" in page and "Nickname" not in page
    assert worker.post("/terms/new/", {"kind": "name", "text": NAME, "cadence_seconds": 3600}).status_code == 422
    assert "#harbourscandal" in text(
        worker, "/terms/new/", kind="hashtag", text="#harbourscandal", cadence_seconds=3600
    )
    with tenant_scope(cast.harbour.pk):
        number = SearchTerm.objects.get().pk
    assert "decided by the agency" in text(worker, f"/terms/{number}/providers/{provider.pk}/", way="agency", told="on")
    assert "#harbourscandal" in text(cast.client("officer"), "/terms/")


def test_it_shows_on_a_find_which_term_led_to_it(cast: Cast, web: Web) -> None:
    rows, provider = make_rows(cast), a_provider(cast, 2)
    with tenant_scope(cast.harbour.pk):
        case = Case.objects.get(id=rows.case_id)
    row = a_term(cast, case)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="paper")
    system = Actor.system(cast.harbour.pk)
    searches.match_found(system, match_id=rows.match_id, search_id=one(cast).pk)
    assert NAME in text(cast.client("officer"), f"/finds/{rows.match_id}/")
    assert f"/finds/{rows.match_id}/" in text(cast.client("worker"), f"/terms/{row.pk}/")
    page = text(cast.client("worker"), f"/cases/{rows.case_id}/")
    assert "terms are searched for" in page and NAME in page and "1 copy found" in page


def test_it_shows_words_that_were_found_and_lets_somebody_look(cast: Cast) -> None:
    rows, officer = make_rows(cast), cast.client("officer")
    page = text(officer, f"/finds/words/{rows.textfind_id}/")
    assert (
        "leaked: cat of the bridge" in page and "https://bridge.example/forum/1" in page and 'href="https' not in page
    )
    assert "Watched words were found on 1 page" in text(officer, f"/cases/{rows.case_id}/")
    text(officer, f"/finds/words/{rows.textfind_id}/look/", to="dismissed")
    assert "Its words were erased." in text(officer, f"/finds/words/{rows.textfind_id}/")


def test_it_offers_the_same_by_api_except_consent(cast: Cast) -> None:
    rows = make_rows(cast)
    api = Api(new_key(cast.manager, "search.read", "search.update"))
    made = api.post(f"/cases/{rows.case_id}/search-terms", {"kind": "name", "text": NAME})
    assert made.status_code == 201
    body = json.loads(made.content)
    assert (body["text"], body["state"], body["cadence_seconds"]) == (NAME, "active", 21600)
    number = body["id"]
    listed = json.loads(api.get(f"/cases/{rows.case_id}/search-terms").content)["results"]
    assert {each["id"] for each in listed} == {number, rows.term_id}
    assert json.loads(api.post(f"/search-terms/{number}/pause", "").content)["state"] == "paused"
    assert api.post(f"/search-terms/{number}/pause", "").status_code == 409
    assert json.loads(api.post(f"/search-terms/{number}/resume", "").content)["state"] == "active"
    assert api.delete(f"/search-terms/{number}").status_code == 204
    assert json.loads(api.get(f"/search-terms/{number}").content)["text"] == ""
    for bad in (
        {"kind": "song", "text": "x"},
        {"kind": "name", "text": "…" * 9},
        {"kind": "name", "text": NAME, "x": 1},
    ):
        answer = api.post(f"/cases/{rows.case_id}/search-terms", bad)
        assert answer.status_code == 400 and NAME not in answer.content.decode()
    assert json.loads(api.get("/text-finds").content)["results"] == [], "nobody has verified the reporter"
    with tenant_scope(cast.harbour.pk):
        Case.objects.update(identity="person_shown")
    (found,) = json.loads(api.get("/text-finds").content)["results"]
    assert found["term_ids"] == [rows.term_id] and "evidence" not in found
