"""Session -> actor: which agency a signed-in person works for in this request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from agencies.people import selectors
from agencies.tenancy.actor import Actor

SESSION_AGENCY = "agency_id"


class SessionActorMiddleware:
    """Sets request.actor (None for visitors and for people without an agency) and request.places."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        request.places = []  # type: ignore[attr-defined]
        user_id = request.user.pk if request.user.is_authenticated else None
        if user_id is not None:
            found = selectors.places(user_id)
            place = selectors.choose(found, request.session.get(SESSION_AGENCY))
            request.places = found  # type: ignore[attr-defined]
            if place is not None:
                request.actor = Actor(  # type: ignore[attr-defined]
                    agency_id=place.agency_id,
                    roles=place.roles,
                    user_id=user_id,
                    request_id=getattr(request, "request_id", ""),
                    source=request.META.get("REMOTE_ADDR", ""),
                    read_only=place.read_only,
                )
        return self.get_response(request)
