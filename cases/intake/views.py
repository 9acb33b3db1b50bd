"""Reports: a worker's new case, and the public form of an agency."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.web import apply, page
from cases.exceptions import selectors as exceptions
from cases.intake import selectors, services
from cases.intake.forms import PublicReportForm, ReportForm, WorkerReportForm
from cases.intake.selectors import Desk
from cases.intake.web import crowded

SESSION_DONE = "report_done"


def _submit(actor: Actor, form: ReportForm, made: list[Any], **more: Any) -> None:
    made.append(services.report_submit(actor, **form.facts(), **more))


@page("report.create")
def case_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write down what somebody told; the fingerprints are computed in the worker's browser."""
    house = tenancy.settings(actor)
    told: dict[str, Any] = {"age": house.protected_age, "detailed": house.patch_search}
    colleagues = [pair for pair in exceptions.colleagues(actor) if pair[0] != actor.user_id]
    if request.method != "POST":
        form = WorkerReportForm(**told, colleagues=colleagues, initial={"language": get_language()})
        return render(request, "intake/case_new.html", {"form": form})
    made: list[Any] = []
    form = WorkerReportForm(request.POST, **told, colleagues=colleagues)
    if form.is_valid() and apply(form, partial(_submit, actor, form, made, channel="worker")):
        if made[0].held:
            messages.success(
                request, _("The case is open. A manager reads first who must not see it; until then nobody does.")
            )
            return redirect("case-list")
        messages.success(request, _("The case is open."))
        return redirect("case-detail", made[0].pk)
    return render(request, "intake/case_new.html", {"form": form}, status=422)


@require_safe
def report_find(request: HttpRequest) -> HttpResponse:
    """From the name of a form, as an agency gives it to people, to the form; no list of agencies."""
    name = request.GET.get("name", "").strip().strip("/").lower()
    try:
        return redirect("report-public", tenancy.agency_by_slug(name).slug)
    except (NotFound, ValueError):
        return render(request, "intake/find.html", {"name": name[:50]}, status=404 if name else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def report_public(request: HttpRequest, slug: str) -> HttpResponse:
    """The report form of one agency. Works without scripts and without an account; nothing about it says what it found."""
    if (refusal := _works_elsewhere(request, slug)) is not None:
        return refusal
    desk = _desk(slug)
    if desk.agency.suspended_at is not None:
        return _takes_none(request, desk)
    told: dict[str, Any] = {"age": desk.protected_age, "detailed": desk.patch_search}
    if request.method != "POST":
        return render(request, "intake/report.html", _around(desk) | {"form": PublicReportForm(**told)})
    made: list[Any] = []
    form = PublicReportForm(request.POST, **told)
    valid = form.is_valid()
    if valid and crowded(request):
        return render(request, "intake/report.html", _around(desk) | {"form": form, "crowded": True}, status=429)
    language = get_language() or "en"
    if valid and apply(form, partial(_submit, desk.actor, form, made, channel="public", language=language)):
        request.session[SESSION_DONE] = {
            "slug": slug,
            "reference": made[0].reference,
            "quiet": made[0].quiet,
            "contact": bool(form.cleaned_data["contact"]),
        }
        return redirect("report-done", slug)
    return render(request, "intake/report.html", _around(desk) | {"form": form}, status=422)


@require_safe
def report_done(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next, and the case number; it is shown once, then this browser has forgotten it."""
    if (refusal := _works_elsewhere(request, slug)) is not None:
        return refusal
    desk = _desk(slug)
    found = request.session.get(SESSION_DONE)
    done = found if isinstance(found, dict) and found.get("slug") == slug else None
    if done and request.method == "GET":
        del request.session[SESSION_DONE]
    return render(request, "intake/done.html", _around(desk) | {"done": done})


def _desk(slug: str) -> Desk:
    try:
        return selectors.desk(slug)
    except NotFound as error:
        raise Http404 from error


def _works_elsewhere(request: HttpRequest, slug: str) -> HttpResponse | None:
    """A colleague of another agency is at work in this browser: two agencies are never open in one request."""
    actor: Actor | None = getattr(request, "actor", None)
    try:
        agency = tenancy.agency_by_slug(slug)
    except NotFound as error:
        raise Http404 from error
    if actor is None or actor.agency_id == agency.pk:
        return None
    return render(request, "intake/elsewhere.html", {"agency_name": agency.name}, status=409)


def _takes_none(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A suspended agency takes no reports; what somebody typed meanwhile is shown once more, to be taken elsewhere."""
    typed = [value for name in ("text", "addresses", "contact") if (value := request.POST.get(name, "").strip())]
    status = 503 if request.method == "POST" else 200
    return render(request, "intake/suspended.html", _around(desk) | {"typed": typed}, status=status)


def _around(desk: Desk) -> dict[str, Any]:
    """What every public page shows: the agency, and people to call."""
    lines = [
        {"number": "1366", "name": _("Korea: crisis line, day and night"), "note": ""},
        {"number": "112", "name": _("Korea and Europe: if you are in danger now"), "note": ""},
    ]
    own = desk.emergency_line.strip()
    if own and own not in {line["number"] for line in lines}:
        lines.insert(0, {"number": own, "name": desk.agency.name, "note": ""})
    known = {line["number"] for line in lines}
    further = [line for line in desk.lines if line["number"] not in known]
    lines[1 if own and own == lines[0]["number"] else 0 : 0] = [
        {"number": line["number"], "name": line["label"], "note": ""} for line in further
    ]
    logo = f"{reverse('agency-logo', args=[desk.agency.slug])}?v={desk.logo[:12]}" if desk.logo else ""
    return {
        "agency_name": desk.agency.name, "slug": desk.agency.slug, "phone_lines": lines, "logo_url": logo,
    }  # fmt: skip
