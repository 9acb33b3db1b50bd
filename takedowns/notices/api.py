"""Notices, to read."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict
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
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from takedowns.notices import selectors
from takedowns.notices.parts import Listed
from takedowns.notices.serializers import (
    NoticeDetailSerializer,
    NoticeSerializer,
    OwnTextSerializer,
    PartContentSerializer,
    PartSerializer,
    notices_told,
)


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


class NoticeParts(Endpoint, APIView):
    """The parts of one notice."""

    actions = {"GET": "notice.read"}

    @extend_schema(operation_id="notice_parts", responses=PartSerializer(many=True))
    def get(self, request: Request, notice_id: int) -> Response:
        """The parts with their digests, as they were approved; empty while something is missing. XARF, notice.json and the sheets
        for web forms are among them."""
        rows = selectors.parts_listed(self.actor, _opened(self.actor, notice_id))
        return Response(PartSerializer(_numbered(rows), many=True).data)


class NoticePart(Endpoint, APIView):
    """One part of a notice."""

    actions = {"GET": "notice.read"}

    @extend_schema(operation_id="notice_part", responses=PartContentSerializer)
    def get(self, request: Request, notice_id: int, number: int) -> Response:
        """One part with its bytes."""
        found = _opened(self.actor, notice_id)
        rows = _numbered(selectors.parts_listed(self.actor, found))
        row = next((row for row in rows if row["number"] == number), None)
        if row is None:
            raise NotFound
        part = selectors.part(self.actor, found, row["kind"], row["variant"])
        return Response(PartContentSerializer(row | {"content": b64encode(part.content).decode("ascii")}).data)


def _opened(actor: Actor, notice_id: int) -> Any:
    found = notices_told(actor).filter(id=notice_id).first()
    if found is None:
        raise NotFound
    audit.seen(actor, "notice.read", subject_kind="notice", subject_id=found.pk, case_id=found.case_id)
    return found


def _numbered(rows: Sequence[Listed]) -> list[dict[str, Any]]:
    return [asdict(row) | {"number": number} for number, row in enumerate(rows, start=1)]


class OwnTexts(Endpoint, ListAPIView[Any]):
    """The agency's own words for blocks of its notices."""

    actions = {"GET": "texts.read"}
    asks = PageQuery
    serializer_class = OwnTextSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Drafts, and words in use."""
        return selectors.variants(self.actor)

    @extend_schema(operation_id="texts")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The agency's own words for blocks, drafts and those in use, by code and language."""
        return self.list(request, *args, **kwargs)
