"""A key that is out of reach becomes a page in words, never a 500."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from agencies.keys.errors import KeyTrouble
from agencies.tenancy.errors import Conflict

log = structlog.get_logger(__name__)
API = "/api/"


class KeyTroubleMiddleware:
    """503 for trouble with a key, 409 for shredded content that a page without @page asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer; None for any other error."""
        if isinstance(error, KeyTrouble):
            log.error("a key is out of reach", problem=str(error))
            if request.path.startswith(API):
                detail = _("A key is out of reach. Nothing was changed and nothing is lost. Try again later.")
                body = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": detail}
                return JsonResponse(body, status=503, content_type="application/problem+json")
            return render(request, "503.html", status=503)
        if isinstance(error, Conflict) and not request.path.startswith(API):
            return render(request, "409.html", {"message": str(error)}, status=409)
        return None
