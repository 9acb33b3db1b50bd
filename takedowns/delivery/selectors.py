"""Reads of deliveries."""

from django.db.models import QuerySet

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from takedowns.delivery.models import Delivery
from takedowns.delivery.states import Channel, DeliveryState


def deliveries(actor: Actor, case_id: int | None = None) -> QuerySet[Delivery]:
    """Deliveries of the cases that this actor may see, newest first."""
    rows = (
        Delivery.objects.visible_to(actor)
        .select_related("notice")
        .defer("notice__text", "notice__html", "notice__content")
        .order_by("-id")
    )
    return rows if case_id is None else rows.filter(case_id=case_id)


def delivery(actor: Actor, delivery_id: int) -> Delivery:
    """One delivery; raises NotFound."""
    found = deliveries(actor).filter(id=delivery_id).first()
    if found is None:
        raise NotFound
    return found


def of_notice(actor: Actor, notice_id: int) -> Delivery | None:
    """A notice's delivery by mail, else what a person files or filed, or None before it is queued."""
    rows = deliveries(actor).filter(notice_id=notice_id)
    return rows.filter(channel=Channel.MAIL).first() or rows.first()


def message_id_of(actor: Actor, notice_id: int | None) -> str:
    """The Message-ID under which a notice went out, or an empty text."""
    if notice_id is None:
        return ""
    rows = deliveries(actor).filter(notice_id=notice_id, channel=Channel.MAIL, state=DeliveryState.SENT)
    return rows.values_list("message_id", flat=True).first() or ""


def filed(actor: Actor, notice_id: int) -> QuerySet[Delivery]:
    """What people filed by hand of a notice: forms and letters."""
    return deliveries(actor).filter(notice_id=notice_id).exclude(channel=Channel.MAIL)


def waiting_for_a_person(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries with an outcome that a person must settle."""
    return deliveries(actor).filter(
        state__in=[DeliveryState.UNKNOWN, DeliveryState.FAILED, DeliveryState.BLOCKED, DeliveryState.BY_HAND]
    )
