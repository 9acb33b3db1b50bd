"""Decisions that neither send nor close: ask the case's workers or a manager, or move the case to the protected path."""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from cases.casework import services as casework
from cases.casework.states import protected
from takedowns.notices.models import Notice
from takedowns.notices.states import OPEN, NoticeState
from takedowns.review import selectors
from takedowns.review.models import Question, ReviewItem
from takedowns.review.selectors import questions
from takedowns.review.services import desk, known, voices
from takedowns.review.states import ASIDE, QuestionKind, Reason, ReviewState

RENEW = "takedowns.review.renew"
TO = {Reason.NEED_INFO: QuestionKind.NEED_INFO, Reason.ESCALATE: QuestionKind.ESCALATE}
REWRITTEN = "rewritten"


@verb("review.reject")
def item_set_aside(actor: Actor, *, item_id: int, reason: str, note: str) -> None:
    """Ask the case's workers ("need_info") or a manager ("escalate"); the package waits for the answer.

    Raises Invalid without a sentence, Conflict when somebody else holds or decided it.
    """
    if reason not in ASIDE:
        raise Invalid(_("Choose a reason."), "reason")
    if not note.strip():
        raise Invalid(_("Write what you need to know; whoever answers reads it."), "note")
    item = desk.item_claim(actor, item_id=item_id)
    if known.known_turned_down(actor, item, Reason(reason)):
        return
    rows = ReviewItem.objects.visible_to(actor).filter(id=item.pk, state=ReviewState.OPEN, held_by=actor.user_id)
    if not rows.update(
        state=ReviewState.WAITING, reason=reason, held_by=None, held_until=None, handed_to=None, handed_by=None
    ):
        raise Conflict(voices.DECIDED)
    ask(actor, item, TO[Reason(reason)], note.strip(), by=actor.user_id or 0)
    voices.drafts_drop(actor, item)


def ask(actor: Actor, item: ReviewItem, kind: QuestionKind, text: str, *, by: int) -> None:
    """Put a question on the case, in the caller's transaction; one of each kind is open at a time."""
    try:
        with transaction.atomic():
            row = Question.objects.create(
                agency_id=actor.agency_id, case_id=item.case_id, item=item, kind=kind, text=text, asked_by=by
            )
    except IntegrityError:
        return
    audit.record(
        actor, "question.ask", subject_kind="question", subject_id=row.pk, case_id=item.case_id, kind=kind.value
    )
    events.emit(actor, "question.asked", case_id=item.case_id, subject_id=row.pk, to=kind.value)


@verb("question.answer")
def question_answer(actor: Actor, *, question_id: int, answer: str) -> None:
    """Answer a question of the desk; its package is open again, with the answer on it.

    What goes to a manager only a manager answers. Raises Invalid without words, Conflict when it was answered or taken back.
    """
    row = questions.question(actor, question_id)
    if row.kind == QuestionKind.ESCALATE:
        rights.require(actor, "question.manage")
    if not answer.strip():
        raise Invalid(_("Write the answer; the officer reads it on the package."), "answer")
    rows = Question.objects.visible_to(actor).filter(id=row.pk, closed_at=None)
    if not rows.update(answered_by=actor.user_id, answered_at=Now(), closed_at=Now()):
        raise Conflict(_("This question was answered or taken back in the meantime. What you typed is still here."))
    row.answer = answer.strip()
    row.save(update_fields=["answer"])
    ReviewItem.objects.visible_to(actor).filter(id=row.item_id, state=ReviewState.WAITING).update(
        state=ReviewState.OPEN, reason=""
    )
    audit.record(
        actor, "question.answer", subject_kind="question", subject_id=row.pk, case_id=row.case_id, kind=row.kind
    )
    events.emit(actor, "question.answered", case_id=row.case_id, subject_id=row.pk)


def questions_close(actor: Actor, item: ReviewItem) -> None:
    """Whoever asked takes the questions back, in the caller's transaction."""
    Question.objects.visible_to(actor).filter(item_id=item.pk, closed_at=None).update(closed_at=Now())


@verb("review.reject")
def item_protect(actor: Actor, *, item_id: int, note: str = "") -> None:
    """A minor may be shown: the case takes the protected path from now on (HARMS 1), with every package that is undecided.

    Nothing is closed: the notices are written anew on the bases for minors, nobody approves the old ones, and the
    packages come first in the queue. Registrations follow the case by their own job.
    """
    item = desk.item_claim(actor, item_id=item_id)
    if item.state != ReviewState.OPEN:
        raise Conflict(voices.DECIDED)
    if known.known_turned_down(actor, item, Reason.PROTECTED_ROUTE):
        return
    case = item.case
    if not protected(case.age_band):
        casework.case_protect(actor, case_id=case.pk)
    ReviewItem.objects.visible_to(actor).filter(id=item.pk).update(held_by=None, held_until=None)
    voices.write_note(item, note.strip())
    audit.record(
        actor, "review.protect", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id,
        reason=Reason.PROTECTED_ROUTE.value,
    )  # fmt: skip
    events.emit(actor, "review.protected", case_id=item.case_id, subject_id=item.pk)
    for row in selectors.items(actor).filter(case_id=case.pk, state=ReviewState.OPEN, notice__about=None):
        _write_anew(actor, row)


def _write_anew(actor: Actor, row: ReviewItem) -> None:
    """An old notice cannot be approved from here on; a job writes it anew and gives the package its place."""
    problems = list(dict.fromkeys([*row.notice.problems, REWRITTEN]))
    Notice.objects.visible_to(actor).filter(id=row.notice_id, state__in=OPEN).update(
        state=NoticeState.INCOMPLETE, problems=problems
    )
    key = f"protect:{row.pk}:{timezone.now().timestamp()}"
    events.enqueue(RENEW, agency_id=actor.agency_id, key=key, match_id=row.notice.match_id)
