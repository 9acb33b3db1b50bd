"""Pages of the platform's staff: workspaces to practise in."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.tenancy.actor import Staff
from agencies.tenancy.web import apply, staff_page
from portal.training import selectors, services
from portal.training.forms import ResetForm, TrainingForm


@staff_page
def listing(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The workspaces, and the form for one more."""
    form = TrainingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        call = partial(services.platform_open, staff, language=get_language() or "en", **form.cleaned_data)
        if apply(form, call):
            messages.success(request, _("The training workspace is open. The manager is invited by mail."))
            return redirect("platform-training")
    rows = [
        [row.name, row.slug, {"url": reverse("platform-training-reset", args=[row.pk]), "text": _("Begin anew")}]
        for row in selectors.workspaces()
    ]
    context = {"form": form, "rows": rows, "head": [_("Name"), _("Short name"), _("What can be done")]}
    return render(request, "training/list.html", context, status=422 if form.is_bound else 200)


@staff_page
def reset(request: HttpRequest, staff: Staff, agency_id: int) -> HttpResponse:
    """Ask once more, then delete the old rows and begin anew for the same people."""
    workspace = selectors.workspace(agency_id)
    form = ResetForm(request.POST if request.method == "POST" else None, slug=workspace.slug)
    if form.is_valid() and apply(form, partial(services.platform_reset, staff, agency_id=agency_id)):
        messages.success(request, _("The training workspace begins anew. The old rows are being deleted."))
        return redirect("platform-training")
    context = {"form": form, "its": workspace}
    return render(request, "training/reset.html", context, status=422 if form.is_bound else 200)
