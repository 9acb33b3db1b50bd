"""Request frame: an id, headers that keep the reader private, and the agency's scope around view and rendering."""

import uuid
from collections.abc import Callable

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from agencies.tenancy.scope import tenant_scope

Handler = Callable[[HttpRequest], HttpResponse]
PLATFORM = "/platform/"  # pages of the platform's own staff
SENSITIVE_OFF = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class RequestIdMiddleware:
    """Gives each request an id that appears in its log lines, its audit lines and its answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:16]  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request.request_id):  # type: ignore[attr-defined]
            response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class PrivacyHeadersMiddleware:
    """Pages are never cached on a shared device and tell no other site where the reader came from."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = SENSITIVE_OFF
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response


class TenantScopeMiddleware:
    """Opens the scope of request.actor around the view and its rendering; an answer of 500 and above rolls back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if request.path.startswith(PLATFORM):
            actor = request.actor = None  # type: ignore[attr-defined]  # outside every agency, also for a colleague of one
        if actor is None:
            return self.get_response(request)
        with tenant_scope(actor.agency_id):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response
