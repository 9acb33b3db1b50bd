"""A case's registrations."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework import selectors as casework
from cases.casework.states import Purpose
from cases.casework.web import page_of
from cases.fingerprints import selectors, services
from cases.fingerprints.forms import DisputeForm, RegisterForm, SuspendForm
from cases.fingerprints.web import rows, warnings


@page("fingerprint.register")
def fingerprint_new(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Every registration of a case, and more of them; the codes are computed in the browser."""
    case = casework.case(actor, case_id)
    detailed = selectors.detailed(actor, case)
    form = RegisterForm(request.POST if request.method == "POST" else None, detailed=detailed)
    if form.is_valid() and apply(form, partial(_register, actor, case_id, form)):
        messages.success(request, _("Registered. The portal looks for copies from now on."))
        for words_ in warnings(form.items(), detailed=detailed):
            messages.warning(request, words_)
        return redirect("fingerprint-new", case_id)
    found = page_of(request, selectors.fingerprints(actor, case_id))
    audit.seen(actor, "fingerprint.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    context = {
        "case": case,
        "form": form,
        "page": found,
        "rows": rows(found, actor),
        "agreed": casework.agreed(actor, case_id, Purpose.DETECTION),
    }
    return render(request, "fingerprints/case.html", context, status=422 if form.is_bound else 200)


def _register(actor: Actor, case_id: int, form: Any) -> None:
    services.fingerprints_register(actor, case_id=case_id, items=form.items())


@page("fingerprint.check")
def fingerprint_check(request: HttpRequest, actor: Actor, fingerprint_id: int) -> HttpResponse:
    """Say that this belongs to the case, after a page that says what that means."""
    said = _("Noted. A second person's look makes it two.")
    return _confirmed(request, actor, fingerprint_id, services.fingerprint_check, "fingerprints/check.html", said)


@page("fingerprint.update")
def fingerprint_resume(request: HttpRequest, actor: Actor, fingerprint_id: int) -> HttpResponse:
    """Compare it again, after a page that says why it was stopped."""
    said = _("The portal looks for it again.")
    return _confirmed(request, actor, fingerprint_id, services.fingerprint_resume, "fingerprints/resume.html", said)


@page("fingerprint.update")
def fingerprint_suspend(request: HttpRequest, actor: Actor, fingerprint_id: int) -> HttpResponse:
    """Stop comparing it for a while."""
    return _stop(request, actor, fingerprint_id, SuspendForm, services.fingerprint_suspend, "fingerprints/suspend.html")


@page("fingerprint.update")
def fingerprint_dispute(request: HttpRequest, actor: Actor, fingerprint_id: int) -> HttpResponse:
    """Somebody contests it."""
    return _stop(request, actor, fingerprint_id, DisputeForm, services.fingerprint_dispute, "fingerprints/dispute.html")


def _confirmed(
    request: HttpRequest,
    actor: Actor,
    fingerprint_id: int,
    verb: Any,
    template: str,
    said: str,
    to: str = "fingerprint-new",
) -> HttpResponse:
    """A page that says what the act means; a press on its button does it and leads on."""
    row = selectors.fingerprint(actor, fingerprint_id)
    if request.method != "POST":
        audit.seen(actor, "fingerprint.read", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id)
        return render(request, template, {"row": row})
    press(request, partial(verb, actor, fingerprint_id=fingerprint_id), said)
    return redirect(to, row.case_id)


def _stop(
    request: HttpRequest, actor: Actor, fingerprint_id: int, kind: type[SuspendForm], verb: Any, template: str
) -> HttpResponse:
    row = selectors.fingerprint(actor, fingerprint_id)
    audit.seen(actor, "fingerprint.read", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id)
    form = kind(request.POST if request.method == "POST" else None)
    if form.is_valid() and apply(form, partial(verb, actor, fingerprint_id=fingerprint_id, **form.cleaned_data)):
        messages.success(request, _("The portal does not look for it now. Its codes stay sealed until you decide."))
        return redirect("fingerprint-new", row.case_id)
    return render(request, template, {"row": row, "form": form}, status=422 if form.is_bound else 200)


@page("fingerprint.withdraw")
def fingerprint_withdraw(request: HttpRequest, actor: Actor, fingerprint_id: int) -> HttpResponse:
    """End a registration, after a page that says what that means."""
    said, verb = _("Withdrawn. The portal does not look for it any more."), services.fingerprint_withdraw
    return _confirmed(request, actor, fingerprint_id, verb, "fingerprints/withdraw.html", said, "case-detail")
