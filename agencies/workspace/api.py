"""GET and PATCH of the agency's settings."""

import re

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.access.web import Endpoint
from agencies.tenancy import selectors as tenancy
from agencies.workspace import selectors, serializers
from agencies.workspace.services.settings import settings_change

ETAG = re.compile(r'"settings-([1-9][0-9]{0,8})"')
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True,
    description="The ETag of the settings that the change is made to; 412 when somebody changed them since.",
)  # fmt: skip


class VersionMissing(APIException):
    """A change that names no version could undo a colleague's (RFC 6585)."""

    status_code = 428


class SettingsEndpoint(Endpoint, APIView):
    """What the agency decides for itself."""

    actions = {"GET": "settings.read", "PATCH": "settings.update"}
    http_method_names = ["get", "head", "patch"]

    @extend_schema(operation_id="agency_settings_read", responses=serializers.SettingsAnswer)
    def get(self, request: Request) -> Response:
        """All settings; no password and no key is among them. The ETag names their version."""
        return self._answer()

    @extend_schema(
        operation_id="agency_settings_change", request=serializers.Settings(partial=True), parameters=[IF_MATCH],
        responses=serializers.SettingsAnswer,
    )  # fmt: skip
    def patch(self, request: Request) -> Response:
        """Change the settings that the body names. A manager's session may do it, no key."""
        found = ETAG.fullmatch(request.headers.get("If-Match", "").strip())
        if found is None:
            raise VersionMissing(_("Read the settings first and send their ETag back as If-Match."))
        body = serializers.Settings(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        settings_change(self.actor, version=int(found[1]), values=body.validated_data)
        return self._answer()

    def _answer(self) -> Response:
        version = tenancy.settings(self.actor).version
        body = serializers.answer(selectors.values(self.actor), version)
        return Response(body, headers={"ETag": f'"settings-{version}"'})
