"""Addresses of reports that may have been made for one person: an officer has them opened, or not."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page
from cases.casework.web import page_of
from cases.detection.forms.reported import LinkForm
from cases.detection.services import reported
from cases.detection.web import reported as shown
from cases.intake import selectors as intake
from cases.intake.states import REPORTED_MOVES, ReportedState


@page("report.decide")
def link_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits, oldest first."""
    found = page_of(request, intake.links(actor, ReportedState.WAITING))
    audit.seen_list(actor, "report.list", subject_kind="reportedlink", case_ids=[row.case_id for row in found])
    return render(request, "detection/links.html", {"page": found, "table": shown.link_table(found)})


@page("report.decide")
def link_decide(request: HttpRequest, actor: Actor, link_id: int) -> HttpResponse:
    """One address, why it waits, and what becomes of it."""
    row = intake.link(actor, link_id)
    audit.seen(actor, "report.read", subject_kind="reportedlink", subject_id=row.pk, case_id=row.case_id)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and apply(form, partial(reported.link_decide, actor, link_id=row.pk, **form.cleaned_data)):
        opened = form.cleaned_data["to"] == ReportedState.OPENED
        messages.success(
            request, _("It is opened once, as soon as a worker is free.") if opened else _("It is not opened.")
        )
        return redirect("link-list")
    word, tone = shown.STATES[ReportedState(row.state)]
    context = {
        "link": row, "form": form, "state": _(word), "tone": tone, "why": shown.reason(row.url),
        "open": bool(REPORTED_MOVES[ReportedState(row.state)]),
    }  # fmt: skip
    return render(request, "detection/link.html", context, status=422 if form.is_bound else 200)
