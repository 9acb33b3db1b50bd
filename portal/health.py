"""Health answers, the neutral exit, and the page for a failed form token."""

import redis
from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from agencies.events import selectors as events


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Database, broker and background work are there; 503 names what is not."""
    found = {"database": _database(), "broker": _broker(), "worker": _worker()}
    ready = all(found.values())
    return JsonResponse({"status": "ready" if ready else "not ready", **found}, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker() -> bool:
    try:
        return bool(redis.Redis.from_url(settings.BROKER_URL, socket_connect_timeout=2, socket_timeout=2).ping())
    except (redis.RedisError, ValueError):
        return False


def _worker() -> bool:
    try:
        age = events.heartbeat_age()
    except DatabaseError:
        return False
    return age is not None and age < 3 * settings.HEARTBEAT_SECONDS + 5


def leave(request: HttpRequest) -> HttpResponse:
    """The quick exit: ends the session, tells the browser to forget this site, and goes somewhere neutral."""
    request.session.flush()
    response = HttpResponse(status=303, headers={"Location": settings.EXIT_URL})
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response["Cache-Control"] = "no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form was older than the session: nothing was sent, and the person can go back."""
    return render(request, "403_csrf.html", status=403)
