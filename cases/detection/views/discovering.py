"""Sites that finds led to: the list, one of them, and what to do with it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.audit import services as audit
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework.web import page_of
from cases.detection import sitewords, traces
from cases.detection.forms.discovering import AdoptForm, DismissForm
from cases.detection.selectors import discovering
from cases.detection.services import discovery
from cases.detection.states import CandidateState
from cases.detection.web import discovering as shown

USUAL = {"depth": 3, "language": "en"}


@page("candidate.read")
def candidate_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Proposed sites, the most telling first."""
    found = page_of(request, discovering.candidates(actor))
    return render(request, "detection/candidates.html", {"page": found, "table": shown.candidate_table(list(found))})


@page("candidate.read")
def candidate_refused(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sites that somebody said no to."""
    found = page_of(request, discovering.refused(actor))
    rows = shown.refused_table([(row, traces.site_of(row.front)) for row in found])
    return render(request, "detection/candidates_refused.html", {"page": found, "table": rows})


@page("candidate.read")
def candidate_detail(request: HttpRequest, actor: Actor, candidate_id: int) -> HttpResponse:
    """One proposed site, why it is proposed, and the form by which it is watched."""
    row = discovering.candidate(actor, candidate_id)
    return _detail(request, actor, row, _adopt_form(actor, row), DismissForm())


def _adopt_form(actor: Actor, row: Any, data: Any = None) -> AdoptForm:
    host = traces.site_of(row.front)
    first = {**USUAL, "name": host[:120], "country": traces.country_of(host)}
    return AdoptForm(data, shortest=tenancy.settings(actor).crawl_min_seconds, initial=first)


def _detail(request: HttpRequest, actor: Actor, row: Any, adopt: AdoptForm, dismiss: DismissForm) -> HttpResponse:
    place = discovering.place(actor, row)
    examples = discovering.examples(actor, row.pk)
    for case_id in sorted({one.match.case_id for one in examples if one.match is not None}):
        audit.seen(actor, "candidate.read", subject_kind="candidate", subject_id=row.pk, case_id=case_id)
    word, tone = sitewords.CANDIDATE_STATES[row.state]
    context = {
        "candidate": row, "host": place.host, "state": _(word), "tone": tone, "open": row.state == CandidateState.NEW,
        "refused": row.state in {CandidateState.DISMISSED, CandidateState.IGNORED},
        "reasons": shown.reasons(place) if row.state == CandidateState.NEW else [],
        "looked": shown.looked(place), "facts": shown.trace_facts(place), "examples": examples,
        "adopt": adopt, "dismiss": dismiss,
    }  # fmt: skip
    status = 422 if adopt.is_bound or dismiss.is_bound else 200
    return render(request, "detection/candidate.html", context, status=status)


@require_POST
@page("candidate.decide")
def candidate_adopt(request: HttpRequest, actor: Actor, candidate_id: int) -> HttpResponse:
    """Watch it from now on."""
    row = discovering.candidate(actor, candidate_id)
    form, made = _adopt_form(actor, row, request.POST), list[Any]()
    if form.is_valid() and apply(form, partial(_adopt, actor, row.pk, form, made)):
        messages.success(request, _("This site is watched from now on."))
        return redirect("source-detail", made[0].pk)
    return _detail(request, actor, row, form, DismissForm())


def _adopt(actor: Actor, candidate_id: int, form: AdoptForm, made: list[Any]) -> None:
    made.append(discovery.candidate_adopt(actor, candidate_id=candidate_id, **form.cleaned_data))


@require_POST
@page("candidate.decide")
def candidate_dismiss(request: HttpRequest, actor: Actor, candidate_id: int) -> HttpResponse:
    """Not to be watched, with the reason."""
    row = discovering.candidate(actor, candidate_id)
    form = DismissForm(request.POST)
    call = partial(discovery.candidate_dismiss, actor, candidate_id=row.pk)
    if form.is_valid() and apply(form, lambda: call(reason=form.cleaned_data["reason"])):
        messages.success(request, _("Noted. It is not proposed again."))
        return redirect("candidate-list")
    return _detail(request, actor, row, _adopt_form(actor, row), form)


@require_POST
@page("candidate.decide")
def candidate_ignore(request: HttpRequest, actor: Actor, candidate_id: int) -> HttpResponse:
    """Never propose this host again."""
    discovering.candidate(actor, candidate_id)
    call = partial(discovery.candidate_ignore, actor, candidate_id=candidate_id)
    press(request, call, _("Noted. It is not proposed again."))
    return redirect("candidate-list")


@require_POST
@page("candidate.decide")
def candidate_reopen(request: HttpRequest, actor: Actor, candidate_id: int) -> HttpResponse:
    """Take a refusal back."""
    discovering.candidate(actor, candidate_id)
    call = partial(discovery.candidate_reopen, actor, candidate_id=candidate_id)
    press(request, call, _("It is proposed again."))
    return redirect("candidate-detail", candidate_id)
