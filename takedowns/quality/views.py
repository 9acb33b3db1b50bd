"""Pages of quality: the team for managers, persons for the quality lead, the own results, and decisions to read again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from takedowns.quality import selectors, services
from takedowns.quality.forms import AgainForm, ReasonForm
from takedowns.quality.web import own, persons, team
from takedowns.review.web.care import reading


@require_safe
@page("quality.read")
def quality(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How the team decides."""
    return render(request, "quality/team.html", team(actor))


@require_safe
@page("quality.lead")
def quality_people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Known answers by person."""
    return render(request, "quality/people.html", {"table": persons(actor)})


@require_safe
@page("quality.own")
def quality_own(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The officer's own results."""
    return render(request, "quality/own.html", own(actor) | {"waiting": selectors.waiting(actor).count()})


@page("quality.read")
def quality_export(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """Decisions, or what was passed over, as a file; asks for the reason first."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    made: list[str] = []
    if form.is_valid() and apply(
        form, lambda: made.append(services.figures_export(actor, name=name, reason=form.cleaned_data["reason"]))
    ):
        answer = HttpResponse(made[0], content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    return render(request, "quality/export.html", {"form": form, "name": name}, status=422 if form.is_bound else 200)


@require_safe
@page("quality.sample")
def sample_next(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The next decision that waits to be read again, or the own results."""
    found = selectors.waiting(actor).first()
    if found is None:
        return render(request, "quality/own.html", own(actor) | {"waiting": 0})
    return _shown(request, actor, found, AgainForm())


@page("quality.sample")
def sample_one(request: HttpRequest, actor: Actor, sample_id: int) -> HttpResponse:
    """One decision, without the answer that was given."""
    found = selectors.sample(actor, sample_id)
    form = AgainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = form.cleaned_data
        press(request, lambda: _read(actor, sample_id, values), _("Noted. Nothing is sent or taken back by it."))
        return redirect("quality-next")
    return _shown(request, actor, found, form)


def _shown(request: HttpRequest, actor: Actor, found: Any, form: AgainForm) -> HttpResponse:
    audit.seen(actor, "sample.read", subject_kind="sample", subject_id=found.pk, case_id=found.case_id)
    context = {"form": form, "action": reverse("quality-sample", args=[found.pk]), **reading(actor, found.item_id)}
    return render(request, "quality/sample.html", context, status=422 if form.is_bound else 200)


def _read(actor: Actor, sample_id: int, values: dict[str, Any]) -> None:
    approve = values["answer"] == "approve"
    services.sample_read(actor, sample_id=sample_id, approve=approve, code=values["reason"])
