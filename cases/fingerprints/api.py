"""The fingerprints of a case: list, register, look at, withdraw."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.access.serializers import PageQuery, StrictSerializer
from agencies.access.web import Endpoint
from agencies.audit import services as audit
from cases.casework import selectors as casework
from cases.fingerprints import selectors, services
from cases.fingerprints.serializers import (
    DisputeSerializer,
    FingerprintSerializer,
    RegisteredSerializer,
    RegisterSerializer,
    SuspendSerializer,
)
from cases.fingerprints.states import Origin


class CaseFingerprints(Endpoint, ListAPIView[Any]):
    """What is looked for in a case."""

    actions = {"GET": "fingerprint.read", "POST": "fingerprint.register"}
    asks = PageQuery
    serializer_class = FingerprintSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Registrations of the case; raises NotFound."""
        case = casework.case(self.actor, self.kwargs["case_id"])
        audit.seen(self.actor, "fingerprint.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
        return selectors.fingerprints(self.actor, case.pk)

    @extend_schema(operation_id="case_fingerprints")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The case's registrations, newest first."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="case_fingerprints_register", request=RegisterSerializer, responses={201: RegisteredSerializer}
    )
    def post(self, request: Request, case_id: int) -> Response:
        """Register hashes that were made on the device of the person. 409 if she has not agreed to detection."""
        return self.once(lambda: self._register(request, case_id))

    def _register(self, request: Request, case_id: int) -> Any:
        given = RegisterSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        rows = services.fingerprints_register(
            self.actor, case_id=case_id, items=given.validated_data["items"], origin=Origin.API
        )
        return RegisteredSerializer({"results": rows}).data


class FingerprintDetail(Endpoint, APIView):
    """One registration."""

    actions = {"GET": "fingerprint.read", "DELETE": "fingerprint.withdraw"}

    @extend_schema(operation_id="fingerprint_get", responses=FingerprintSerializer)
    def get(self, request: Request, fingerprint_id: int) -> Response:
        """Facts about one registration."""
        row = selectors.fingerprint(self.actor, fingerprint_id)
        audit.seen(self.actor, "fingerprint.read", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id)
        return Response(FingerprintSerializer(row).data)

    @extend_schema(operation_id="fingerprint_withdraw", responses={204: None})
    def delete(self, request: Request, fingerprint_id: int) -> Response:
        """Stop looking for it: its values are erased at once and for good. 409 if it was withdrawn before."""
        services.fingerprint_withdraw(self.actor, fingerprint_id=fingerprint_id)
        return Response(status=204)


class _Move(Endpoint, APIView):
    """One verb on a registration; answers with its facts afterwards, never with a value."""

    def _moved(self, fingerprint_id: int, call: Callable[[], None]) -> Response:
        def work() -> Any:
            call()
            return FingerprintSerializer(selectors.fingerprint(self.actor, fingerprint_id)).data

        return self.once(work)

    def _reason(self, request: Request, given: StrictSerializer) -> str:
        given.is_valid(raise_exception=True)
        return str(given.validated_data.get("reason", ""))


class FingerprintSuspend(_Move):
    """Stop comparing for a while."""

    actions = {"POST": "fingerprint.update"}

    @extend_schema(
        operation_id="fingerprint_suspend", request=SuspendSerializer, responses={201: FingerprintSerializer}
    )
    def post(self, request: Request, fingerprint_id: int) -> Response:
        """Its values leave the search at once and stay sealed. 409 unless it is active."""
        reason = self._reason(request, SuspendSerializer(data=request.data))
        call = partial(services.fingerprint_suspend, self.actor, fingerprint_id=fingerprint_id, reason=reason)
        return self._moved(fingerprint_id, call)


class FingerprintDispute(_Move):
    """Somebody contests the registration."""

    actions = {"POST": "fingerprint.update"}

    @extend_schema(
        operation_id="fingerprint_dispute", request=DisputeSerializer, responses={201: FingerprintSerializer}
    )
    def post(self, request: Request, fingerprint_id: int) -> Response:
        """It is not compared until that is settled; the reason is sealed. 409 unless it is active."""
        selectors.fingerprint(self.actor, fingerprint_id)
        reason = self._reason(request, DisputeSerializer(data=request.data))
        call = partial(services.fingerprint_dispute, self.actor, fingerprint_id=fingerprint_id, reason=reason)
        return self._moved(fingerprint_id, call)


class FingerprintResume(_Move):
    """Compare again."""

    actions = {"POST": "fingerprint.update"}

    @extend_schema(operation_id="fingerprint_resume", request=None, responses={201: FingerprintSerializer})
    def post(self, request: Request, fingerprint_id: int) -> Response:
        """Out of the sealed values. 409 without the person's consent, and for one that two people must look at first."""
        return self._moved(
            fingerprint_id, partial(services.fingerprint_resume, self.actor, fingerprint_id=fingerprint_id)
        )


class FingerprintCheck(_Move):
    """A person's word."""

    actions = {"POST": "fingerprint.check"}

    @extend_schema(operation_id="fingerprint_check", request=None, responses={201: FingerprintSerializer})
    def post(self, request: Request, fingerprint_id: int) -> Response:
        """A worker has checked it; a second, other person makes it two. A person's session only, no key. 409 for the same person."""
        return self._moved(
            fingerprint_id, partial(services.fingerprint_check, self.actor, fingerprint_id=fingerprint_id)
        )
