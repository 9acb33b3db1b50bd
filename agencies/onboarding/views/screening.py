"""Pages of the platform's staff: applications, from the first reading to the open workspace."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.onboarding import countries, selectors, words
from agencies.onboarding.forms.platform import (
    ApplicationFilter,
    AskForm,
    CheckForm,
    DecisionForm,
    PartiesForm,
    WorkspaceForm,
)
from agencies.onboarding.services import activation, agreements, applications, mails
from agencies.onboarding.states import ApplicationState
from agencies.onboarding.web import document, tag
from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import NotFound
from agencies.tenancy.web import apply, press, staff_page

ROWS = 25
S = ApplicationState


@staff_page
def listing(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Every application, newest first."""
    form = ApplicationFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Paginator(selectors.applications(**chosen), ROWS).get_page(request.GET.get("page"))
    rows = [
        [
            {"url": reverse("platform-application", args=[row.pk]), "text": row.institution},
            _(words.KINDS[row.kind]), row.country, tag(words.STATES, row.state), {"time": row.submitted_at},
        ]
        for row in page
    ]  # fmt: skip
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form, "page": page, "rows": rows, "query": f"{query.urlencode()}&" if query else "",
        "head": [_("Institution"), _("Kind"), _("Country"), _("State"), _("Received")],
        "failed": selectors.failed_mails(),
    }  # fmt: skip
    return render(request, "onboarding/platform_applications.html", context)


@staff_page
def detail(request: HttpRequest, staff: Staff, application_id: int) -> HttpResponse:
    """One application: facts, files, questions, checklist, decision, agreement, activation."""
    return _page(request, application_id, {}, 200)


def _page(request: HttpRequest, application_id: int, bound: dict[str, forms.Form], status: int) -> HttpResponse:
    row = selectors.application(application_id)
    agreement = selectors.agreement(row.pk)
    checks = {check.item: check for check in row.checks.all()}
    context = {
        "application": row, "tag": tag(words.STATES, row.state), "kind": _(words.KINDS[row.kind]),
        "files": row.files.order_by("id"), "agreement": agreement, "country": countries.find(row.country),
        "messages_of": [(_(words.SIDES[each.side]), each) for each in row.messages.order_by("id")],
        "checks": [(_(text), checks.get(item), _result(checks.get(item))) for item, text in words.CHECKS.items()],
        "mails": [
            (_(words.MAIL_KINDS[each.kind]), tag(words.MAIL_STATES, each.state), each)
            for each in row.mails.order_by("id")
        ],
        "method": _(words.METHODS[agreement.method]) if agreement and agreement.method else "",
        **_forms(row, bound),
    }  # fmt: skip
    return render(request, "onboarding/platform_application.html", context, status=status)


def _result(check: Any) -> dict[str, str] | None:
    return tag(words.RESULTS, check.result) if check else None


def _forms(row: Any, bound: dict[str, forms.Form]) -> dict[str, forms.Form | None]:
    """The forms that this state of the application has."""
    able: dict[str, tuple[set[str], Callable[[], forms.Form]]] = {
        "ask": ({S.RECEIVED}, AskForm),
        "check": ({S.RECEIVED, S.ASKED, S.PROPOSED}, CheckForm),
        "decide": ({S.RECEIVED, S.ASKED, S.PROPOSED, S.ACCEPTED, S.SIGNED}, DecisionForm),
        "issue": ({S.ACCEPTED, S.SIGNED}, partial(PartiesForm.suggested, row)),
        "activate": ({S.SIGNED}, partial(WorkspaceForm.suggested, row)),
    }
    found: dict[str, forms.Form | None] = {}
    for name, (states, make) in able.items():
        form = bound.get(name) or (make() if row.state in states else None)
        if form is not None:
            form.auto_id = f"{name}_%s"  # several forms on one page
        found[f"{name}_form"] = form
    return found


def _post(
    request: HttpRequest, application_id: int, name: str, form: forms.Form, call: Callable[[], object], done: str
) -> HttpResponse:
    """One form of the page: on success back to the page, else the page with the form as it was typed."""
    if form.is_valid() and apply(form, call):
        messages.success(request, done)
        return redirect("platform-application", application_id)
    return _page(request, application_id, {name: form}, 422)


@staff_page
def ask(request: HttpRequest, staff: Staff, application_id: int) -> HttpResponse:
    """Ask the applicant."""
    if request.method != "POST":
        return redirect("platform-application", application_id)
    form = AskForm(request.POST)
    return _post(
        request,
        application_id,
        "ask",
        form,
        lambda: applications.application_ask(staff, application_id=application_id, text=form.cleaned_data["text"]),
        _("The question was sent."),
    )


@staff_page
def check(request: HttpRequest, staff: Staff, application_id: int) -> HttpResponse:
    """One line of the checklist."""
    if request.method != "POST":
        return redirect("platform-application", application_id)
    form = CheckForm(request.POST)
    return _post(
        request,
        application_id,
        "check",
        form,
        lambda: applications.application_check(staff, application_id=application_id, **form.cleaned_data),
        _("The check is noted."),
    )


@staff_page
def decide(request: HttpRequest, staff: Staff, application_id: int) -> HttpResponse:
    """Accept, decline, or give a proposal back."""
    if request.method != "POST":
        return redirect("platform-application", application_id)
    form = DecisionForm(request.POST)
    verbs: dict[str, tuple[Callable[[], object], str]] = {
        "accept": (lambda: applications.application_accept(staff, **_decision(application_id, form)), _("Noted.")),
        "decline": (
            lambda: applications.application_decline(staff, **_decision(application_id, form)),
            _("The application is declined."),
        ),
        "return": (
            lambda: applications.application_return(staff, application_id=application_id),
            _("The proposal was given back."),
        ),
    }
    if (chosen := verbs.get(request.POST.get("act", ""))) is None:
        return redirect("platform-application", application_id)
    return _post(request, application_id, "decide", form, *chosen)


def _decision(application_id: int, form: forms.Form) -> dict[str, Any]:
    return {"application_id": application_id, "reasons": form.cleaned_data["reasons"]}


@staff_page
def issue(request: HttpRequest, staff: Staff, application_id: int) -> HttpResponse:
    """Set the agreement and give it to the applicant."""
    if request.method != "POST":
        return redirect("platform-application", application_id)
    form = PartiesForm(request.POST)
    return _post(
        request,
        application_id,
        "issue",
        form,
        lambda: agreements.agreement_issue(staff, application_id=application_id, parties=form.parties()),
        _("The agreement is ready for the applicant."),
    )


@staff_page
def activate(request: HttpRequest, staff: Staff, application_id: int) -> HttpResponse:
    """Open the workspace."""
    if request.method != "POST":
        return redirect("platform-application", application_id)
    form = WorkspaceForm(request.POST)
    return _post(
        request,
        application_id,
        "activate",
        form,
        lambda: activation.agency_activate(staff, application_id=application_id, workspace=form.workspace()),
        _("The workspace is open."),
    )


@staff_page
def file(request: HttpRequest, staff: Staff, application_id: int, file_id: int) -> HttpResponse:
    """A file of the applicant, to be kept and opened elsewhere with care."""
    return document(*applications.file_read(staff, application_id=application_id, file_id=file_id))


@staff_page
def agreement_file(request: HttpRequest, staff: Staff, application_id: int) -> HttpResponse:
    """The agreement in force."""
    found = selectors.agreement(application_id)
    if found is None:
        raise NotFound
    name = agreements.number(selectors.application(application_id))
    return document(f"{name}.pdf", agreements.agreement_bytes(found))


@staff_page
def mail_again(request: HttpRequest, staff: Staff, mail_id: int) -> HttpResponse:
    """Send a mail again that could not be sent."""
    if request.method == "POST":
        press(request, partial(mails.mail_retry, staff, mail_id=mail_id), _("It will be sent again."))
    return redirect("platform-applications")
