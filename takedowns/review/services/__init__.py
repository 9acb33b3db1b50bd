"""The verbs of the desk, gathered: what others call."""

from takedowns.review.services.decide import (
    item_approve,
    item_confirm,
    item_reject,
    item_send_back,
    item_take_back,
)
from takedowns.review.services.desk import (
    item_claim,
    item_conflict,
    item_evidence,
    item_look,
    item_next,
    item_queue,
    item_release,
    item_renew,
    items_give_back,
)

__all__ = [
    "item_approve",
    "item_claim",
    "item_confirm",
    "item_conflict",
    "item_evidence",
    "item_look",
    "item_next",
    "item_queue",
    "item_reject",
    "item_release",
    "item_renew",
    "item_send_back",
    "item_take_back",
    "items_give_back",
]
