"""Watched words in texts that were read anyway: kept sealed for the owner, for people to look at, and nothing without a term."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.audit.models import AuditLine
from agencies.events.models import Event, Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import Agency, AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.detection.models import SearchTerm, TextFind
from cases.detection.reading import Item
from cases.detection.services import finds, searches, terms, textfinds
from tests.people import Cast
from tests.rows import a_case, a_source

pytestmark = pytest.mark.django_db
PAGE = "https://forum.example/thread/7"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(textfinds, "FRESH", -1.0)
    textfinds.forget()
    yield
    textfinds.forget()


def see(cast: Cast, text: str, *, url: str = PAGE, agency: Agency | None = None) -> int:
    """What the crawl says about a page of a source."""
    return searches.items_seen(Actor.system((agency or cast.harbour).pk), 1, [Item(url, text)])


def rows(cast: Cast) -> list[TextFind]:
    with tenant_scope(cast.harbour.pk):
        found = list(TextFind.objects.order_by("id"))
        for row in found:
            assert row.evidence is not None
        return found


def test_it_keeps_words_in_bad_company_sealed(cast: Cast) -> None:
    case = a_case(cast)
    row = terms.term_add(cast.worker, case_id=case.pk, kind="name", text="Anna Bridgewater")
    assert see(cast, "Anna Bridgewater sings") == 0
    assert see(cast, "leaked: ANNA-BRIDGEWATER at the harbour") == 1
    assert see(cast, "leaked: Anna Bridgewater again") == 0, "the same page is one find"
    assert see(cast, "leaked: bridgewater anna", url=PAGE + "8") == 1
    first = rows(cast)[0]
    assert first.evidence.startswith(PAGE + "\n") and "ANNA-BRIDGEWATER" in first.evidence
    assert (first.terms, first.words, first.state) == ([row.pk], 1, "found")
    with tenant_scope(cast.harbour.pk), connection.cursor() as cursor:
        assert Event.objects.filter(kind="text.found", case_id=case.pk).count() == 2
        assert not Job.objects.filter(kind__startswith="takedowns").exists(), "no notice comes of it by itself"
        for model in (TextFind, SearchTerm, AuditLine, Event):
            cursor.execute(f"SELECT string_agg(t::text, '') FROM {model._meta.db_table} t")
            assert "bridgewater" not in str(cursor.fetchone()[0]).lower()


def test_it_takes_a_protected_persons_words_too(cast: Cast) -> None:
    case = a_case(cast, age_band="under")
    terms.term_add(cast.worker, case_id=case.pk, kind="name", text="김태영")
    terms.term_add(cast.worker, case_id=case.pk, kind="school", text="한빛고등학교")
    assert see(cast, "한빛고 김태영이랑") == 1 and len(rows(cast)[0].terms) == 2


def test_it_listens_to_the_agencys_own_words(cast: Cast) -> None:
    case = a_case(cast)
    terms.term_add(cast.worker, case_id=case.pk, kind="name", text="Anna Bridgewater")
    assert see(cast, "anna bridgewater harbourword") == 0
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(watch_words="otherword\nharbourword")
    textfinds.forget()
    assert see(cast, "anna bridgewater harbourword") == 1


def test_it_asks_one_small_question_when_nobody_has_terms(cast: Cast) -> None:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert see(cast, "leaked " * 1000) == 0
    assert len(captured) == 1


def test_it_keeps_private_sources_to_their_agency_and_shares_those_of_the_platform(cast: Cast) -> None:
    case = a_case(cast)
    terms.term_add(cast.worker, case_id=case.pk, kind="name", text="Anna Bridgewater")
    assert see(cast, "leaked anna bridgewater", agency=cast.island) == 0, "another agency's own source"
    Agency.objects.filter(id=cast.island.pk).update(kind="platform")
    textfinds.forget()
    assert see(cast, "leaked anna bridgewater", agency=cast.island) == 1
    with tenant_scope(cast.island.pk):
        assert not TextFind.objects.exists() and not Event.objects.filter(kind="text.found").exists()
    assert len(rows(cast)) == 1


@pytest.mark.parametrize("how", ["paused", "withdrawn", "detection", "case", "crossed", "forgotten"])
def test_it_stops_with_the_term_the_consent_or_the_case(cast: Cast, how: str) -> None:
    case = a_case(cast)
    row = terms.term_add(cast.worker, case_id=case.pk, kind="name", text="Anna Bridgewater")
    assert see(cast, "leaked: bridgewater anna") == 1
    if how in {"paused", "withdrawn"}:
        terms.term_move(cast.worker, term_id=row.pk, to=how)
    elif how == "detection":
        casework.consent_withdraw(cast.worker, case_id=case.pk, purpose="detection")
    elif how == "case":
        casework.case_move(cast.worker, case_id=case.pk, to="withdrawn")
    elif how == "crossed":
        terms.term_cross(cast.worker, term_id=row.pk, values=["Bridgewater Anna"])
        textfinds.forget()  # changes of one transaction have one time
    else:
        finds.case_forget(Actor.system(cast.harbour.pk), case_id=case.pk)
        assert rows(cast) == []
    assert see(cast, "leaked: bridgewater anna", url=PAGE + "8") == 0


def test_it_lets_somebody_look_once_and_erases_what_does_not_matter(cast: Cast) -> None:
    case = a_case(cast)
    terms.term_add(cast.worker, case_id=case.pk, kind="name", text="Anna Bridgewater")
    see(cast, "leaked: anna bridgewater")
    row = rows(cast)[0]
    for who, error in ((cast.outsider, NotFound), (cast.auditor, Forbidden)):
        with pytest.raises(error):
            textfinds.text_look(who, textfind_id=row.pk, to="noted")
    with pytest.raises(Invalid):
        textfinds.text_look(cast.officer, textfind_id=row.pk, to="found")
    textfinds.text_look(cast.officer, textfind_id=row.pk, to="noted")
    with pytest.raises(Conflict):
        textfinds.text_look(cast.officer, textfind_id=row.pk, to="noted")
    textfinds.text_look(cast.worker, textfind_id=row.pk, to="dismissed")
    gone = rows(cast)[0]
    assert (gone.state, gone.evidence, gone.looked_by) == ("dismissed", "", cast.worker.user_id)
    assert see(cast, "leaked: anna bridgewater") == 0, "what was dismissed does not come back"


def test_it_bounds_a_flood(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textfinds, "MOST_WAITING", 3)
    case = a_case(cast)
    terms.term_add(cast.worker, case_id=case.pk, kind="name", text="Anna Bridgewater")
    items = [Item(f"{PAGE}{n}", "leaked: anna bridgewater") for n in range(9)] + [
        Item("no address", "leaked anna bridgewater")
    ]
    assert searches.items_seen(Actor.system(cast.harbour.pk), a_source(cast).pk, items) == 3
