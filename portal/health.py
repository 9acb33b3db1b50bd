"""Health answers, the neutral exit, and the page for a failed form token."""

from typing import Any

import redis
import structlog
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from agencies.events import selectors as events
from agencies.keys import selectors as keys
from cases.fingerprints.selectors import condition

log = structlog.get_logger(__name__)


class CalmCache(RedisCache):
    """A cache whose outage is an empty cache, not an error page: it holds rate counters and used one-time codes only."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except redis.RedisError as error:
            return self._calm(error, default)

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        try:
            super().set(key, value, timeout, version)
        except redis.RedisError as error:
            self._calm(error, None)

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        try:
            return super().add(key, value, timeout, version)
        except redis.RedisError as error:
            return bool(self._calm(error, True))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        try:
            return super().incr(key, delta, version)
        except redis.RedisError as error:
            return int(self._calm(error, delta))

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except redis.RedisError as error:
            return bool(self._calm(error, False))

    def _calm(self, error: redis.RedisError, answer: Any) -> Any:
        log.warning("cache away", error=type(error).__name__)
        return answer


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Database, broker, background work and keys are there; 503 names what is not.

    Without the matcher pages work and nothing is compared: 200, so that nobody takes the report form away, and "degraded".
    """
    found = {"database": _database(), "broker": _broker(), "worker": _worker(), "keys": _keys()}
    ready, compares = all(found.values()), _matcher()
    word = "not ready" if not ready else "ready" if compares else "degraded"
    return JsonResponse({"status": word, **found, "matcher": compares}, status=200 if ready else 503)


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


def _matcher() -> bool:
    try:
        return condition.trouble() is None
    except DatabaseError:
        return False


def _keys() -> bool:
    found = keys.problems()
    for problem in found:
        log.error("keys do not fit", problem=problem)
    return not found


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
