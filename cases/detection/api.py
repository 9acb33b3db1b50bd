"""Watch sources and finds, to read."""

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
from cases.casework.serializers import told
from cases.detection import selectors
from cases.detection.serializers import MatchQuery, MatchSerializer, SourceSerializer, chosen


class Sources(Endpoint, ListAPIView[Any]):
    """The sites that are watched."""

    actions = {"GET": "source.read"}
    asks = PageQuery
    serializer_class = SourceSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """The agency's sources."""
        return selectors.sources(self.actor)

    @extend_schema(operation_id="sources")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The agency's watch sources, newest first."""
        return self.list(request, *args, **kwargs)


class SourceDetail(Endpoint, APIView):
    """One watched site."""

    actions = {"GET": "source.read"}

    @extend_schema(operation_id="source_get", responses=SourceSerializer)
    def get(self, request: Request, source_id: int) -> Response:
        """One watch source."""
        return Response(SourceSerializer(selectors.source(self.actor, source_id)).data)


class Matches(Endpoint, ListAPIView[Any]):
    """Finds."""

    actions = {"GET": "match.read"}
    asks = MatchQuery
    serializer_class = MatchSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Finds that the caller may be told."""
        return chosen(told(self.actor, selectors.matches(self.actor)), self.asked)

    @extend_schema(operation_id="matches", parameters=[MatchQuery])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Finds, newest first. A service key sees those of cases whose reporter a worker has verified."""
        return self.told(self.list(request, *args, **kwargs), "match")


class MatchDetail(Endpoint, APIView):
    """One find."""

    actions = {"GET": "match.read"}

    @extend_schema(operation_id="match_get", responses=MatchSerializer)
    def get(self, request: Request, match_id: int) -> Response:
        """One find, under the same rule as the list."""
        found = told(self.actor, selectors.matches(self.actor)).filter(id=match_id).first()
        if found is None:
            raise NotFound
        audit.seen(self.actor, "match.read", subject_kind="match", subject_id=found.pk, case_id=found.case_id)
        return Response(MatchSerializer(found).data)
