"""Archives of the whole agency."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.leaving import archive, selectors, web
from agencies.leaving.forms import ExportForm, NumberForm
from agencies.leaving.services import exports
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page


@page("agency.export")
def export_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for an archive, and fetch those that are ready."""
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = web.tried(form, partial(exports.agency_export, actor, reason=form.cleaned_data["reason"]))
        if made:
            context = {"phrase": made[1], "command": archive.OPEN_COMMAND, "key": web.key_id(), "back": request.path}
            return render(request, "leaving/passphrase.html", context)
    context = {"form": form, "exports": web.listed(actor), "key": web.key_id(), "most": exports.MOST_DOWNLOADS}
    return render(request, "leaving/exports.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("agency.export")
def export_fetch(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The encrypted file, after signing in anew."""
    form = NumberForm(request.POST)
    if not form.is_valid():
        raise Http404
    number = form.cleaned_data["export"]
    selectors.export(actor, number, None)
    if not web.signed_in_lately(request):
        return web.sign_in_again(reverse("export-list"))
    return web.sent(exports.export_open(actor, export_id=number, case_id=None), f"agency-export-{number}")  # type: ignore[return-value]
