"""The service key in the OpenAPI schema, and the answer for addresses that do not exist."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.extensions import OpenApiAuthenticationExtension

from agencies.access import problems


class ActorScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Bearer token; a signed-in session works too, for people who try a call."""

    target_class = "agencies.access.web.ActorAuthentication"
    name = "serviceKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A service key: mk_prefix.secret"}


@csrf_exempt
def unknown(request: HttpRequest) -> JsonResponse:
    """404 as a problem, whatever the method; it says nothing that a stranger may not know."""
    detail = _("The API has no such address. They are listed in schema.json; none ends with a slash.")
    body = problems.body(404, detail, path=request.path, request_id=getattr(request, "request_id", ""))
    return JsonResponse(body, status=404, content_type=problems.CONTENT_TYPE)
