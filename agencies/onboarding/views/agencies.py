"""Pages of the platform's staff about agencies: list, suspension, renewal."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.onboarding import selectors, words
from agencies.onboarding.forms.platform import SuspendForm
from agencies.onboarding.services import renewal, suspension
from agencies.onboarding.web import tag
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Staff
from agencies.tenancy.web import apply, press, staff_page
from agencies.workspace.web import host_rows

ROWS = 25


@staff_page
def listing(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Every active agency: suspended or not, and how its term stands."""
    text = request.GET.get("text", "")[:100]
    suspended = request.GET.get("suspended") == "1"
    page = Paginator(selectors.agencies_page(text=text, suspended=suspended), ROWS).get_page(request.GET.get("page"))
    terms = selectors.terms([row.pk for row in page])
    rows = [
        [
            {"url": reverse("platform-agency", args=[row.pk]), "text": row.name}, row.country, _(words.KINDS[row.kind]),
            {"text": _("Suspended"), "tone": "stop"} if row.suspended_at else {"text": _("At work"), "tone": "good"},
            tag(words.TERMS, selectors.term_state(terms.get(row.pk))),
        ]
        for row in page
    ]  # fmt: skip
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page, "rows": rows, "text": text, "suspended": suspended,
        "query": f"{query.urlencode()}&" if query else "",
        "head": [_("Agency"), _("Country"), _("Kind"), _("State"), _("Agreement")],
    }  # fmt: skip
    return render(request, "onboarding/platform_agencies.html", context)


@staff_page
def detail(request: HttpRequest, staff: Staff, agency_id: int) -> HttpResponse:
    """One agency as the platform sees it: no case, no person's data."""
    return _page(request, agency_id, SuspendForm(), 200)


def _page(request: HttpRequest, agency_id: int, form: SuspendForm, status: int) -> HttpResponse:
    agency = tenancy.agency(agency_id)
    term = selectors.term(agency_id)
    context = {
        "its": agency, "kind": _(words.KINDS[agency.kind]), "form": form, "term": term,
        "term_tag": tag(words.TERMS, selectors.term_state(term)), "suspensions": selectors.suspensions(agency_id),
        "application": selectors.application_of(agency_id), "hosts": host_rows(agency_id),
    }  # fmt: skip
    return render(request, "onboarding/platform_agency.html", context, status=status)


@staff_page
def suspend(request: HttpRequest, staff: Staff, agency_id: int) -> HttpResponse:
    """Suspend with a reason."""
    if request.method != "POST":
        return redirect("platform-agency", agency_id)
    form = SuspendForm(request.POST)
    call = partial(_suspend, staff, agency_id, form)
    if form.is_valid() and apply(form, call):
        messages.success(request, _("The agency is suspended. Its managers are told why."))
        return redirect("platform-agency", agency_id)
    return _page(request, agency_id, form, 422)


def _suspend(staff: Staff, agency_id: int, form: SuspendForm) -> None:
    suspension.agency_suspend(staff, agency_id=agency_id, reason=form.cleaned_data["reason"])


@staff_page
def lift(request: HttpRequest, staff: Staff, agency_id: int) -> HttpResponse:
    """Lift the suspension."""
    if request.method == "POST":
        press(request, partial(suspension.agency_lift, staff, agency_id=agency_id), _("The suspension is lifted."))
    return redirect("platform-agency", agency_id)


@staff_page
def renew(request: HttpRequest, staff: Staff, agency_id: int) -> HttpResponse:
    """Renew the term that was seen."""
    try:
        seen = date.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        seen = date.min
    if request.method == "POST":
        call = partial(renewal.term_renew, staff, agency_id=agency_id, seen=seen)
        press(request, call, _("The agreement is renewed."))
    return redirect("platform-agency", agency_id)
