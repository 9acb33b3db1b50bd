"""Questions of the desk: read and answered by the case's workers and by managers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.audit import services as audit
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page
from cases.casework import selectors as casework
from cases.casework.web import page_of
from takedowns.review import services
from takedowns.review.forms import AnswerForm
from takedowns.review.selectors import questions
from takedowns.review.web import question_shown


@require_safe
@page("question.read")
def question_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the desk waits for, the oldest first."""
    found = page_of(request, questions.all_open(actor))
    audit.seen_list(actor, "question.list", subject_kind="question", case_ids=[row.case_id for row in found])
    rows = [question_shown(row, actor) for row in found]
    return render(request, "review/questions.html", {"page": found, "rows": rows})


@require_safe
@page("question.read")
def case_questions(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Questions about a case's packages: a page, or the part of one that htmx asks for."""
    case = casework.case(actor, case_id)
    audit.seen(actor, "question.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    rows = [question_shown(row, actor) for row in questions.of_case(actor, case.pk)]
    return render(request, "takedowns/case_questions.html", {"case": case, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@page("question.read")
def question(request: HttpRequest, actor: Actor, question_id: int) -> HttpResponse:
    """One question, and its answer."""
    row = questions.question(actor, question_id)
    audit.seen(actor, "question.read", subject_kind="question", subject_id=row.pk, case_id=row.case_id)
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        rights.require(actor, "question.answer")
        if form.is_valid() and apply(
            form, lambda: services.question_answer(actor, question_id=row.pk, answer=form.cleaned_data["answer"])
        ):
            messages.success(request, _("Answered. The package is open again, with your answer on it."))
            return redirect("review-question", row.pk)
        status, row = 409, questions.question(actor, question_id)
    context = {**question_shown(row, actor), "form": form}
    return render(request, "review/question.html", context, status=status)
