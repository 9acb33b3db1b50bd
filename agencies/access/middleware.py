"""Service key -> actor, for /api/ only."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from agencies.access import services


class ServiceKeyMiddleware:
    """`Authorization: Bearer mk_…` takes the place of a session on /api/; a wrong key is 401 whatever it asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get("Authorization", "")
        if not request.path.startswith("/api/") or not header:
            return self.get_response(request)
        scheme, _, presented = header.partition(" ")
        found = None
        if scheme.lower() == "bearer":
            found = services.key_actor(
                presented,
                request_id=getattr(request, "request_id", ""),
                source=request.META.get("REMOTE_ADDR", ""),
            )
        if found is None:
            problem = {
                "type": "about:blank",
                "title": "Unauthorized",
                "status": 401,
                "detail": "This key is not valid.",
            }
            answer = JsonResponse(problem, status=401, content_type="application/problem+json")
            answer["WWW-Authenticate"] = 'Bearer realm="api"'
            return answer
        request.actor, request.scopes = found  # type: ignore[attr-defined]
        return self.get_response(request)
