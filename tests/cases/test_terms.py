"""Search terms and consent per term and provider: kept once, sealed, seen by those who may, forgotten."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.detection.models import FrontierEntry, Search, SearchConsent, SearchFind, SearchTerm
from cases.detection.selectors import searching
from cases.detection.services import finds, searches, terms
from cases.fingerprints.models import Fingerprint
from tests.cases.finder import NAME, Web, a_provider, a_term, one, run, web
from tests.people import Cast
from tests.rows import a_case, a_find, a_source

__all__ = ["web"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [0, 403, 429, 500])
def test_it_counts_answers_that_could_not_be_had(cast: Cast, web: Web, status: int) -> None:
    case, provider = a_case(cast), a_provider(cast)
    web.status = status
    row = a_term(cast, case)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")
    run(cast)
    done = one(cast)
    assert done.state == "done" and done.failed == done.asked == len(web.asked) and done.results == 0


def test_it_sends_no_variant_that_was_crossed_out(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    terms.term_cross(cast.worker, term_id=row.pk, values=["AnnaBridgewater", "Bridgewater Anna"])
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")
    run(cast)
    assert not {"AnnaBridgewater", "Bridgewater Anna"} & set(web.asked) and len(web.asked) > 2
    for values in (["Somebody Else"], [NAME]):
        with pytest.raises(Invalid):
            terms.term_cross(cast.worker, term_id=row.pk, values=values)


@pytest.mark.parametrize(
    ("kind", "text"), [("name", "x"), ("name", " . "), ("name", "a" * 201), ("song", "Anna"), ("name", "🙂🙂")]
)
def test_it_refuses_terms_that_mean_nothing(cast: Cast, kind: str, text: str) -> None:
    case = a_case(cast)
    with pytest.raises(Invalid) as refused:
        terms.term_add(cast.worker, case_id=case.pk, kind=kind, text=text)
    assert "aaa" not in str(refused.value)
    with pytest.raises(Invalid):
        terms.term_add(cast.worker, case_id=None, kind="name", text="Anna")


def test_it_keeps_a_term_once(cast: Cast) -> None:
    case = a_case(cast)
    first = a_term(cast, case)
    with pytest.raises(Conflict):
        a_term(cast, case, " anna  BRIDGEWATER ")
    a_term(cast, a_case(cast))
    terms.term_move(cast.worker, term_id=first.pk, to="withdrawn")
    again = a_term(cast, case)
    with pytest.raises(Conflict):
        terms.term_move(cast.worker, term_id=first.pk, to="active")
    assert again.pk != first.pk


def test_it_shows_which_term_found_what_only_to_those_who_may_know(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")
    search = one(cast)
    with tenant_scope(cast.harbour.pk):
        fingerprint = Fingerprint.objects.first()
        assert fingerprint is not None
    match_id = a_find(cast, case, fingerprint.pk)
    system = Actor.system(cast.harbour.pk)
    for _twice in range(2):
        searches.match_found(system, match_id=match_id, search_id=search.pk)
    with tenant_scope(cast.harbour.pk):
        assert SearchFind.objects.count() == 1
        assert [each and each.text for each in searching.found_by(cast.officer, [match_id])[match_id]] == [NAME]
        Case.objects.update(restricted=True)
        assert searching.found_by(cast.officer, [match_id])[match_id] == [None]
        assert list(searching.terms(cast.officer, case.pk)) == []
    searches.match_found(Actor.system(cast.island.pk), match_id=match_id, search_id=search.pk)


def test_it_keeps_outsiders_and_colleagues_without_the_right_away(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    calls: Sequence[Callable[[Actor], object]] = (
        lambda who: terms.term_add(who, case_id=case.pk, kind="name", text="Anna"),
        lambda who: terms.term_cross(who, term_id=row.pk, values=[]),
        lambda who: terms.term_move(who, term_id=row.pk, to="paused"),
        lambda who: terms.consent_note(who, term_id=row.pk, source_id=provider.pk, way="phone"),
        lambda who: terms.consent_end(who, term_id=row.pk, source_id=provider.pk),
    )
    for call in calls:
        with pytest.raises(NotFound):
            call(cast.outsider)
        with pytest.raises(Forbidden):
            call(cast.auditor)
    site = a_source(cast, 9)
    with pytest.raises(NotFound):
        terms.consent_note(cast.worker, term_id=row.pk, source_id=site.pk, way="phone")
    for way in ("agency", "shouted"):
        with pytest.raises(Invalid):
            terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way=way)


def test_it_forgets_terms_with_their_case(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")
    web.before = lambda: None
    house = a_term(cast, None, "#harbourscandal", "hashtag")
    finds.case_forget(Actor.system(cast.harbour.pk), case_id=case.pk)
    run(cast)
    with tenant_scope(cast.harbour.pk):
        assert list(SearchTerm.objects.values_list("id", flat=True)) == [house.pk]
        assert not Search.objects.exists() and not FrontierEntry.objects.filter(search_id__isnull=False).exists()
    assert web.asked == []


def test_it_searches_again_when_the_time_has_come(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")
    run(cast)
    asked = len(web.asked)
    with tenant_scope(cast.harbour.pk):
        SearchConsent.objects.update(next_due_at=timezone.now() - timedelta(minutes=5))
    assert searches.searches_start() == 1
    run(cast)
    assert len(web.asked) == 2 * asked
