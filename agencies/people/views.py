"""The agency switcher."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page


@require_POST
@page("agency.read")
def switch(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Work for another of one's own agencies; an agency that is not one's own does not exist here."""
    wanted = request.POST.get("agency_id", "")
    if wanted not in {str(place.agency_id) for place in getattr(request, "places", [])}:
        raise Http404
    request.session["agency_id"] = int(wanted)
    return redirect("home")
