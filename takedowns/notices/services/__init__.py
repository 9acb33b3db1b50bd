"""The verbs of notices, gathered: what others call."""

from takedowns.notices.services.claims import address_release
from takedowns.notices.services.complete import notice_choose_basis, notice_state_fact
from takedowns.notices.services.draft import notice_draft
from takedowns.notices.services.restate import notice_letter, notice_renew, notice_restate, notice_sign
from takedowns.notices.services.variants import variant_retire, variant_review, variant_write
from takedowns.notices.services.write import NEEDS_EYES

__all__ = [
    "NEEDS_EYES",
    "address_release",
    "notice_choose_basis",
    "notice_draft",
    "notice_letter",
    "notice_renew",
    "notice_restate",
    "notice_sign",
    "notice_state_fact",
    "variant_retire",
    "variant_review",
    "variant_write",
]
