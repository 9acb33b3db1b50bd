"""The directory of recipients, to read."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access.serializers import PageQuery
from agencies.access.web import Endpoint
from takedowns.recipients import selectors
from takedowns.recipients.serializers import ProviderSerializer


class Recipients(Endpoint, ListAPIView[Any]):
    """Who can take material down."""

    actions = {"GET": "recipient.read"}
    asks = PageQuery
    serializer_class = ProviderSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """The directory that all agencies share."""
        return selectors.providers()

    @extend_schema(operation_id="recipients")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Recipients by name, with what they do with notices. Facts about hosts, nothing of a case."""
        return self.list(request, *args, **kwargs)
