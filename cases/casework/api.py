"""One case and its history."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.access.serializers import PageQuery
from agencies.access.web import Endpoint, InOrder
from agencies.audit import services as audit
from agencies.audit.selectors import Opening
from agencies.events import selectors as events
from agencies.events.selectors import Entry
from cases.casework import selectors
from cases.casework.serializers import CaseDetailSerializer, OpeningSerializer, StepSerializer, steps_told


class CaseDetail(Endpoint, APIView):
    """One case."""

    actions = {"GET": "case.read"}

    @extend_schema(operation_id="case_get", responses=CaseDetailSerializer)
    def get(self, request: Request, case_id: int) -> Response:
        """The case, with what the person agrees to now."""
        case = selectors.case(self.actor, case_id)
        audit.seen(self.actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
        purposes = [row.purpose for row in selectors.consents(self.actor, case_id) if row.withdrawn_at is None]
        return Response(CaseDetailSerializer(case, context={"purposes": purposes}).data)


class Openings(Endpoint, ListAPIView[Any]):
    """Who opened a case."""

    actions = {"GET": "case.read"}
    asks = PageQuery
    pagination_class = InOrder
    serializer_class = OpeningSerializer

    def get_queryset(self) -> Sequence[Opening]:  # type: ignore[override]
        """Roles and times; raises NotFound."""
        case = selectors.case(self.actor, self.kwargs["case_id"])
        rows = selectors.openings(self.actor, case)
        audit.seen(self.actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
        return rows[::-1]

    @extend_schema(operation_id="case_openings")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Who opened the case, oldest first, for the person whose case it is: roles and times, never names."""
        return self.list(request, *args, **kwargs)


class Timeline(Endpoint, ListAPIView[Any]):
    """The history of a case."""

    actions = {"GET": "case.read"}
    asks = PageQuery
    pagination_class = InOrder
    serializer_class = StepSerializer

    def get_queryset(self) -> Sequence[Entry]:  # type: ignore[override]
        """The lines that this caller may be told; raises NotFound."""
        case = selectors.case(self.actor, self.kwargs["case_id"])
        audit.seen(self.actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
        return steps_told(self.actor, case, events.timeline(self.actor, case.pk))

    @extend_schema(operation_id="case_timeline")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What happened to the case, oldest first."""
        return self.list(request, *args, **kwargs)
