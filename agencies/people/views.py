"""The second step of sign-in, and the agency switcher."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies.people import selectors, web
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page


@require_safe
@login_required
def second_step(request: HttpRequest) -> HttpResponse:
    """What comes before everything else: set up a second step, or show the one that is set up."""
    if web.second_step_taken(request):
        return redirect("home")
    exists = selectors.has_second_step(request.user.pk or 0)
    return render(request, "people/second_step.html", {"exists": exists})


@require_POST
@page("agency.read")
def switch(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Work for another of one's own agencies; an agency that is not one's own does not exist here."""
    wanted = request.POST.get("agency_id", "")
    if wanted not in {str(place.agency_id) for place in getattr(request, "places", [])}:
        raise Http404
    request.session["agency_id"] = int(wanted)
    return redirect("home")
