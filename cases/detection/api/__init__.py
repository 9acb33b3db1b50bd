"""Watch sources, finds and search terms."""

from dataclasses import replace
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
from cases.casework import selectors as casework
from cases.casework.serializers import told
from cases.detection import selectors
from cases.detection.selectors import copies, pulse, searching
from cases.detection.serializers import (
    AddSourceSerializer,
    AddTermSerializer,
    ChangeSourceSerializer,
    MatchQuery,
    MatchSerializer,
    PulseSerializer,
    SourceSerializer,
    TermSerializer,
    TextFindSerializer,
    chosen,
)
from cases.detection.services import sources, terms, trials
from cases.detection.states import TermState


class Sources(Endpoint, ListAPIView[Any]):
    """The sites that are watched."""

    actions = {"GET": "source.read", "POST": "source.create"}
    asks = PageQuery
    serializer_class = SourceSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """The agency's sources."""
        return selectors.sources(self.actor)

    @extend_schema(operation_id="sources")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The agency's watch sources, newest first."""
        return self.list(request, *args, **kwargs)

    @extend_schema(operation_id="source_add", request=AddSourceSerializer, responses={201: SourceSerializer})
    def post(self, request: Request) -> Response:
        """Watch one more site. `options` are the kind's own fields; what is wrong with them is named by field."""
        return self.once(lambda: self._add(request))

    def _add(self, request: Request) -> Any:
        given = AddSourceSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return SourceSerializer(sources.source_create(self.actor, **given.validated_data)).data


class SourceDetail(Endpoint, APIView):
    """One watched site."""

    actions = {"GET": "source.read", "PATCH": "source.update"}
    http_method_names = ["get", "head", "patch"]

    @extend_schema(operation_id="source_get", responses=SourceSerializer)
    def get(self, request: Request, source_id: int) -> Response:
        """One watch source."""
        return Response(SourceSerializer(selectors.source(self.actor, source_id)).data)

    @extend_schema(operation_id="source_change", request=ChangeSourceSerializer, responses=SourceSerializer)
    def patch(self, request: Request, source_id: int) -> Response:
        """Change the named fields; the kind of a source stays. The next visit begins with them."""
        given = ChangeSourceSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wish = replace(trials.wish_of(selectors.source(self.actor, source_id)), **given.validated_data)
        return Response(SourceSerializer(sources.source_change(self.actor, source_id=source_id, wish=wish)).data)


class Matches(Endpoint, ListAPIView[Any]):
    """Finds."""

    actions = {"GET": "match.read"}
    asks = MatchQuery
    serializer_class = MatchSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Finds that the caller may be told."""
        return copies.with_spread(self.actor, chosen(told(self.actor, selectors.matches(self.actor)), self.asked))

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
        found = (
            copies.with_spread(self.actor, told(self.actor, selectors.matches(self.actor))).filter(id=match_id).first()
        )
        if found is None:
            raise NotFound
        audit.seen(self.actor, "match.read", subject_kind="match", subject_id=found.pk, case_id=found.case_id)
        return Response(MatchSerializer(found).data)


class PulseNow(Endpoint, APIView):
    """What the watch does now."""

    actions = {"GET": "source.read"}

    @extend_schema(operation_id="detection_pulse", responses=PulseSerializer)
    def get(self, request: Request) -> Response:
        """Figures of the agency's own watch: the last hour, what waits, and sources that were not looked at for too long."""
        return Response(PulseSerializer(pulse.pulse(self.actor)).data)


class CaseTerms(Endpoint, ListAPIView[Any]):
    """What is searched for in a case."""

    actions = {"GET": "search.read", "POST": "search.update"}
    asks = PageQuery
    serializer_class = TermSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Terms of the case; raises NotFound."""
        case = casework.case(self.actor, self.kwargs["case_id"])
        audit.seen(self.actor, "search.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
        return searching.terms(self.actor, case.pk)

    @extend_schema(operation_id="case_terms")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The case's search terms that were not withdrawn."""
        return self.list(request, *args, **kwargs)

    @extend_schema(operation_id="case_terms_add", request=AddTermSerializer, responses={201: TermSerializer})
    def post(self, request: Request, case_id: int) -> Response:
        """Keep a term sealed. It is looked for in what is read anyway; only a person notes consent for a provider."""
        return self.once(lambda: self._add(request, case_id))

    def _add(self, request: Request, case_id: int) -> Any:
        given = AddTermSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return TermSerializer(terms.term_add(self.actor, case_id=case_id, **given.validated_data)).data


class TermDetail(Endpoint, APIView):
    """One search term."""

    actions = {"GET": "search.read", "DELETE": "search.update"}

    @extend_schema(operation_id="term_get", responses=TermSerializer)
    def get(self, request: Request, term_id: int) -> Response:
        """One search term with the providers that it may be typed into."""
        row = searching.term(self.actor, term_id)
        audit.seen(self.actor, "search.read", subject_kind="searchterm", subject_id=row.pk, case_id=row.case_id)
        return Response(TermSerializer(row).data)

    @extend_schema(operation_id="term_withdraw", responses={204: None})
    def delete(self, request: Request, term_id: int) -> Response:
        """Erase its words; searches for it stop at once. 409 if it was withdrawn before."""
        terms.term_move(self.actor, term_id=term_id, to=TermState.WITHDRAWN)
        return Response(status=204)


class TermPause(Endpoint, APIView):
    """Stop searching for a while."""

    actions = {"POST": "search.update"}
    to = TermState.PAUSED

    @extend_schema(operation_id="term_pause", request=None, responses={201: TermSerializer})
    def post(self, request: Request, term_id: int) -> Response:
        """It is neither searched nor looked for until it is resumed. 409 unless it is active."""
        return self.once(lambda: self._moved(term_id))

    def _moved(self, term_id: int) -> Any:
        terms.term_move(self.actor, term_id=term_id, to=self.to)
        return TermSerializer(searching.term(self.actor, term_id)).data


class TermResume(TermPause):
    """Search again."""

    to = TermState.ACTIVE

    @extend_schema(operation_id="term_resume", request=None, responses={201: TermSerializer})
    def post(self, request: Request, term_id: int) -> Response:
        """It is looked for again, and typed where that is agreed to. 409 unless it is paused."""
        return self.once(lambda: self._moved(term_id))


class TextFinds(Endpoint, ListAPIView[Any]):
    """Words found without a picture."""

    actions = {"GET": "search.read"}
    asks = PageQuery
    serializer_class = TextFindSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Finds of words that the caller may be told."""
        return told(self.actor, searching.text_finds(self.actor))

    @extend_schema(operation_id="text_finds")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Finds of words, newest first; hints for people, never the ground of a notice."""
        return self.told(self.list(request, *args, **kwargs), "textfind")
