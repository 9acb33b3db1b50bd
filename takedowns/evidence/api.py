"""Evidence, to read: digests and states of packages, and the files of sealed archives that a person made for handing over."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.access.serializers import PageQuery
from agencies.access.web import Endpoint
from agencies.audit import services as audit
from agencies.tenancy.errors import NotFound
from takedowns.evidence import selectors, services
from takedowns.evidence.serializers import PackageDetailSerializer, PackageSerializer, packages_told
from takedowns.evidence.web import archive_file


class Packages(Endpoint, ListAPIView[Any]):
    """Evidence packages, without their contents."""

    actions = {"GET": "evidence.fetch"}
    asks = PageQuery
    serializer_class = PackageSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Packages that the caller may be told."""
        return packages_told(self.actor)  # type: ignore[no-any-return]

    @extend_schema(operation_id="evidence")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Evidence packages, newest first. A service key sees those of cases whose reporter a worker has verified."""
        return self.told(self.list(request, *args, **kwargs), "evidencepackage")


class PackageDetail(Endpoint, APIView):
    """One package."""

    actions = {"GET": "evidence.fetch"}

    @extend_schema(operation_id="evidence_get", responses=PackageDetailSerializer)
    def get(self, request: Request, package_id: int) -> Response:
        """One package with its time stamps and sealed archives, under the same rule as the list."""
        found = packages_told(self.actor).filter(id=package_id).first()
        if found is None:
            raise NotFound
        audit.seen(
            self.actor, "evidence.read", subject_kind="evidencepackage", subject_id=found.pk, case_id=found.case_id
        )
        return Response(PackageDetailSerializer(found, context={"actor": self.actor}).data)


class ArchiveFile(Endpoint, APIView):
    """The file of a sealed archive."""

    actions = {"GET": "evidence.fetch"}

    @extend_schema(
        operation_id="evidence_archive_file",
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            (200, "application/zip"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, archive_id: int) -> HttpResponse:
        """The file as it was sealed. A service key gets encrypted ones only; the passphrase is never in the API."""
        row = selectors.archive(self.actor, archive_id)
        if not packages_told(self.actor).filter(id=row.package_id).exists():
            raise NotFound
        row, content = services.archive_fetch(self.actor, archive_id=archive_id)
        return archive_file(row.pk, content, encrypted=bool(row.nonce))
