"""The agency's face around each page: its time zone, its first language, its logo."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from agencies.workspace import selectors

Handler = Callable[[HttpRequest], HttpResponse]


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
