"""Own host names: the manager's page, and the buttons of the platform's people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict
from agencies.tenancy.web import page, staff_page
from agencies.workspace import web
from agencies.workspace.forms import HostForm
from agencies.workspace.services import hosts


@page("settings.update")
def settings_hosts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The names with their records, and a form for another one."""
    form = HostForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and web.carried(form, lambda: hosts.host_state(actor, name=form.cleaned_data["name"])):
        messages.success(request, _("Saved. Publish the record that is shown, then write to the platform team."))
        return redirect("settings-hosts")
    context = {"form": form, "hosts": web.host_rows(actor.agency_id)}
    return render(request, "workspace/hosts.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("settings.update")
def settings_host_remove(request: HttpRequest, actor: Actor, host_id: int) -> HttpResponse:
    """Let a name go."""
    hosts.host_drop(actor, host_id=host_id)
    messages.success(request, _("The name no longer leads to your agency."))
    return redirect("settings-hosts")


@staff_page
def confirm(request: HttpRequest, staff: Staff, agency_id: int, host_id: int) -> HttpResponse:
    """The record was seen."""
    if request.method == "POST":
        try:
            hosts.host_confirm(staff, agency_id=agency_id, host_id=host_id)
        except Conflict as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Confirmed. The name leads to this agency."))
    return redirect("platform-agency", agency_id)


@staff_page
def refuse(request: HttpRequest, staff: Staff, agency_id: int, host_id: int) -> HttpResponse:
    """The name is taken away."""
    if request.method == "POST":
        hosts.host_refuse(staff, agency_id=agency_id, host_id=host_id)
        messages.success(request, _("The name no longer leads to this agency."))
    return redirect("platform-agency", agency_id)
