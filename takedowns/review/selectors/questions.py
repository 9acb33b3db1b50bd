"""Reads of the desk's questions."""

from django.db.models import QuerySet

from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from takedowns.review.models import Question
from takedowns.review.states import QuestionKind


def all_open(actor: Actor) -> QuerySet[Question]:
    """What waits for an answer of this person's, the oldest first: what goes to a manager only for managers."""
    rows = Question.objects.visible_to(actor).filter(closed_at=None).select_related("case")
    if not rights.allowed(actor, "question.manage"):
        rows = rows.exclude(kind=QuestionKind.ESCALATE)
    return rows.order_by("id")


def of_case(actor: Actor, case_id: int) -> QuerySet[Question]:
    """Every question about a case's packages, newest first."""
    rows = Question.objects.visible_to(actor).filter(case_id=case_id).select_related("case")
    return rows.order_by("-id")


def of_item(actor: Actor, item_id: int) -> QuerySet[Question]:
    """What was asked about a package, newest first."""
    return Question.objects.visible_to(actor).filter(item_id=item_id).order_by("-id")


def question(actor: Actor, question_id: int) -> Question:
    """One question; raises NotFound."""
    found = Question.objects.visible_to(actor).filter(id=question_id).select_related("case").first()
    if found is None:
        raise NotFound
    return found
