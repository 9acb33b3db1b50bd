"""Session -> actor: which agency a signed-in person works for in this request, once both steps of sign-in are done."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agencies.people import selectors, web
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import caller

SESSION_AGENCY = "agency_id"
# What a person may open who has not taken the second step yet: the way to it, the way out, and what visitors see too.
WITHOUT_SECOND_STEP = (
    "/account/",
    "/api/",
    "/apply/",
    "/exit",
    "/favicon.ico",
    "/healthz",
    "/i18n/",
    "/r/",
    "/readyz",
    "/sign-in/",
    "/static/",
)
OUTSIDE_EVERY_AGENCY = ("/account/invitation/", "/sign-in/")  # open the scope of an agency by themselves


class SessionActorMiddleware:
    """Sets request.actor (None for visitors, for people without an agency or without a second step) and request.places."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        request.places = []  # type: ignore[attr-defined]
        if not request.user.is_authenticated or request.path.startswith(OUTSIDE_EVERY_AGENCY):
            return self.get_response(request)
        only = request.session.get(web.ONLY_AGENCY)
        found = [place for place in selectors.places(request.user.pk) if only in {None, place.agency_id}]
        if (found or request.user.is_staff) and not web.second_step_taken(request):
            return self._first(request)
        own = getattr(request, "own_host", None)  # under an agency's host name nothing but that agency is open
        if own is not None:
            found = [place for place in found if place.agency_id == own.agency_id]
        place = selectors.choose(found, request.session.get(SESSION_AGENCY))
        request.places = found  # type: ignore[attr-defined]
        if place is not None:
            request.actor = Actor(  # type: ignore[attr-defined]
                agency_id=place.agency_id,
                roles=place.roles,
                user_id=request.user.pk,
                request_id=getattr(request, "request_id", ""),
                source=caller(request),
                read_only=place.read_only,
            )
        return self.get_response(request)

    def _first(self, request: HttpRequest) -> HttpResponse:
        """The second step comes before everything else; a fragment of a page is answered with the whole page."""
        if request.path.startswith(WITHOUT_SECOND_STEP):
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": web.second_step_url()})
        return redirect(web.second_step_url())
