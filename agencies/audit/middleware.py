"""Signing in and out leaves lines: the sign-in packages say so with signals of their own, which are heard here."""

from collections.abc import Callable, Mapping
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest, HttpResponse

from agencies.audit import services
from agencies.tenancy.web import caller

NAMES = ("username", "email", "login")


class SignInTrailMiddleware:
    """Changes no request; it is here so that every process that serves pages listens once, before the first of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        user_logged_in.connect(_in, dispatch_uid="audit")
        user_logged_out.connect(_out, dispatch_uid="audit")
        user_login_failed.connect(_failed, dispatch_uid="audit")
        user_locked_out.connect(_locked, dispatch_uid="audit")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


def _around(request: HttpRequest | None) -> dict[str, str]:
    return {"request_id": getattr(request, "request_id", ""), "source": caller(request) if request else ""}


def _in(request: HttpRequest | None = None, user: Any = None, **_: Any) -> None:
    services.session_record("session.open", user_id=user.pk, **_around(request))


def _out(request: HttpRequest | None = None, user: Any = None, **_: Any) -> None:
    if user is not None and user.pk:
        services.session_record("session.close", user_id=user.pk, **_around(request))


def _failed(credentials: Mapping[str, Any] | None = None, request: HttpRequest | None = None, **_: Any) -> None:
    given = credentials or {}
    name = next((str(given[key]) for key in NAMES if given.get(key)), "")
    services.session_refuse("session.fail", name=name, **_around(request))


def _locked(request: HttpRequest | None = None, username: str = "", **_: Any) -> None:
    services.session_refuse("session.lock", name=username or "", **_around(request))
