"""Words that officers leave at the desk and with evidence, planted to be looked for everywhere else."""

from datetime import UTC, datetime

from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from takedowns.evidence import manifest
from takedowns.evidence import services as evidence
from takedowns.evidence.models import EvidencePackage
from takedowns.recipients import services as recipients
from takedowns.review.models import Question
from takedowns.review.services import aside, choices, desk, lease
from tests.people import Cast
from tests.rows import Rows

W = "Zanzibar"
DESK = (
    aside.item_set_aside, aside.question_answer, lease.draft_keep, lease.item_hand_over, choices.view_keep,
)  # fmt: skip
RECIPIENTS = (casework.exclusions_set, recipients.contact_propose)
SEALED = (evidence.archive_ask, evidence.archive_confirm)
# Services that take words and are tried by these.
REVIEW = ("aside.ask", "aside.item_protect", "decide.item_send_back", "gather.find_leave_out", "group.group_reject",
          "saying.sentence", "voices.void", "voices.words_void", "voices.write_note")  # fmt: skip


def desk_words(cast: Cast, rows: Rows) -> None:
    """A question and its answer, half a sentence, a hand-over and the name of a view."""
    aside.item_set_aside(cast.officer, item_id=rows.item_id, reason="escalate", note=f"{W} what now?")
    with tenant_scope(cast.harbour.pk):
        asked = Question.objects.latest("id").pk
    aside.question_answer(cast.manager, question_id=asked, answer=f"{W} go on")
    lease.draft_keep(cast.officer, item_id=rows.item_id, reason="news", note=f"{W} half a sentence")
    approver = cast.approver.user_id or 0
    lease.item_hand_over(cast.officer, item_id=rows.item_id, user_id=approver, note=f"{W} please")
    desk.item_release(cast.approver, item_id=rows.item_id)
    choices.view_keep(cast.officer, name=f"{W} view", query="band=likely")


def recipients_plant(cast: Cast, rows: Rows) -> None:
    """Whom the person excluded, and a contact that somebody proposes."""
    casework.exclusions_set(cast.worker, case_id=rows.case_id, recipients=[f"{W} Pictures"], police=True)
    recipients.contact_propose(cast.officer, host="propose.example.net", address="abuse@propose-host.net")


def sealed_plant(cast: Cast, rows: Rows) -> None:
    """An archive with its reason, office and reference, and the number of the office's confirmation."""
    with tenant_scope(cast.harbour.pk):
        whole = manifest.build([manifest.item("page.txt", "text/plain", b"a page", datetime(2026, 11, 22, tzinfo=UTC))])
        EvidencePackage.objects.filter(id=rows.package_id).update(
            manifest=whole, manifest_sha256=manifest.manifest_sha256(whole)
        )
    evidence.archive_ask(
        cast.officer, package_id=rows.package_id, purpose="court", reason=f"{W} goes to court",
        recipient=f"{W} court", file_number=f"{W} 1",
    )  # fmt: skip
    evidence.archive_confirm(cast.officer, archive_id=rows.archive_id, number=f"{W} 2")
