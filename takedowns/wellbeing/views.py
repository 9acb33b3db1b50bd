"""The officer's own exposure, and everybody's for the wellbeing lead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page, press
from takedowns.wellbeing import services
from takedowns.wellbeing.web import own_page, team_page


@require_safe
@page("wellbeing.own")
def wellbeing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What I have seen, and how much is enough."""
    return render(request, "wellbeing/own.html", own_page(actor))


@require_safe
@page("wellbeing.lead")
def wellbeing_team(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What everybody has seen."""
    audit.seen(actor, "wellbeing.team", subject_kind="wellbeing", subject_id=None)
    return render(request, "wellbeing/team.html", team_page(actor))


@require_POST
@page("wellbeing.own")
def wellbeing_back(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Me again."""
    press(request, lambda: services.rest_end(actor), _("Welcome back. Packages of every kind come to you as before."))
    return redirect("wellbeing")
