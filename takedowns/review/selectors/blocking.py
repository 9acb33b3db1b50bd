"""What keeps a package from being approved now, by name; asked again in the transaction that approves."""

from django.utils import timezone

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from cases.casework import selectors as casework
from cases.fingerprints.selectors import guards
from takedowns.evidence import selectors as evidence
from takedowns.notices import bases
from takedowns.notices import selectors as notices
from takedowns.notices.bases import Capacity
from takedowns.notices.models import Notice
from takedowns.notices.states import NoticeState
from takedowns.recipients import selectors as recipients
from takedowns.review.models import ReviewItem

EVIDENCE_FIRST = "evidence_first"


def blocks(actor: Actor, item: ReviewItem) -> list[str]:
    """Names of everything that must be settled before this person may approve; empty when nothing is in the way.

    First what the notice itself lacks (its own named problems), then case, law, recipient, evidence, and what this person
    must still do. Nothing here is only a hint: each of them refuses the approval.
    """
    notice = item.notice
    found = list(notice.problems)
    if not found and notice.state not in {NoticeState.READY, NoticeState.APPROVED}:
        found.append("not_ready")
    if notices.takes_back(notice):
        return found + notices.taking_back_stops(actor, notice)
    # A package with a known answer is decided like any other; the database and the gate keep it in the house.
    reasons = casework.reasons_not_to_send(actor, item.case_id, country=notice.country)
    found += [name for name in reasons if name != "golden"]
    targets = notices.targets(actor, notice.pk)
    found += notices.excluded_now(actor, notice, targets) + _mandate(actor, notice) + _law(notice)
    found += recipients.obstacles(actor, notice.provider, notice.recipient)
    unsure = any(target.match.band != "certain" for target in targets)
    checks = {
        "fingerprint_held": not all(guards.stands(actor, target.match.fingerprint_id) for target in targets),
        "evidence_broken": any(evidence.problems(actor, target.package_id) for target in targets),
        EVIDENCE_FIRST: unsure and item.evidence_opened_by != actor.user_id,
    }
    found += [name for name, holds in checks.items() if holds]
    return list(dict.fromkeys(found))


def _mandate(actor: Actor, notice: Notice) -> list[str]:
    """A representative needs a mandate that is in force today, whatever was true when the notice was drafted."""
    if tenancy.settings(actor).capacity != Capacity.REPRESENTATIVE:
        return []
    return [] if casework.mandate(actor, notice.case_id, timezone.now().date()) else ["no_mandate"]


def _law(notice: Notice) -> list[str]:
    """The row that the notice rests on, read again: a lawyer's word may have run out or been taken back since."""
    if not notice.basis:
        return []
    row = next((one for one in bases.load() if one.code == notice.basis), None)
    if row is None:
        return ["law_gone"]
    refused = bases.refusal(row, notices.confirmations(), timezone.now().date())
    return [f"law_{refused.value}"] if refused else []
