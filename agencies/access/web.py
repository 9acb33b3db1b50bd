"""API bases: who asks, whether the declared action is theirs, pages, and errors as RFC 9457 problem details."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.tenancy import rights
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound


class ActorAuthentication(SessionAuthentication):
    """The actor that the middleware found: by service key, or by a signed-in session with its CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        actor = getattr(request._request, "actor", None)
        if actor is None:
            return None
        if actor.kind == "person":
            self.enforce_csrf(request)  # type: ignore[arg-type]
        return request._request.user, actor

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class DeclaredActionPermission(BasePermission):
    """Each view declares `actions = {"GET": "case.read", ...}`; a method without one is refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        actor = getattr(request._request, "actor", None)
        action = getattr(view, "actions", {}).get(request.method)
        if actor is None:
            raise exceptions.NotAuthenticated
        scopes = getattr(request._request, "scopes", None)
        if action is None or (scopes is not None and action not in scopes):
            return False
        return rights.allowed(actor, action)


class NewestFirst(CursorPagination):
    """Opaque cursor over ids, newest first; `limit` up to 100."""

    ordering = "-id"
    page_size_query_param = "limit"
    max_page_size = 100


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as application/problem+json, with words for the person who reads the log at the other end."""
    error = _translated(error)
    if not isinstance(error, exceptions.APIException):
        return None
    detail = error.detail.get("detail") if isinstance(error.detail, dict) else error.detail
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status_title(error.status_code),
        "status": error.status_code,
        "detail": str(detail or _("Some values cannot be used; see errors.")),
        "request_id": getattr(context["request"]._request, "request_id", ""),
    }
    if detail is None or isinstance(detail, list):
        body["errors"] = error.detail
    headers = {"WWW-Authenticate": error.auth_header} if getattr(error, "auth_header", None) else {}
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    return Response(body, status=error.status_code, headers=headers, content_type="application/problem+json")


def _translated(error: Exception) -> Exception:
    """The framework's exception for one of ours."""
    if isinstance(error, (NotFound, Http404)):
        return exceptions.NotFound(_("There is nothing here, or nothing that this key may see."))
    if isinstance(error, Forbidden):
        return exceptions.PermissionDenied()
    if isinstance(error, Invalid):
        return exceptions.ValidationError({error.field: [error.message]} if error.field else {"detail": error.message})
    if isinstance(error, Conflict):
        conflict = exceptions.APIException(str(error))
        conflict.status_code = status.HTTP_409_CONFLICT
        return conflict
    if isinstance(error, RequestDataTooBig):
        return exceptions.ParseError(_("The request is too large. The portal accepts no media."))
    return error


def status_title(code: int) -> str:
    """The standard phrase of a status code."""
    names = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed"}
    return names.get(
        code, {409: "Conflict", 415: "Unsupported Media Type", 429: "Too Many Requests"}.get(code, "Error")
    )
