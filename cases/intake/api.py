"""The agency's cases, and reports that come in by machine."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access.serializers import PageQuery
from agencies.access.web import Endpoint
from cases.casework import selectors as casework
from cases.casework.serializers import CaseDetailSerializer, CaseSerializer
from cases.intake import services
from cases.intake.serializers import ReportSerializer, arguments


class Cases(Endpoint, ListAPIView[Any]):
    """Cases, and new ones from reports."""

    actions = {"GET": "case.read", "POST": "report.create"}
    asks = PageQuery
    serializer_class = CaseSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """The cases that the caller may see."""
        return casework.cases(self.actor)

    @extend_schema(operation_id="cases")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The agency's cases, newest first; restricted ones only for the people named for them."""
        return self.told(self.list(request, *args, **kwargs), "case", "id")

    @extend_schema(operation_id="case_create", request=ReportSerializer, responses={201: CaseDetailSerializer})
    def post(self, request: Request) -> Response:
        """Open a case from a report. With `items` the scope fingerprint.register is needed too."""
        response = self.once(lambda: self._create(request))
        response["Location"] = reverse("api-case", args=[response.data["id"]])
        return response

    def _create(self, request: Request) -> Any:
        given = ReportSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        if given.validated_data.get("items"):
            self.need("fingerprint.register")
        made = services.report_submit(self.actor, channel="api", **arguments(given.validated_data))
        return CaseDetailSerializer(made, context={"purposes": sorted(set(given.validated_data["purposes"]))}).data
