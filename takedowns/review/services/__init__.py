"""The verbs of the desk, gathered: what others call."""

from takedowns.review.services.aside import item_protect, item_set_aside, question_answer
from takedowns.review.services.choices import keys_choose, view_forget, view_keep
from takedowns.review.services.decide import (
    item_approve,
    item_confirm,
    item_reject,
    item_send_back,
    item_send_held,
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
    items_rest,
)
from takedowns.review.services.final import item_settle, item_undo, notice_may_leave
from takedowns.review.services.gather import find_leave_out, package_gather, package_write
from takedowns.review.services.lease import draft_keep, item_hand_over, item_keep

__all__ = [
    "draft_keep",
    "find_leave_out",
    "item_approve",
    "item_claim",
    "item_confirm",
    "item_conflict",
    "item_evidence",
    "item_hand_over",
    "item_keep",
    "item_look",
    "item_next",
    "item_protect",
    "item_queue",
    "item_reject",
    "item_release",
    "item_renew",
    "item_send_back",
    "item_send_held",
    "item_set_aside",
    "item_settle",
    "item_take_back",
    "item_undo",
    "items_give_back",
    "items_rest",
    "keys_choose",
    "notice_may_leave",
    "package_gather",
    "package_write",
    "question_answer",
    "view_forget",
    "view_keep",
]
