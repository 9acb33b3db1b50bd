"""Leaving: the agency's page, and the platform's."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.leaving import selectors, web, words
from agencies.leaving.forms import LeaveForm
from agencies.leaving.services import departures
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.web import page, press, staff_page


@page("agency.leave")
def leaving(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What leaving means, the form that starts it, and where it stands."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and web.tried(form, partial(departures.departure_start, actor, **form.cleaned_data)):
        return redirect("leaving")
    row = selectors.departure(actor)
    context = {
        "form": form,
        "row": row,
        "state": {"text": _(words.DEPARTURE_STATES[row.state][0]), "tone": words.DEPARTURE_STATES[row.state][1]}
        if row
        else None,
        "reason": departures.reason(row) if row else "",
        "mine": bool(row and row.started_by_id == actor.user_id),
        "fetched_at": selectors.fetched_at(actor.agency_id),
        "days": round(tenancy.settings(actor).leaving_grace_seconds / 86400),
    }
    return render(request, "leaving/leaving.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("agency.leave")
def leaving_confirm(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A second manager's word."""
    row = selectors.departure(actor)
    if row is None:
        raise Http404
    call = partial(departures.departure_confirm, actor, departure_id=row.pk)
    press(request, call, _("Confirmed. Until the day named below it can be stopped."))
    return redirect("leaving")


@require_POST
@page("agency.leave")
def leaving_stop(request: HttpRequest, actor: Actor) -> HttpResponse:
    """End it."""
    row = selectors.departure(actor)
    if row is None:
        raise Http404
    call = partial(departures.departure_stop, actor, departure_id=row.pk)
    press(request, call, _("Stopped. Nothing was deleted."))
    return redirect("leaving")


@staff_page
def departure_list(request: HttpRequest, staff: Staff) -> HttpResponse:
    """All departures, with what can be done about each."""
    rows = [
        {
            "row": row,
            "text": _(words.DEPARTURE_STATES[row.state][0]),
            "tone": words.DEPARTURE_STATES[row.state][1],
            "reason": departures.reason(row),
        }
        for row in selectors.departures()
    ]
    return render(request, "leaving/departures.html", {"rows": rows})


@staff_page
@require_POST
def departure_confirm(request: HttpRequest, staff: Staff, departure_id: int) -> HttpResponse:
    """The platform's word in place of a second manager's."""
    press(request, partial(departures.platform_confirm, staff, departure_id=departure_id), _("Confirmed."))
    return redirect("departure-list")


@staff_page
@require_POST
def departure_stop(request: HttpRequest, staff: Staff, departure_id: int) -> HttpResponse:
    """The platform stops it."""
    press(
        request, partial(departures.platform_stop, staff, departure_id=departure_id), _("Stopped. Nothing was deleted.")
    )
    return redirect("departure-list")


@staff_page
def departure_certificate(request: HttpRequest, staff: Staff, departure_id: int) -> HttpResponse:
    """The certificate of deletion."""
    row = selectors.departure_by_id(departure_id)
    if not row.certificate:
        raise Http404
    response = HttpResponse(bytes(row.certificate), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="deletion-certificate-{row.pk}.pdf"'
    return response
