"""A signed-in browser at the pages of takedowns."""

from typing import Any

from django.test import Client
from django.urls import reverse

from agencies.tenancy.scope import tenant_scope
from takedowns.delivery.models import Delivery
from takedowns.review.models import ReviewItem
from tests.people import Cast

EVERYBODY = ("manager", "worker", "officer", "approver", "auditor")
DESK = ("manager", "officer", "approver", "auditor")


def url(name: str, *ids: int) -> str:
    return reverse(name, args=ids)


def text(client: Client, address: str, *, part: bool = False) -> str:
    """The page, or the part of it that htmx asks for."""
    answer = client.get(address, headers={"HX-Request": "true"} if part else None)
    assert answer.status_code == 200, address
    return answer.content.decode()


def taken(cast: Cast, item: ReviewItem, name: str = "officer") -> Client:
    client = cast.client(name)
    assert client.post(url("review-claim", item.pk)).status_code == 302
    return client


def delivery(cast: Cast, item: ReviewItem, state: str, **values: Any) -> Delivery:
    with tenant_scope(cast.harbour.pk):
        return Delivery.objects.create(
            agency_id=cast.harbour.pk, case_id=item.case_id, notice_id=item.notice_id, state=state,
            recipient="abuse@bridges.example", **values,
        )  # fmt: skip
