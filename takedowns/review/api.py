"""The desk for programs that a signed-in person uses: the queue, a package, a hold, a decision. No service key decides."""

from collections.abc import Callable, Mapping
from functools import partial
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
from takedowns.review import selectors, services
from takedowns.review.selectors import blocking
from takedowns.review.serializers import (
    TURN_DOWN,
    DecidedSerializer,
    DecisionSerializer,
    ReviewItemSerializer,
    ReviewPackageSerializer,
)
from takedowns.review.states import ASIDE, Reason
from takedowns.review.web import holder

Act = Callable[[Actor, int, str, str], object]


def _turn_down(reason: str, actor: Actor, item_id: int, _digest: str, note: str) -> object:
    if reason in ASIDE:
        return services.item_set_aside(actor, item_id=item_id, reason=reason, note=note)
    if reason == Reason.PROTECTED_ROUTE:
        return services.item_protect(actor, item_id=item_id, note=note)
    return services.item_reject(actor, item_id=item_id, reason=reason, note=note)


ACTS: Mapping[str, Act] = {
    "approve": lambda actor, item_id, digest, note: services.item_approve(actor, item_id=item_id, sha256=digest),
    "hold": lambda actor, item_id, digest, note: services.item_approve(
        actor, item_id=item_id, sha256=digest, hold=True
    ),
    "confirm": lambda actor, item_id, digest, note: services.item_confirm(actor, item_id=item_id, sha256=digest),
    "undo": lambda actor, item_id, digest, note: services.item_undo(actor, item_id=item_id),
    "release": lambda actor, item_id, digest, note: services.item_send_held(actor, item_id=item_id),
    **{reason: partial(_turn_down, reason) for reason in TURN_DOWN},
}


class ReviewItems(Endpoint, ListAPIView[Any]):
    """What waits for a decision."""

    actions = {"GET": "review.read"}
    asks = PageQuery
    serializer_class = ReviewItemSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Undecided packages of the cases that the caller may see."""
        return selectors.queue(self.actor).order_by()

    def get_serializer_context(self) -> dict[str, Any]:
        """Who holds a package is said from the caller's point of view."""
        return {**super().get_serializer_context(), "holder": lambda row: holder(row, self.actor)}

    @extend_schema(operation_id="review_items")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Packages that wait for a first look, newest first; severity and due_at give the order of the desk. No key."""
        return self.told(self.list(request, *args, **kwargs), "review")


class ReviewPackage(Endpoint, APIView):
    """One package."""

    actions = {"GET": "review.read"}

    @extend_schema(operation_id="review_item_get", responses=ReviewPackageSerializer)
    def get(self, request: Request, item_id: int) -> Response:
        """One package and what is in the way of an approval. A person's session, no key."""
        row = selectors.item(self.actor, item_id)
        audit.seen(self.actor, "review.read", subject_kind="reviewitem", subject_id=row.pk, case_id=row.case_id)
        context = {
            "holder": lambda one: holder(one, self.actor), "blocks": lambda one: blocking.blocks(self.actor, one),
        }  # fmt: skip
        return Response(ReviewPackageSerializer(row, context=context).data)


class ReviewDecision(Endpoint, APIView):
    """A decision over one package."""

    actions = {"POST": "review.claim"}

    @extend_schema(operation_id="review_decide", request=DecisionSerializer, responses={201: DecidedSerializer})
    def post(self, request: Request, item_id: int) -> Response:
        """Decide, under the rules of the desk: same hold, same blocks, same second person. A person's session, no key. 409 if not."""
        return self.once(lambda: self._decide(request, item_id))

    def _decide(self, request: Request, item_id: int) -> Any:
        selectors.item(self.actor, item_id)
        given = DecisionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        ACTS[values["decision"]](self.actor, item_id, values.get("approves", ""), values.get("note", ""))
        return DecidedSerializer(selectors.item(self.actor, item_id)).data
