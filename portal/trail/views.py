"""The trail: to look through, to check, to take out, and to sign off once a month."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.audit import selectors, services
from agencies.people import selectors as people
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.web import apply, page, staff_page
from portal.trail import services as out
from portal.trail.forms import PlatformTrailFilter, ReasonForm, TrailFilter
from portal.trail.web import (
    chosen_month,
    findings,
    line_table,
    platform_table,
    sheet_context,
    wanted,
    wanted_of_platform,
)

PAGE = 100
QUICK = 5_000  # seals that are recomputed with the page; more only when somebody asks


@require_safe
@page("audit.read")
def trail(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Newest lines first; `before` pages on, `verify` recomputes the chain."""
    form = TrailFilter(request.GET, people=people.names(actor))
    before = request.GET.get("before", "")
    rows = selectors.lines(actor, wanted(actor, form))
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(id__lt=int(before))
    lines = list(rows[:PAGE]) if form.is_valid() else []
    services.seen(actor, "audit.read", subject_kind="audit", subject_id=None)
    query = urlencode(form.given())
    context = {
        "form": form,
        "table": line_table(actor, lines, _("Lines of the trail")),
        "older": f"?{query}{'&' if query else ''}before={lines[-1].pk}" if len(lines) == PAGE else "",
        "query": query,
        "checked": "verify" in request.GET,
        "findings": findings(services.verify(actor)) if "verify" in request.GET else [],
    }
    return render(request, "trail/trail.html", context, status=200 if form.is_valid() else 422)


@page("audit.export")
def trail_export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The lines that the address names, as a file; asks for the reason first."""
    narrowed = TrailFilter(request.GET, people=people.names(actor))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    made: list[str] = []
    if narrowed.is_valid() and form.is_valid() and apply(form, partial(_export, actor, narrowed, form, made)):
        answer = HttpResponse(made[0], content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="trail.csv"'
        return answer
    rows = selectors.lines(actor, wanted(actor, narrowed))
    context = {"form": form, "number": rows.count(), "most": out.MOST, "query": urlencode(narrowed.given())}
    return render(request, "trail/export.html", context, status=422 if form.is_bound else 200)


def _export(actor: Actor, narrowed: TrailFilter, form: ReasonForm, made: list[str]) -> None:
    made.append(out.trail_export(actor, wanted=wanted(actor, narrowed), reason=form.cleaned_data["reason"]))


@require_safe
@page("audit.read")
def sheet(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The review sheet of a month."""
    return render(request, "trail/sheet.html", _sheet(request, actor))


@require_safe
@page("audit.read")
def sheet_paper(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same as a PDF to sign."""
    context = _sheet(request, actor)
    answer = HttpResponse(out.sheet_pdf(actor, context=context), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="review-{context["month"].name}.pdf"'
    return answer


def _sheet(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    services.seen(actor, "audit.read", subject_kind="reviewsheet", subject_id=None)
    return sheet_context(actor, chosen_month(request, actor))


@staff_page
@require_safe
def platform_trail(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The platform's own lines, newest first, and whether their chain is whole."""
    names = people.staff_names()
    form = PlatformTrailFilter(request.GET, people=names)
    before = request.GET.get("before", "")
    rows = selectors.platform_lines(wanted_of_platform(form))
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(id__lt=int(before))
    lines = list(rows[:PAGE]) if form.is_valid() else []
    services.seen_platform(staff, "audit.read", subject_kind="platformaudit")
    sealed, waiting, anchors = selectors.figures(selectors.of_platform())
    checked = "verify" in request.GET or sealed <= QUICK
    query = urlencode(form.given())
    context = {
        "form": form, "table": platform_table(lines, names, _("Lines of the platform's trail")),
        "older": f"?{query}{'&' if query else ''}before={lines[-1].pk}" if len(lines) == PAGE else "",
        "checked": checked, "findings": findings(services.verify_platform()) if checked else [],
        "sealed": sealed, "waiting": waiting, "anchors": anchors,
    }  # fmt: skip
    return render(request, "trail/platform.html", context, status=200 if form.is_valid() else 422)
