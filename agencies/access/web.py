"""API bases: who asks and what for, pages, one answer per Idempotency-Key, and errors as RFC 9457 problem details.

The REST framework imports its default classes while it loads its views, so this module imports no view of it.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from agencies.access import problems, services, strict
from agencies.access.entries import LARGEST_ID, Entries, entries
from agencies.audit import services as audit
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound, Stale

if TYPE_CHECKING:
    from rest_framework.views import APIView as Base
else:
    Base = object

RATE, WINDOW = 600, 60  # requests of one key in so many seconds; far above what an honest integration needs
KEY = re.compile(r'"?([!#-~]{1,255})"?')  # a structured-field string or a bare token, without spaces
log = structlog.get_logger(__name__)


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
    """Each view declares `actions = {"GET": "case.read", ...}`; a method without one is refused (405)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if getattr(request._request, "actor", None) is None:
            raise exceptions.NotAuthenticated
        method = "GET" if request.method == "HEAD" else str(request.method)
        action = getattr(view, "actions", {}).get(method)
        if action is None:
            raise exceptions.MethodNotAllowed(method)
        return may(request, action)


def may(request: Request, action: str) -> bool:
    """Whether the caller's role holds the action and, for a key, whether it is among the key's scopes."""
    scopes = getattr(request._request, "scopes", None)
    return (scopes is None or action in scopes) and rights.allowed(request._request.actor, action)  # type: ignore[attr-defined]


class KeyThrottle(BaseThrottle):
    """At most RATE requests of one key or person in WINDOW seconds, counted in the cache; no address is looked at."""

    reset = WINDOW  # whole seconds until the count starts anew

    def allow_request(self, request: Request, view: Any) -> bool:
        inner = request._request
        actor: Actor = inner.actor  # type: ignore[attr-defined]
        caller = getattr(inner, "key_id", None) or f"person-{actor.user_id}"
        window, spent = divmod(int(time.time()), WINDOW)
        name = f"api-rate:{actor.agency_id}:{caller}:{window}"
        cache.add(name, 0, 2 * WINDOW)
        try:
            used = cache.incr(name)
        except ValueError:  # another process emptied the cache in between
            used = 1
        self.reset = WINDOW - spent
        inner.rate = (RATE, max(0, RATE - used), self.reset)  # type: ignore[attr-defined]
        return used <= RATE

    def wait(self) -> int:
        return self.reset


class StrictJSON(JSONParser):
    """JSON in UTF-8 only (RFC 8259); no NaN, no name twice in one object, no nesting without end."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return strict.loads(stream.read())
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(_("The body is not JSON in UTF-8, or names a field twice.")) from error


class Place(exceptions.ValidationError):
    """A value that cannot be used in the query or in a header; `place` says which."""

    def __init__(self, place: str, detail: Any) -> None:
        super().__init__(detail)
        self.place = place


class NewestFirst(CursorPagination):
    """Opaque cursor over ids, newest first; `limit` up to 100."""

    ordering: Any = "-id"
    page_size_query_param = "limit"
    max_page_size = 100

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The framework's cursor; one that nobody was given is 400, never a question to the database."""
        try:
            found = super().decode_cursor(request)
            if found is None or (found.offset == 0 and 0 <= int(found.position or "") <= LARGEST_ID):
                return found
        except (ValueError, exceptions.NotFound):
            pass
        raise Place("parameter", {"cursor": [_("This cursor was not given out by the portal.")]})

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.get_next_link(), "prev": self.get_previous_link(), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        required = ["next", "prev", "results"]
        return {
            "type": "object",
            "required": required,
            "properties": {"next": link, "prev": dict(link), "results": schema | {"maxItems": self.max_page_size}},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        cursor = {"type": "string", "maxLength": 200}
        return [
            {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
            for name, words, schema in (
                ("cursor", "Where the page starts: taken from next or prev of another page.", cursor),
                ("limit", "Entries of a page.", limit),
            )
        ]


class InOrder(NewestFirst):
    """The same over a finished list of entries with ids, oldest first."""

    ordering = "id"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        rows: Any = queryset if isinstance(queryset, Entries) else entries(queryset)
        return super().paginate_queryset(rows, request, view)


class Endpoint(Base):
    """Mixed into every API view, before the framework's class: what is the same for all of them."""

    actions: dict[str, str] = {}
    asks: type[Any] | None = None  # serializer of a GET's parameters; without one there are none
    http_method_names = ["get", "head", "post", "delete"]
    parser_classes = [StrictJSON]
    throttle_classes = [KeyThrottle]
    asked: dict[str, Any]

    @property
    def actor(self) -> Actor:
        """Who calls."""
        found: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return found

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The framework's checks, then the parameters: an unknown or impossible one is 400, not a wider answer."""
        super().initial(request, *args, **kwargs)
        given = dict(request.query_params.items())
        if given and (self.asks is None or request.method not in {"GET", "HEAD"}):
            raise Place("parameter", {name: [_("This address takes no such parameter.")] for name in given})
        query = self.asks(data=given) if self.asks else None
        if query and not query.is_valid():
            raise Place("parameter", query.errors)
        self.asked = query.validated_data if query else {}

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """The limit's state in every answer: the draft standard's fields, and those that clients read today."""
        done = super().finalize_response(request, response, *args, **kwargs)
        if rate := getattr(request._request, "rate", None):
            limit, left, reset = rate
            done["RateLimit-Policy"] = f'"default";q={limit};w={WINDOW}'
            done["RateLimit"] = f'"default";r={left};t={reset}'
            done["X-RateLimit-Limit"], done["X-RateLimit-Remaining"] = str(limit), str(left)
            done["X-RateLimit-Reset"] = str(reset)
        return done

    def versioned(self, body: Any) -> Response:
        """The body with its ETag, or 304 without one when If-None-Match names this very version (RFC 9110)."""
        tag = f'"{hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]}"'
        known = {part.strip().removeprefix("W/") for part in self.request.headers.get("If-None-Match", "").split(",")}
        same = bool({tag, "*"} & known)
        return Response(None if same else body, status=304 if same else 200, headers={"ETag": tag})

    def told(self, response: Response, kind: str, case: str = "case_id") -> Response:
        """The list with a line in the trail about the cases that its rows belong to."""
        ids = [row[case] for row in response.data["results"]]
        audit.seen_list(self.actor, f"{kind}.list", subject_kind=kind, case_ids=ids)
        return response

    def need(self, action: str) -> None:
        """One more right that this body needs; raises Forbidden."""
        if not may(self.request, action):
            raise Forbidden(action)

    def once(self, work: Callable[[], Any]) -> Response:
        """201 with what `work` gives, or the answer that this Idempotency-Key had before. Errors are not kept: they change nothing."""
        key = KEY.fullmatch(self.request.headers.get("Idempotency-Key", "").strip())
        if key is None:
            words = _("Give each new request a key of its own, for example a random UUID.")
            raise Place("header", {"Idempotency-Key": [words]})
        inner = self.request._request
        caller = f"{self.actor.kind}:{self.actor.user_id} {inner.method} {inner.path}\n"
        fingerprint = hashlib.sha256(caller.encode() + inner.body).hexdigest()
        before = services.answer_find(self.actor, key=key[1], fingerprint=fingerprint)
        if before is not None:
            return Response(before[1], status=before[0], headers={"Idempotency-Replayed": "true"})
        body = work()
        services.answer_keep(self.actor, key=key[1], fingerprint=fingerprint, status=201, body=body)
        return Response(body, status=201)


def problem(error: Exception, context: dict[str, Any]) -> Response:
    """Every error as application/problem+json, with words for the person who reads the log at the other end."""
    inner = context["request"]._request
    known = _translated(error)
    if not isinstance(known, exceptions.APIException):
        log.error("api.failed", exc_info=error)
        got_request_exception.send(sender=problem, request=inner)
        known = exceptions.APIException(_("Something failed here. Nothing was changed. Try again in a few minutes."))
    faulty = isinstance(known, exceptions.ValidationError)
    detail = _("Some values cannot be used; see errors.") if faulty else str(known.detail)
    request_id = getattr(inner, "request_id", "")
    body = problems.body(known.status_code, detail, path=inner.path, request_id=request_id)
    if faulty:
        body["errors"] = problems.errors(known.detail, getattr(known, "place", "pointer"))
    found = {"WWW-Authenticate": getattr(known, "auth_header", None), "Retry-After": getattr(known, "wait", None)}
    headers = {name: str(value) for name, value in found.items() if value}
    return Response(body, status=known.status_code, headers=headers, content_type=problems.CONTENT_TYPE)


def _translated(error: Exception) -> Exception:
    """The framework's exception for one of ours."""
    if isinstance(error, NotFound | Http404 | exceptions.NotFound):
        return exceptions.NotFound(_("There is nothing here, or nothing that this key may see."))
    if isinstance(error, Forbidden):
        return exceptions.PermissionDenied(_("This key, or this person, may not do that."))
    if isinstance(error, services.KeyReused):
        return _coded(status.HTTP_422_UNPROCESSABLE_ENTITY, error.message)
    if isinstance(error, Invalid):
        return exceptions.ValidationError({error.field: [error.message]} if error.field else [error.message])
    if isinstance(error, Conflict):
        stale = isinstance(error, Stale)
        return _coded(status.HTTP_412_PRECONDITION_FAILED if stale else status.HTTP_409_CONFLICT, str(error))
    if isinstance(error, IntegrityError):  # two requests took the same free number; the service's part was rolled back
        log.warning("api.collided", error=type(error).__name__)
        return _coded(status.HTTP_409_CONFLICT, _("Somebody changed the same thing just now. Send the request again."))
    if isinstance(error, RequestDataTooBig):
        words = _("The request is too large. Send fewer fingerprints at once. The portal accepts no media.")
        return _coded(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, words)
    return error


def _coded(code: int, detail: str) -> exceptions.APIException:
    found = exceptions.APIException(detail)
    found.status_code = code
    return found
