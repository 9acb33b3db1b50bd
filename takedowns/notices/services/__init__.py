"""The verbs of notices, gathered: what others call."""

from takedowns.notices.services.claims import address_release, claims_end
from takedowns.notices.services.complete import notice_choose_basis, notice_remark, notice_state_fact
from takedowns.notices.services.draft import Claimed, notice_draft, notice_join, notice_open, notice_part, notice_write
from takedowns.notices.services.restate import notice_letter, notice_renew, notice_restate, notice_sign
from takedowns.notices.services.retract import (
    notice_preserve,
    notice_retract,
    retraction_done,
    retraction_of_doubt,
    retractions_propose,
)
from takedowns.notices.services.variants import variant_retire, variant_review, variant_write
from takedowns.notices.services.write import NEEDS_EYES, Prospect, prospect

__all__ = [
    "NEEDS_EYES",
    "Claimed",
    "Prospect",
    "address_release",
    "claims_end",
    "notice_choose_basis",
    "notice_draft",
    "notice_join",
    "notice_letter",
    "notice_open",
    "notice_part",
    "notice_preserve",
    "notice_remark",
    "notice_renew",
    "notice_restate",
    "notice_retract",
    "notice_sign",
    "notice_state_fact",
    "notice_write",
    "prospect",
    "retraction_done",
    "retraction_of_doubt",
    "retractions_propose",
    "variant_retire",
    "variant_review",
    "variant_write",
]
