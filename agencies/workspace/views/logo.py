"""The logo: its page for managers, and the drawing itself for everybody."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.web import page
from agencies.workspace import selectors, web
from agencies.workspace.forms import LogoForm
from agencies.workspace.services.logo import logo_change

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@page("settings.update")
def settings_logo(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Paste a drawing, or leave the field empty to remove it."""
    form = LogoForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and web.carried(form, partial(logo_change, actor, svg=form.cleaned_data["svg"])):
        messages.success(request, _("Saved."))
        return redirect("settings-logo")
    context = {"form": form, "slug": tenancy.agency(actor.agency_id).slug, "logo": tenancy.settings(actor).logo}
    return render(request, "workspace/logo.html", context, status=422 if form.is_bound else 200)


@require_safe
def agency_logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The drawing as a file of its own; opened by itself it may do nothing, not even style another page."""
    try:
        svg, digest = selectors.logo_of(slug)
    except NotFound as error:
        raise Http404 from error
    answer = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    answer["Content-Security-Policy"] = SANDBOX
    answer["ETag"] = f'"{digest[:32]}"'
    answer["Cache-Control"] = "private, max-age=600"
    return answer
