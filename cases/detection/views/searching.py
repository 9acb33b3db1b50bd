"""Search terms of a case or of the whole agency, consent per provider, and finds of words.

No term is part of an address of these pages: forms post it, pages name it by its number.
"""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.audit import services as audit
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework import selectors as casework
from cases.casework.states import protected
from cases.detection import searchwords, selectors, variants
from cases.detection.forms.searching import AgreeForm, CrossForm, TermForm
from cases.detection.selectors import searching, sharing
from cases.detection.services import searches, terms, textfinds
from cases.detection.states import NAMING, TermState
from cases.detection.web import searching as shown


def _seen(actor: Actor, row: Any) -> None:
    audit.seen(actor, "search.read", subject_kind="searchterm", subject_id=row.pk, case_id=row.case_id)


def _list(request: HttpRequest, actor: Actor, case: Any) -> HttpResponse:
    case_id = case.pk if case else None
    audit.seen(actor, "search.read", subject_kind="case", subject_id=case_id, case_id=case_id)
    found = list(searching.terms(actor, case_id))
    agreed = searching.consents(actor, [row.pk for row in found])
    own = tenancy.settings(actor)
    context = {
        "case": case,
        "table": shown.term_table(found, agreed, searching.found_counts(actor, [row.pk for row in found])),
        "texts": shown.text_table(list(searching.text_finds(actor, case_id)[:100])) if case else None,
        "protected": case is not None and protected(case.age_band),
        "used": shown.used_word(searching.asked_lately(actor), own.searches_day),
        "new": reverse("term-new", args=[case_id]) if case else reverse("house-term-new"),
    }
    return render(request, "detection/terms.html", context)


@page("search.read")
def term_list(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """What is searched for in a case, and the words of it that were found on pages."""
    return _list(request, actor, casework.case(actor, case_id))


@page("search.read")
def house_terms(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Terms of the whole agency, such as the tag of a scandal."""
    return _list(request, actor, None)


def _new(request: HttpRequest, actor: Actor, case: Any) -> HttpResponse:
    form = TermForm(request.POST if request.method == "POST" else None, house=case is None)
    made: list[Any] = []

    def add() -> None:
        made.append(terms.term_add(actor, case_id=case.pk if case else None, **form.cleaned_data))

    if form.is_valid() and apply(form, add):
        messages.success(request, _("The term is kept sealed. Nothing is sent anywhere before you note consent."))
        return redirect("term-detail", made[0].pk)
    back = reverse("term-list", args=[case.pk]) if case else reverse("house-terms")
    context = {"case": case, "form": form, "back": back}
    return render(request, "detection/term_new.html", context, status=422 if form.is_bound else 200)


@page("search.update")
def term_new(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """One more term of a case."""
    case = casework.case(actor, case_id)
    audit.seen(actor, "search.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    return _new(request, actor, case)


@page("search.update")
def house_term_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One more term of the whole agency."""
    return _new(request, actor, None)


@page("search.read")
def term_detail(request: HttpRequest, actor: Actor, term_id: int) -> HttpResponse:
    """A term: its ways of writing, where it may be typed, what was asked and found."""
    row = searching.term(actor, term_id)
    _seen(actor, row)
    word, tone = searchwords.TERM_STATES[row.state]
    agreed = searching.consents(actor, [row.pk]).get(row.pk, [])
    context = {
        "term": row,
        "case": row.case,
        "live": row.state != TermState.WITHDRAWN and bool(row.lines()),
        "paused": row.state == TermState.PAUSED,
        "state": _(word),
        "tone": tone,
        "kind": _(searchwords.KINDS[row.kind]),
        "cross": CrossForm(row=row) if row.lines() else None,
        "offered": len(sharing.providers(actor)) if rights.allowed(actor, "source.create") else 0,
        "providers": shown.provider_rows(list(searching.providers(actor)), agreed),
        "stays": row.case is not None and protected(row.case.age_band) and row.kind in NAMING,
        "consents": shown.consent_table(list(searching.consented(actor, row.pk)[:50])),
        "searches": shown.search_table(list(searching.searches(actor, row.pk)[:20])),
        "finds": shown.term_finds(list(searching.finds(actor, row.pk)[:50])),
    }
    return render(request, "detection/term.html", context)


@require_POST
@page("search.update")
def term_cross(request: HttpRequest, actor: Actor, term_id: int) -> HttpResponse:
    """Cross out ways of writing."""
    form = CrossForm(request.POST, row=searching.term(actor, term_id))
    values = form.cleaned_data["values"] if form.is_valid() else [""]
    press(request, partial(terms.term_cross, actor, term_id=term_id, values=values), _("Done."))
    return redirect("term-detail", term_id)


@require_POST
@page("search.update")
def term_move(request: HttpRequest, actor: Actor, term_id: int) -> HttpResponse:
    """Pause a term, take it up again, or withdraw it for good."""
    row, to = searching.term(actor, term_id), request.POST.get("to", "")
    press(request, partial(terms.term_move, actor, term_id=term_id, to=to), _("Done."))
    if to == TermState.WITHDRAWN:
        return redirect("term-list", row.case_id) if row.case_id else redirect("house-terms")
    return redirect("term-detail", term_id)


@page("search.consent")
def term_agree(request: HttpRequest, actor: Actor, term_id: int, source_id: int) -> HttpResponse:
    """What to tell the person about one provider, and her answer."""
    row, provider = searching.term(actor, term_id), selectors.source(actor, source_id)
    _seen(actor, row)
    form = AgreeForm(request.POST if request.method == "POST" else None, house=row.case_id is None)
    note = partial(terms.consent_note, actor, term_id=term_id, source_id=source_id)
    if form.is_valid() and apply(form, lambda: note(way=form.cleaned_data["way"])):
        messages.success(request, _("Noted. The first search begins now."))
        return redirect("term-detail", term_id)
    lines = row.lines() or [""]
    why = searches.held_back(actor, row, provider)
    deaf = "" if searching.asking(provider.kind) else _("This site cannot be asked for words.")
    context = {
        "term": row,
        "case": row.case,
        "provider": provider,
        "host": shown.host(provider.url),
        "country": shown.country(provider.country),
        "sent": variants.to_send(variants.variants(lines[0], row.kind), lines[1:]),
        "why": deaf or (_(searchwords.WHY[why]) if why else ""),
        "form": form,
    }
    return render(request, "detection/term_agree.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("search.consent")
def term_end(request: HttpRequest, actor: Actor, term_id: int, source_id: int) -> HttpResponse:
    """The person takes it back."""
    call = partial(terms.consent_end, actor, term_id=term_id, source_id=source_id)
    press(request, call, _("Noted. It is typed into this provider no more."))
    return redirect("term-detail", term_id)


@page("search.read")
def textfind_detail(request: HttpRequest, actor: Actor, textfind_id: int) -> HttpResponse:
    """Words on a page, without a picture."""
    row = searching.text_find(actor, textfind_id)
    audit.seen(actor, "search.read", subject_kind="textfind", subject_id=row.pk, case_id=row.case_id)
    word, tone = searchwords.TEXT_STATES[row.state]
    address, _line, quote = row.evidence.partition("\n")
    known = {term.pk: term for term in searching.terms(actor, row.case_id)}
    context = {
        "find": row,
        "state": _(word),
        "tone": tone,
        "address": address,
        "quote": quote,
        "terms": [known[number] for number in row.terms if number in known],
        "open": bool(address),
    }
    return render(request, "detection/textfind.html", context)


@require_POST
@page("textfind.look")
def textfind_look(request: HttpRequest, actor: Actor, textfind_id: int) -> HttpResponse:
    """Somebody looked at it."""
    row = searching.text_find(actor, textfind_id)
    call = partial(textfinds.text_look, actor, textfind_id=textfind_id, to=request.POST.get("to", ""))
    press(request, call, _("Noted."))
    return redirect("term-list", row.case_id)
