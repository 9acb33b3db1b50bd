"""Service key -> actor, for /api/ only."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from agencies.access import problems, services
from agencies.tenancy.web import caller


class ServiceKeyMiddleware:
    """`Authorization: Bearer mk_…` takes the place of a session on /api/; a wrong key is 401 whatever it asks for.

    Sets request.actor, request.scopes and request.key_id.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get("Authorization", "")
        if not request.path.startswith("/api/") or not header:
            return self.get_response(request)
        scheme, _space, presented = header.partition(" ")
        request_id = getattr(request, "request_id", "")
        found = None
        if scheme.lower() == "bearer":
            found = services.key_open(presented, request_id=request_id, source=caller(request))
        if found is None:
            detail = _("This key is not valid: it may be mistyped, expired or revoked. Ask the agency for a new one.")
            problem = problems.body(401, detail, path=request.path, request_id=request_id)
            answer = JsonResponse(problem, status=401, content_type=problems.CONTENT_TYPE)
            answer["WWW-Authenticate"] = 'Bearer realm="api"'
            return answer
        request.actor, request.scopes, request.key_id = found.actor, found.scopes, found.key_id  # type: ignore[attr-defined]
        return self.get_response(request)
