"""The agency's face around each page (time zone, first language, logo), and its own host name."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.workspace import selectors

Handler = Callable[[HttpRequest], HttpResponse]
# Addresses that are served under an agency's own host name besides the pages of its people, which state a right.
UNDER_OWN_HOST = {
    "agency-logo", "exit", "favicon", "home", "report-done", "report-find", "report-public", "second-step", "session-end",
    "set_language", "usersessions_list",
}  # fmt: skip
OF_ACCOUNTS = ("account_", "mfa_")
TO_THE_FORM = {"home", "report-find"}  # what a visitor finds there is the agency's form


class OwnHostMiddleware:
    """Lets confirmed host names of agencies in, and serves under them that agency's form, sign-in and pages, nothing else.

    Comes before everything that asks for the host. Any other name meets ALLOWED_HOSTS and gets 400. Sets request.own_host.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raw = request._get_raw_host()  # type: ignore[attr-defined]
        name = split_domain_port(raw)[0]
        ours = validate_host(name, [each for each in settings.ALLOWED_HOSTS if each != "*"])
        own = None if ours or not name else selectors.lead(name)
        request.own_host = own  # type: ignore[attr-defined]
        if own is not None:
            request.get_host = lambda: raw  # type: ignore[method-assign]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """404 for what is not this agency's; visitors find the form, and people of other agencies the way out."""
        own: selectors.Lead | None = request.own_host  # type: ignore[attr-defined]
        if own is None or hasattr(view, "action"):
            return None
        name = (request.resolver_match.url_name if request.resolver_match else None) or ""
        if kwargs.get("slug", own.slug) != own.slug:
            raise Http404
        if name == "sign-in":  # the agency's sign-in service knows one address to come back to
            return redirect(f"{settings.PUBLIC_URL}{request.path}")
        if name not in UNDER_OWN_HOST and not name.startswith(OF_ACCOUNTS):
            raise Http404
        if name in TO_THE_FORM and not request.user.is_authenticated:
            return redirect("report-public", own.slug)
        if name == "home" and getattr(request, "actor", None) is None:
            logout(request)
            messages.error(request, _("Under this address only people of the agency can work. You are signed out."))
            return redirect("account_login")
        return None


class FaceMiddleware:
    """Shows times in the agency's time zone, and its first language to people who have chosen none. Sets request.face."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or actor.kind != "person":
            return self.get_response(request)
        face = selectors.face(actor)
        request.face = face  # type: ignore[attr-defined]
        if face.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(face.language)
            request.LANGUAGE_CODE = translation.get_language() or "en"  # type: ignore[attr-defined]
        with timezone.override(face.time_zone):
            return self.get_response(request)
