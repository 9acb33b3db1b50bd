"""The second step of sign-in, the way in by invitation, one's own sessions, and the agency switcher."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from agencies.people import selectors, services, web
from agencies.people.forms import AcceptForm
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, NotFound
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


@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation. A used, withdrawn or old one gets the same answer as one that never was."""
    try:
        offer = services.opened(token)
        if request.user.is_authenticated:
            return _join(request, token, offer)
        if offer.known:
            return render(request, "people/invitation.html", {"offer": offer, "sign_in": True})
        return _new_account(request, token, offer)
    except NotFound:
        return render(request, "people/invitation_gone.html", status=404)
    except Conflict as error:
        return render(request, "409.html", {"message": str(error)}, status=409)


def _join(request: HttpRequest, token: str, offer: services.Opened) -> HttpResponse:
    """Somebody with an account, signed in."""
    user = selectors.user(request.user.pk or 0)
    if user is None or user.email != offer.email:
        return render(request, "people/invitation.html", {"offer": offer, "other": True}, status=409)
    if selectors.has_second_step(user.pk) and not web.second_step_taken(request):
        return redirect("second-step")
    if request.method != "POST":
        return render(request, "people/invitation.html", {"offer": offer})
    services.invitation_accept(token, user=user)
    request.session["agency_id"] = offer.agency_id
    messages.success(request, _("You work for %(agency)s now.") % {"agency": offer.agency})
    return redirect("home")


def _new_account(request: HttpRequest, token: str, offer: services.Opened) -> HttpResponse:
    """Name and password; the second step is set up right after."""
    posted = request.POST if request.method == "POST" else None
    form = AcceptForm(posted, email=offer.email, agency=offer.agency, initial={"name": offer.name})
    if form.is_valid():
        user = services.invitation_accept(token, **form.cleaned_data)
        return perform_password_login(request, {"email": user.email}, Login(user=user))  # type: ignore[no-any-return]
    context = {"offer": offer, "form": form}
    return render(request, "people/invitation.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def session_end(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one of one's own browsers."""
    try:
        services.session_end(request.user.pk or 0, session_id=session_id)
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("That browser is signed out."))
    return redirect("usersessions_list")
