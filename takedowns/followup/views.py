"""A notice's whole way: its text, its delivery, and the looks that prove the removal."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework import selectors as casework
from cases.casework.web import tag
from cases.detection.web import host
from takedowns.delivery import selectors as deliveries
from takedowns.delivery.web import shown as delivery_shown
from takedowns.followup import selectors
from takedowns.followup.web import check_table, newest
from takedowns.notices import selectors as notices
from takedowns.notices import services as writing
from takedowns.notices import shown, web
from takedowns.notices.forms import PreserveForm, RetractForm
from takedowns.notices.states import NoticeState


@require_safe
@page("notice.read")
def notice_detail(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """One notice from draft to removal."""
    notice = notices.notice(actor, notice_id)
    audit.seen(actor, "notice.read", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id)
    delivery = deliveries.of_notice(actor, notice.pk)
    context = {
        "notice": notice,
        "state": tag(shown.STATES, notice.state),
        "rows": _facts(notice, notices.targets(actor, notice.pk), people.names(actor)),
        "recipient": web.recipient(actor, notice),
        "reasons": web.reasons(notice),
        "problems": web.problem_texts(notice.problems),
        "takes_back": web.taken_back(actor, notice),
        "retractions": web.retraction_lines(actor, notice),
        "preserve": PreserveForm(),
        "may_retract": notice.state == "sent" and not notice.about_id and rights.allowed(actor, "notice.retract"),
        "sections": shown.sections(notice.text, notice.languages),
        "parts": web.part_list(notices.parts_listed(actor, notice)),
        "delivery": delivery_shown(delivery) if delivery else None,
        "checks": check_table(selectors.checks(actor, notice.pk)),
        "may_open_evidence": rights.allowed(actor, "evidence.read"),
    }
    return render(request, "notices/detail.html", context)


def _facts(notice: Any, targets: list[Any], names: dict[int, str]) -> list[dict[str, Any]]:
    approved = [
        {"key": _("Approved by"), "value": names.get(notice.approved_by or 0, "–")},
        {"key": _("Approved parts, SHA-256"), "value": notice.approved_sha256, "code": True},
    ]
    return [
        *({"key": _("Page"), "value": target.match.page_url, "code": True} for target in targets),
        {"key": _("Languages"), "value": web.language_names(notice.languages)},
        {"key": _("Legal basis"), "value": web.citation(notice.basis) or _("none")},
        {"key": _("Who looked"), "value": web.looked(notice.looked)},
        *(approved if notice.approved_sha256 else []),
    ]


@require_safe
@page("notice.read")
def case_notices(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """The notices of a case with their deliveries and looks: a page, or the part of one that htmx asks for."""
    case = casework.case(actor, case_id)
    audit.seen(actor, "notice.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    sent = {row.notice_id: delivery_shown(row) for row in deliveries.deliveries(actor, case.pk)}
    looks: dict[int, list[Any]] = defaultdict(list)
    for row in selectors.of_case(actor, case.pk):
        looks[row.notice_id].append(row)
    rows = [
        {
            "notice": row,
            "state": tag(shown.STATES, row.state),
            "host": host(row.match.page_url),
            "delivery": sent.get(row.pk),
            "check": newest(looks[row.pk]),
        }
        for row in notices.notices(actor, case.pk)
    ]
    return render(request, "takedowns/case_notices.html", {"case": case, "rows": rows})


@page("notice.retract")
def notice_retract(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """Choose what a sent notice no longer covers; what is written then lies on the desk."""
    notice = notices.notice(actor, notice_id)
    audit.seen(actor, "notice.read", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id)
    form = RetractForm(request.POST if request.method == "POST" else None, finds=web.covered(actor, notice))
    if form.is_valid() and apply(form, lambda: writing.notice_retract(actor, notice_id=notice_id, **form.cleaned_data)):
        messages.success(
            request, _("It was drafted and lies on the desk. Nothing is sent before an officer approved it.")
        )
        return redirect("notice-detail", notice_id)
    context = {"notice": notice, "form": form, "sent": notice.state == NoticeState.SENT and notice.about_id is None}
    return render(request, "notices/retract.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("notice.retract")
def notice_preserve(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """Ask the recipient of a sent notice to keep data for the police; what is written lies on the desk."""
    notice, form = notices.notice(actor, notice_id), PreserveForm(request.POST)
    number = form.cleaned_data["police_file"] if form.is_valid() else "-" * 101
    done = _("It was drafted and lies on the desk. Nothing is sent before an officer approved it.")
    press(request, lambda: writing.notice_preserve(actor, notice_id=notice.pk, police_file=number), done)
    return redirect("notice-detail", notice.pk)
