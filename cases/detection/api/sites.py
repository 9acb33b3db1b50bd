"""Sites that finds led to, and what is known about sites."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.access.web import Endpoint
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.detection import selectors
from cases.detection.likeness import together
from cases.detection.selectors import discovering
from cases.detection.serializers import (
    AdoptSerializer,
    CandidateDetailSerializer,
    CandidateQuery,
    CandidateSerializer,
    DismissSerializer,
    SiteSerializer,
    SourceSerializer,
)
from cases.detection.services import discovery, sitefacts

IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, required=False,
    description="The ETag of an earlier answer; 304 without a body when nothing of it changed.",
)  # fmt: skip


class SourceSite(Endpoint, APIView):
    """What is known about the site of a source."""

    actions = {"GET": "source.read"}

    @extend_schema(operation_id="source_site", parameters=[IF_NONE_MATCH], responses={200: SiteSerializer, 304: None})
    def get(self, request: Request, source_id: int) -> Response:
        """What agencies share about the site, without any case or agency: in words, and the reader's own part left out."""
        row = selectors.source(self.actor, source_id)
        return self.versioned(SiteSerializer(sitefacts.of_url(self.actor, row.url)).data)


class Candidates(Endpoint, ListAPIView[Any]):
    """Proposed sites."""

    actions = {"GET": "candidate.read"}
    asks = CandidateQuery
    serializer_class = CandidateSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Those that the caller may be told, in every state or in one."""
        rows = discovering.open_to(self.actor)
        return rows.filter(state=self.asked["state"]) if "state" in self.asked else rows

    @extend_schema(
        operation_id="candidates", parameters=[CandidateQuery, IF_NONE_MATCH],
        responses={200: CandidateSerializer(many=True), 304: None},
    )  # fmt: skip
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Sites that pages with a find link to, newest first. A key sees those of verified people's cases, and what is watched."""
        return self.versioned(self.list(request, *args, **kwargs).data)


class CandidateDetail(Endpoint, APIView):
    """One proposed site."""

    actions = {"GET": "candidate.read"}

    @extend_schema(
        operation_id="candidate_get", parameters=[IF_NONE_MATCH], responses={200: CandidateDetailSerializer, 304: None}
    )
    def get(self, request: Request, candidate_id: int) -> Response:
        """One proposed site, what is known about it, and what it has in common with others."""
        row = discovering.open_to(self.actor).filter(id=candidate_id).first()
        if row is None:
            raise NotFound
        return self.versioned(_candidate(self.actor, row))


def _candidate(actor: Actor, row: Any) -> dict[str, Any]:
    """A proposed site as an object. Others of the same hand are named only where the caller may be told of them."""
    place = discovering.place(actor, row)
    others = discovering.open_to(actor).filter(id__in=place.cluster).exclude(id=row.pk)
    mirrored = place.rank.mirror_of
    return {
        **CandidateSerializer(row).data,
        "site": SiteSerializer(sitefacts.of_url(actor, row.front)).data,
        "like": [known.number for known, found in place.rank.like if together(found)],
        "mirror_of": mirrored.number if mirrored is not None else None,
        "together": list(others.order_by("id").values_list("id", flat=True)),
    }


class CandidateAdopt(Endpoint, APIView):
    """Watch a proposed site."""

    actions = {"POST": "candidate.decide"}

    @extend_schema(operation_id="candidate_adopt", request=AdoptSerializer, responses={201: SourceSerializer})
    def post(self, request: Request, candidate_id: int) -> Response:
        """Make it a source. A machine proposed it, so a person's session decides, no key. 409 if somebody decided already."""
        return self.once(lambda: self._adopt(request, candidate_id))

    def _adopt(self, request: Request, candidate_id: int) -> Any:
        discovering.candidate(self.actor, candidate_id)
        given = AdoptSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = discovery.candidate_adopt(self.actor, candidate_id=candidate_id, **given.validated_data)
        return SourceSerializer(made).data


class CandidateDismiss(Endpoint, APIView):
    """Refuse a proposed site."""

    actions = {"POST": "candidate.decide"}

    @extend_schema(operation_id="candidate_dismiss", request=DismissSerializer, responses={201: CandidateSerializer})
    def post(self, request: Request, candidate_id: int) -> Response:
        """With a reason; it is not proposed again. A person's session, no key. 409 if somebody decided already."""
        return self.once(lambda: self._dismiss(request, candidate_id))

    def _dismiss(self, request: Request, candidate_id: int) -> Any:
        discovering.candidate(self.actor, candidate_id)
        given = DismissSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        discovery.candidate_dismiss(self.actor, candidate_id=candidate_id, **given.validated_data)
        return CandidateSerializer(discovering.candidate(self.actor, candidate_id)).data


class CandidateReopen(Endpoint, APIView):
    """Take a refusal back."""

    actions = {"POST": "candidate.decide"}

    @extend_schema(operation_id="candidate_reopen", request=None, responses={201: CandidateSerializer})
    def post(self, request: Request, candidate_id: int) -> Response:
        """It is proposed again. A person's session, no key. 409 unless it was refused."""
        return self.once(lambda: self._reopen(candidate_id))

    def _reopen(self, candidate_id: int) -> Any:
        discovery.candidate_reopen(self.actor, candidate_id=candidate_id)
        return CandidateSerializer(discovering.candidate(self.actor, candidate_id)).data
