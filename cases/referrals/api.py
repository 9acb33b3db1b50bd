"""Referrals, to read: to share a person's data, or to take it, is a person's decision."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.access.serializers import PageQuery
from agencies.access.web import Endpoint
from cases.referrals import selectors
from cases.referrals.serializers import OfferSerializer, ReferralSerializer


class Referrals(Endpoint, ListAPIView[Any]):
    """What this agency refers."""

    actions = {"GET": "referral.read"}
    asks = PageQuery
    serializer_class = ReferralSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Referrals of the cases that the caller may see."""
        return selectors.referrals(self.actor)

    @extend_schema(operation_id="referrals")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What this agency offers to partners, newest first."""
        return self.list(request, *args, **kwargs)


class ReferralDetail(Endpoint, APIView):
    """One referral."""

    actions = {"GET": "referral.read"}

    @extend_schema(operation_id="referral_get", responses=ReferralSerializer)
    def get(self, request: Request, referral_id: int) -> Response:
        """One referral of this agency."""
        return Response(ReferralSerializer(selectors.referral(self.actor, referral_id)).data)


class Offers(Endpoint, ListAPIView[Any]):
    """What partners refer to this agency."""

    actions = {"GET": "referral.read"}
    asks = PageQuery
    serializer_class = OfferSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Offers that stand, or have become a case that the caller may see."""
        return selectors.offers(self.actor)

    @extend_schema(operation_id="referral_offers")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What partners offer, newest first; one that was taken back is gone."""
        return self.list(request, *args, **kwargs)


class OfferDetail(Endpoint, APIView):
    """One offer."""

    actions = {"GET": "referral.read"}

    @extend_schema(operation_id="referral_offer_get", responses=OfferSerializer)
    def get(self, request: Request, offer_id: int) -> Response:
        """One offer of a partner."""
        return Response(OfferSerializer(selectors.offer(self.actor, offer_id)).data)
