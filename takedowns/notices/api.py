"""Notices, to read."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.access.serializers import PageQuery
from agencies.access.web import Endpoint
from agencies.audit import services as audit
from agencies.tenancy.errors import NotFound
from takedowns.notices.serializers import NoticeDetailSerializer, NoticeSerializer, notices_told


class Notices(Endpoint, ListAPIView[Any]):
    """Notices, without their bodies."""

    actions = {"GET": "notice.read"}
    asks = PageQuery
    serializer_class = NoticeSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Notices that the caller may be told."""
        return notices_told(self.actor)

    @extend_schema(operation_id="notices")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Notices, newest first. A service key sees those of cases whose reporter a worker has verified."""
        return self.told(self.list(request, *args, **kwargs), "notice")


class NoticeDetail(Endpoint, APIView):
    """One notice."""

    actions = {"GET": "notice.read"}

    @extend_schema(operation_id="notice_get", responses=NoticeDetailSerializer)
    def get(self, request: Request, notice_id: int) -> Response:
        """One notice with its text, under the same rule as the list."""
        found = notices_told(self.actor).filter(id=notice_id).defer(None).defer("html", "content").first()
        if found is None:
            raise NotFound
        audit.seen(self.actor, "notice.read", subject_kind="notice", subject_id=found.pk, case_id=found.case_id)
        return Response(NoticeDetailSerializer(found).data)
