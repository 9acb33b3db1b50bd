"""A case's registrations."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework import selectors as casework
from cases.casework.states import Purpose
from cases.casework.web import page_of
from cases.fingerprints import selectors, services
from cases.fingerprints.forms import RegisterForm
from cases.fingerprints.web import rows


@page("fingerprint.register")
def fingerprint_new(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Every registration of a case, and more of them; the codes are computed in the browser."""
    case = casework.case(actor, case_id)
    form = RegisterForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and apply(form, partial(_register, actor, case_id, form)):
        messages.success(request, _("Registered. The portal looks for copies from now on."))
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


@require_POST
@page("fingerprint.withdraw")
def fingerprint_withdraw(request: HttpRequest, actor: Actor, fingerprint_id: int) -> HttpResponse:
    """End a registration."""
    case_id = selectors.fingerprint(actor, fingerprint_id).case_id
    call = partial(services.fingerprint_withdraw, actor, fingerprint_id=fingerprint_id)
    press(request, call, _("Withdrawn. The portal does not look for it any more."))
    return redirect("case-detail", case_id)
