"""The list of cases, and what a worker changes on one."""

import time
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework import selectors, services, words
from cases.casework.forms import (
    AgreeForm,
    CaseFilter,
    CaseForm,
    ContactForm,
    MandateForm,
    MoveForm,
    PurposeForm,
    ShredForm,
)
from cases.casework.states import ENDED, protected
from cases.casework.web import link, openings_table, page_of, table, tag, time_cell, timeline_context

OPENINGS = 500
FOLLOW_SECONDS = 600  # a page that nobody touches stops asking, so that the session can end by itself


@page("case.read")
def case_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Newest first, narrowed by state or number."""
    form = CaseFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = selectors.cases(actor)
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("reference"):
        rows = rows.filter(reference__icontains=wanted["reference"])
    found = page_of(request, rows)
    audit.seen_list(actor, "case.list", subject_kind="case", case_ids=[row.pk for row in found])
    context = {
        "form": form,
        "contact": ContactForm(),
        "page": found,
        "query": urlencode({name: value for name, value in wanted.items() if value}) + "&"
        if any(wanted.values())
        else "",
        "table": table(
            _("Cases"),
            _head(),
            [_row(case) for case in found],
            _("No case fits.") if any(wanted.values()) else _("There is no case yet."),
        ),
    }
    return render(request, "casework/list.html", context)


def _head() -> list[str]:
    return [_("Case"), _("State"), _("Take care"), _("Opened")]


@require_POST
@page("case.read")
def contact_search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Is there a case with this contact? Posted, so that no number stands in an address; the search is in the trail."""
    form = ContactForm(request.POST)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        found = services.contact_search(actor, contact=form.cleaned_data["contact"])
        empty = _("No case that you may see was told this contact.")
        context["table"] = table(_("Cases with this contact"), _head(), [_row(case) for case in found], empty)
    return render(request, "casework/contact.html", context, status=200 if form.is_valid() else 422)


@page("case.shred")
def case_shred(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Destroy what people wrote in a case, after its number was typed."""
    case = selectors.case(actor, case_id)
    form = ShredForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and apply(form, partial(services.case_shred, actor, case_id=case_id, **form.cleaned_data)):
        messages.success(request, _("The case is shredded. Nobody can open again what people wrote in it."))
        return redirect("case-detail", case_id)
    audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    ended = case.state in ENDED and case.shredded_at is None
    context = {"case": case, "form": form, "ended": ended}
    return render(request, "casework/shred.html", context, status=422 if form.is_bound else 200)


def _row(case: Any) -> list[Any]:
    marks = [
        (case.shredded_at is not None, _("Shredded")),
        (case.quiet, _("Quiet mode")),
        (case.restricted, _("Restricted")),
        (protected(case.age_band), _("Protected age")),
    ]
    return [
        link("case-detail", case, case.reference),
        tag(words.STATES, case.state),
        ", ".join(text for holds, text in marks if holds),
        time_cell(case.opened_at),
    ]


@page("case.update")
def case_update(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Age, identity, quiet mode, excluded countries."""
    case = selectors.case(actor, case_id)
    age = tenancy.settings(actor).protected_age
    if request.method != "POST":
        audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
        names = ("age_band", "identity", "quiet", "excluded_police")
        initial = {name: getattr(case, name) for name in names}
        initial["excluded_countries"] = ", ".join(case.excluded_countries)
        initial["excluded_recipients"] = "\n".join(selectors.excluded_recipients(actor, case.pk))
        return render(request, "casework/update.html", {"case": case, "form": CaseForm(age=age, initial=initial)})
    form = CaseForm(request.POST, age=age)
    if form.is_valid() and apply(form, partial(_update, actor, case.pk, form.cleaned_data)):
        return redirect("case-detail", case_id)
    return render(request, "casework/update.html", {"case": case, "form": form}, status=422)


def _update(actor: Actor, case_id: int, values: dict[str, Any]) -> None:
    """What the case's handling depends on, then to whom nothing may be sent."""
    recipients, police = values.pop("excluded_recipients"), values.pop("excluded_police")
    services.case_update(actor, case_id=case_id, **values)
    services.exclusions_set(actor, case_id=case_id, recipients=recipients, police=police)


@page("case.update")
def mandate_new(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Record a mandate."""
    case = selectors.case(actor, case_id)
    audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    today = timezone.localdate()
    form = MandateForm(request.POST if request.method == "POST" else None, today=today, initial={"signed_on": today})
    if form.is_valid() and apply(form, partial(services.mandate_record, actor, case_id=case_id, **form.cleaned_data)):
        return redirect("case-detail", case_id)
    return render(request, "casework/mandate.html", {"case": case, "form": form}, status=422 if form.is_bound else 200)


@page("case.update")
def consent_give(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Record one more thing that the person agrees to."""
    case = selectors.case(actor, case_id)
    audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    given = {row.purpose for row in selectors.consents(actor, case_id) if row.withdrawn_at is None}
    form = AgreeForm(
        request.POST if request.method == "POST" else None, open_to=selectors.open_purposes(actor, case) - given
    )
    if form.is_valid() and apply(form, partial(services.consent_record, actor, case_id=case_id, **form.cleaned_data)):
        messages.success(request, _("Written down. What rests on it starts within a minute."))
        return redirect("case-detail", case_id)
    return render(request, "casework/consent.html", {"case": case, "form": form}, status=422 if form.is_bound else 200)


@require_POST
@page("case.update")
def consent_withdraw(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Take one purpose back."""
    selectors.case(actor, case_id)
    form = PurposeForm(request.POST)
    purpose = form.cleaned_data["purpose"] if form.is_valid() else ""
    call = partial(services.consent_withdraw, actor, case_id=case_id, purpose=purpose)
    press(request, call, _("The agreement is taken back. What rests on it stops."))
    return redirect("case-detail", case_id)


@require_POST
@page("case.close")
def case_move(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Move the case to another state."""
    selectors.case(actor, case_id)
    form = MoveForm(request.POST)
    to = form.cleaned_data["to"] if form.is_valid() else ""
    press(request, partial(services.case_move, actor, case_id=case_id, to=to), _("The case moved on."))
    return redirect("case-detail", case_id)


@page("case.read")
def timeline(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """The timeline alone, for the case page that follows it: 204 while nothing is new, and an end after ten minutes."""
    case = selectors.case(actor, case_id)
    audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    after, since = (_number(request.GET.get(name, "")) for name in ("after", "since"))
    over = since is not None and time.time() - since > FOLLOW_SECONDS
    context = timeline_context(actor, case_id, since=since, follow=not over)
    if context["last"] == after and not over:
        return HttpResponse(status=204)
    response = render(request, "casework/timeline.html", context)
    response["HX-Trigger"] = "timeline-changed"
    return response


@require_safe
@page("case.read")
def case_opened(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Who opened the case, for the person whose case it is: to read out or to print."""
    case = selectors.case(actor, case_id)
    rows = selectors.openings(actor, case, limit=OPENINGS)
    audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    return render(request, "casework/opened.html", {"case": case, "table": openings_table(rows), "most": OPENINGS})


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None
