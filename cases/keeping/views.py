"""How long a case is kept, the hold, and the archive of one case."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.audit import services as audit
from agencies.leaving import archive, web
from agencies.leaving import selectors as leaving
from agencies.leaving.forms import ExportForm, HoldForm, NumberForm
from agencies.leaving.services import exports
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page, press
from cases.casework import selectors as casework
from cases.keeping import selectors, services


@page("case.hold")
def keeping(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """What is kept how long, and the form of a hold."""
    case = casework.case(actor, case_id)
    audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        call = partial(services.hold_place, actor, case_id=case_id, reason=form.cleaned_data["reason"])
        web.tried(form, call)
        if not form.errors:
            return redirect("case-keeping", case_id)
    context = {
        "case": case,
        "form": form,
        "kept": leaving.keeping(actor, case_id),
        "watched": selectors.watched(actor, case_id),
        "days": tenancy.settings(actor).retention_days,
    }
    return render(request, "keeping/keeping.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("case.hold")
def hold_lift(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """End the hold."""
    casework.case(actor, case_id)
    press(request, partial(services.hold_lift, actor, case_id=case_id), _("The usual periods apply again."))
    return redirect("case-keeping", case_id)


@page("case.export")
def case_export(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """The archive of one case, for the person's right to see her data."""
    case = casework.case(actor, case_id)
    audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        call = partial(exports.case_export, actor, case_id=case_id, reason=form.cleaned_data["reason"])
        if made := web.tried(form, call):
            context = {"phrase": made[1], "command": archive.OPEN_COMMAND, "key": web.key_id(), "back": request.path}
            return render(request, "leaving/passphrase.html", context)
    context = {
        "case": case,
        "form": form,
        "exports": web.listed(actor, case_id),
        "key": web.key_id(),
        "most": exports.MOST_DOWNLOADS,
    }
    return render(request, "keeping/export.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("case.export")
def case_export_fetch(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """The encrypted file, after signing in anew."""
    casework.case(actor, case_id)
    form = NumberForm(request.POST)
    if not form.is_valid():
        raise Http404
    number = form.cleaned_data["export"]
    leaving.export(actor, number, case_id)
    if not web.signed_in_lately(request):
        return web.sign_in_again(reverse("case-export", args=[case_id]))
    return web.sent(exports.export_open(actor, export_id=number, case_id=case_id), f"case-export-{number}")  # type: ignore[return-value]
