"""Draw decisions to be read again, read them, and take the figures out as files."""

import csv
import io
import secrets

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.exports import services as exports
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from takedowns.quality import selectors
from takedowns.quality.models import Sample
from takedowns.review.states import Reason, ReviewState

# What a second reader says of a find that was approved: if its notice is out, an officer is asked to take it back.
FIND_WRONG = (Reason.NOT_SAME, Reason.IS_REPORTER, Reason.PUBLISHED_WITH_CONSENT, Reason.BENIGN, Reason.NEWS)
FILES = {
    "decisions": (
        ("date", "package", "case", "state", "reason", "band", "basis", "country", "second_person"), selectors.decision_rows,
    ),
    "passed": (("date", "package", "case", "band", "state_now"), selectors.passed_rows),
}  # fmt: skip


@verb("quality.draw")
def sample_draw(actor: Actor, *, notice_id: int) -> None:
    """After a decision: by chance, have it read again; once, and never one with a known answer.

    Raises events.Later while the decision can be undone.
    """
    item = selectors.of_notice(actor, notice_id)
    if item is not None and item.left_at is None and item.final_at is not None and item.final_at > timezone.now():
        raise events.Later("MayBeUndone")
    if (
        item is None
        or item.notice.about_id is not None
        or item.decided_by is None
        or secrets.randbelow(100) >= tenancy.settings(actor).sample_percent
    ):
        return
    Sample.objects.get_or_create(
        agency_id=actor.agency_id, item=item,
        defaults={
            "case_id": item.case_id, "first_by": item.decided_by, "first_approved": item.state == ReviewState.APPROVED,
        },
    )  # fmt: skip


@verb("quality.sample")
def sample_read(actor: Actor, *, sample_id: int, approve: bool, code: str = "") -> Sample:
    """Say what one would have done; nothing is sent or taken back by it. Raises Conflict, NotFound to the first reader."""
    if not approve and code not in set(Reason):
        raise Invalid(_("Choose a reason."), "reason")
    found = selectors.sample(actor, sample_id)
    rows = Sample.objects.visible_to(actor).filter(id=found.pk, read_at=None).exclude(first_by=actor.user_id or 0)
    if not rows.update(read_by=actor.user_id, read_at=Now(), approved=approve, reason="" if approve else code):
        raise Conflict(_("A colleague has read this one in the meantime."))
    audit.record(actor, "sample.read", subject_kind="sample", subject_id=found.pk, case_id=found.case_id)
    if not approve and found.first_approved and code in FIND_WRONG:
        events.enqueue(
            "takedowns.notices.doubted", agency_id=actor.agency_id, key=f"doubted:{found.pk}",
            notice_id=found.item.notice_id,
        )  # fmt: skip
    found.refresh_from_db()
    return found


@verb("quality.read")
def figures_export(actor: Actor, *, name: str, reason: str) -> str:
    """Decisions, or packages that were passed over, as CSV (RFC 4180) without people; leaves a line with the reason's id."""
    head, rows_of = FILES[name]
    out, rows = io.StringIO(), rows_of(actor)
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    exports.export_record(actor, "quality.export", reason=reason, subject_kind="quality", lines=len(rows))
    return out.getvalue()
