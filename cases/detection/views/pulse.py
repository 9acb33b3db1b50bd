"""The live page: what the agency's watch does now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page
from cases.detection.selectors import pulse as reads
from cases.detection.web.pulsing import figures, lanes


@page("source.read")
def live(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Figures of the last hour; the page asks for its own part again and again, and works without."""
    found = reads.pulse(actor)
    if request.GET.get("said") == found.said:  # screen readers hear a sentence again only if it is another one
        return HttpResponse(status=204)
    return render(request, "detection/live.html", {"pulse": found, "facts": figures(found), "lanes": lanes(found)})
