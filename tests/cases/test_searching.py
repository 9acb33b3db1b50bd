"""What leaves, what never does, and what stops a search at once."""

from typing import Any

import pytest
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.events.models import Event, Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case
from cases.detection.models import FrontierEntry, Search, SearchConsent, SearchTerm, WatchSource
from cases.detection.services import searches, sources, terms
from tests.cases.finder import NAME, Web, a_provider, a_term, one, run, web
from tests.people import Cast
from tests.rows import a_case

__all__ = ["web"]
pytestmark = pytest.mark.django_db


def test_it_asks_only_after_consent_and_hands_results_to_the_crawl(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    assert searches.searches_start() == 0 and web.asked == []
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")
    run(cast)
    assert web.asked[0] == NAME and 2 < len(web.asked) <= 12 and len(set(web.asked)) == len(web.asked)
    done = one(cast)
    assert (done.state, done.asked, done.results) == ("done", len(web.asked), done.results) and done.results >= 2
    with tenant_scope(cast.harbour.pk):
        entries = list(FrontierEntry.objects.filter(search_id=done.pk))
        assert {entry.address for entry in entries} == set(web.body.split())
        assert {(entry.lane, entry.kind, entry.depth) for entry in entries} == {(3, "page", 1)}
        consent = SearchConsent.objects.get()
        assert consent.next_due_at > timezone.now() and (consent.way, consent.given_by) == (
            "phone",
            cast.worker.user_id,
        )
    assert searches.searches_start() == 0, "not due again"


def test_it_seals_terms_and_keeps_them_out_of_everything_else(cast: Cast, web: Web, caplog: Any) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="paper")
    run(cast)
    with tenant_scope(cast.harbour.pk):
        for model in (SearchTerm, Search, SearchConsent, FrontierEntry, AuditLine, Event, Job):
            text = str(list(model.objects.values_list()))  # type: ignore[attr-defined]
            assert "Anna" not in text and "bridgewater" not in text.lower(), model
        actions = set(AuditLine.objects.values_list("action", flat=True))
    assert {"search.term", "search.consent", "search.start", "search.close"} <= actions
    assert "Anna" not in caplog.text and row.text == NAME


def test_it_never_sends_the_name_of_somebody_of_a_protected_age(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast, age_band="unknown"), a_provider(cast)
    for kind in ("name", "nickname", "school", "account", "phone"):
        with pytest.raises(Conflict):
            row = a_term(cast, case, f"{kind} 5551234", kind)
            terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")
    a_term(cast, case)
    inside = a_term(cast, case, f"look at {NAME.upper()} here", "phrase")
    with pytest.raises(Conflict):
        terms.consent_note(cast.worker, term_id=inside.pk, source_id=provider.pk, way="phone")
    house = a_term(cast, None, f"#{NAME}", "hashtag")
    with pytest.raises(Conflict):
        terms.consent_note(cast.worker, term_id=house.pk, source_id=provider.pk, way="agency")
    free = a_term(cast, case, "#harbourscandal", "hashtag")
    terms.consent_note(cast.worker, term_id=free.pk, source_id=provider.pk, way="phone")
    run(cast)
    assert web.asked and not any("anna" in text.lower() or "555" in text for text in web.asked)


def test_it_reads_the_age_again_before_each_question(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")

    def younger() -> None:
        with tenant_scope(cast.harbour.pk):
            Case.objects.update(age_band="under")

    web.before = younger
    run(cast)
    assert web.asked == [NAME] and (one(cast).state, one(cast).why) == ("stopped", "protected")


@pytest.mark.parametrize("how", ["consent", "term", "detection", "paused", "source", "country", "withdrawn"])
def test_it_stops_at_once_when_something_is_taken_back(cast: Cast, web: Web, how: str) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")

    def stop() -> None:
        if len(web.asked) != 2:
            return
        if how == "consent":
            terms.consent_end(cast.worker, term_id=row.pk, source_id=provider.pk)
        elif how in {"term", "paused"}:
            terms.term_move(cast.worker, term_id=row.pk, to="withdrawn" if how == "term" else "paused")
        elif how == "detection":
            casework.consent_withdraw(cast.worker, case_id=case.pk, purpose="detection")
        elif how == "source":
            sources.source_move(cast.officer, source_id=provider.pk, to="paused")
        elif how == "withdrawn":
            casework.case_move(cast.worker, case_id=case.pk, to="withdrawn")
        else:
            with tenant_scope(cast.harbour.pk):
                Case.objects.update(excluded_countries=["NL"])

    web.before = stop
    run(cast)
    assert len(web.asked) == 2 and one(cast).state == "stopped"
    words = {"consent": "withdrawn", "term": "withdrawn", "detection": "no_consent", "source": "paused"}
    assert one(cast).why == words.get(how, {"withdrawn": "case_over"}.get(how, how))
    if how in {"consent", "term", "paused"}:
        with tenant_scope(cast.harbour.pk):
            assert not FrontierEntry.objects.filter(state="queued").exists(), "what waited for it vanished"
    if how == "term":
        with tenant_scope(cast.harbour.pk):
            gone = SearchTerm.objects.get()
            assert gone.text == "" and gone.lines() == [] and SearchConsent.objects.get().withdrawn_at


def test_it_asks_no_provider_that_is_not_the_one_that_was_told(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")
    with tenant_scope(cast.harbour.pk):
        WatchSource.objects.update(country="US")
    run(cast)
    assert web.asked == [] and one(cast).why == "changed"


def test_it_keeps_to_the_limits_of_a_day(cast: Cast, web: Web) -> None:
    case, first, second = a_case(cast), a_provider(cast, 1), a_provider(cast, 2)
    row = a_term(cast, case)
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.filter(agency=cast.harbour).update(searches_provider=3, searches_day=5)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=first.pk, way="phone")
    run(cast)
    assert len(web.asked) == 3 and one(cast).why == "limit"
    terms.consent_note(cast.worker, term_id=row.pk, source_id=second.pk, way="phone")
    run(cast)
    assert len(web.asked) == 5 and one(cast).why == "limit"


def test_it_asks_one_question_at_a_time_of_a_provider(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast), a_provider(cast)
    rows = [a_term(cast, case, text) for text in (NAME, "Second Person")]
    for row in rows:
        terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")
    with tenant_scope(cast.harbour.pk):
        assert Search.objects.filter(state="running").count() == 1
    run(cast)
    second = web.asked.index("Second Person")
    assert web.asked[0] == NAME and len(web.asked) == 2 * second, "the end of one started the next"


def test_it_asks_nothing_twice_after_a_worker_died(cast: Cast, web: Web) -> None:
    case, provider = a_case(cast), a_provider(cast)
    row = a_term(cast, case)
    terms.consent_note(cast.worker, term_id=row.pk, source_id=provider.pk, way="phone")

    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    web.before = die
    system, search = Actor.system(cast.harbour.pk), one(cast)
    with pytest.raises(Killed):
        searches.search_run(system, search_id=search.pk, part=0)
    web.before = lambda: None
    run(cast)
    assert len(web.asked) == len(set(web.asked)) > 2 and one(cast).state == "done"
