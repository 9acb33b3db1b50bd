"""The page of one case: everything that is known about it, from the report to the finds."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page
from cases.casework import selectors as casework
from cases.casework import words
from cases.casework.forms import language_choices
from cases.casework.states import ENDED, MOVES, CaseState, protected
from cases.casework.web import facts, timeline_context
from cases.detection import selectors
from cases.detection.selectors import copies, pulse, searching
from cases.detection.states import TextFindState
from cases.detection.web import find_table
from cases.fingerprints import selectors as fingerprints
from cases.fingerprints.selectors import partners, watching
from cases.fingerprints.web import rows
from cases.intake import selectors as intake

SHOWN = 10  # rows of a part that has a page of its own


@page("case.read")
def case_detail(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """One case; parts that the reader's roles do not open are left out."""
    case = casework.case(actor, case_id)
    audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    house = tenancy.settings(actor)
    age = house.protected_age
    word, tone = words.STATES[case.state]
    language = dict(language_choices()).get(case.language, case.language)
    if case.shredded_at is not None:
        rows = facts(case, age=age, language=language, excluded=[])
        told = {"case": case, "facts": rows, **timeline_context(actor, case.pk)}
        return render(request, "casework/shredded.html", told)
    context = {
        "case": case,
        "may_shred": case.state in ENDED,
        "house": house,
        "state": _(word),
        "tone": tone,
        "protected": protected(case.age_band),
        "facts": facts(case, age=age, language=language, excluded=casework.excluded_recipients(actor, case.pk)),
        "consents": [{"row": row, "text": _(words.PURPOSES[row.purpose])} for row in casework.consents(actor, case.pk)],
        "mandate": _mandate(actor, case.pk),
        "moves": [(to, _(words.MOVES[to])) for to in words.MOVES if to in MOVES[CaseState(case.state)]],
        "partners": partners.sharing(actor, case.pk),
        "ask": bool(watching.to_ask(actor, case.pk)),
        **_reports(actor, case.pk),
        **_fingerprints(actor, case.pk),
        **_finds(actor, case.pk),
        **_words(actor, case.pk),
        **timeline_context(actor, case.pk),
    }
    return render(request, "casework/detail.html", context)


def _mandate(actor: Actor, case_id: int) -> dict[str, Any] | None:
    found = casework.mandate(actor, case_id, timezone.localdate())
    return {"row": found, "form": _(words.MANDATE_FORMS.get(found.form, found.form))} if found else None


def _reports(actor: Actor, case_id: int) -> dict[str, Any]:
    if not rights.allowed(actor, "report.read"):
        return {}
    audit.seen(actor, "report.read", subject_kind="case", subject_id=case_id, case_id=case_id)
    return {"reports": intake.reports(actor, case_id)}


def _fingerprints(actor: Actor, case_id: int) -> dict[str, Any]:
    if not rights.allowed(actor, "fingerprint.read"):
        return {}
    found = list(fingerprints.fingerprints(actor, case_id)[: SHOWN + 1])
    return {"fingerprints": rows(found[:SHOWN], actor), "more_fingerprints": len(found) > SHOWN}


def _words(actor: Actor, case_id: int) -> dict[str, Any]:
    if not rights.allowed(actor, "search.read"):
        return {}
    terms = list(searching.terms(actor, case_id))
    counts = searching.found_counts(actor, [row.pk for row in terms])
    return {
        "terms_live": len(terms),
        "terms_found": [(row, counts[row.pk]) for row in terms if row.pk in counts],
        "words_open": searching.text_finds(actor, case_id).filter(state=TextFindState.FOUND).count(),
    }


def _finds(actor: Actor, case_id: int) -> dict[str, Any]:
    if not rights.allowed(actor, "match.read"):
        return {}
    at, places = pulse.looked(actor, case_id)
    found = list(copies.with_spread(actor, selectors.matches(actor, case_id))[: SHOWN + 1])
    return {
        "finds": find_table(found[:SHOWN], with_case=False),
        "more_finds": len(found) > SHOWN,
        "looked_at": at,
        "places": places,
    }
