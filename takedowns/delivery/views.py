"""Deliveries that need a person, and how that person settles them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page, press
from cases.casework.web import page_of
from takedowns.delivery import selectors, services, words
from takedowns.delivery.forms import FileForm, ResolveForm
from takedowns.delivery.web import filed, shown
from takedowns.notices import selectors as notices
from takedowns.notices.states import NoticeState
from takedowns.notices.web import sheet_list


@require_safe
@page("review.read")
def delivery_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was held back, refused or lost on the way; a page, or the part of one that htmx asks for."""
    found = page_of(request, selectors.waiting_for_a_person(actor))
    audit.seen_list(actor, "delivery.list", subject_kind="delivery", case_ids=[row.case_id for row in found])
    return render(request, "deliveries/list.html", {"page": found, "deliveries": [shown(row) for row in found]})


@require_POST
@page("delivery.resolve")
def delivery_resolve(request: HttpRequest, actor: Actor, delivery_id: int) -> HttpResponse:
    """It arrived, or it is sent again; the answer is told on the notice's page."""
    row = selectors.delivery(actor, delivery_id)
    form = ResolveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether the message arrived, or is to be sent again."))
        return redirect("notice-detail", row.notice_id)
    outcome = form.cleaned_data["outcome"]
    done = _("Noted as sent.") if outcome == "sent" else _("It is sent again now, if nothing forbids it.")
    press(request, lambda: services.delivery_resolve(actor, delivery_id=row.pk, outcome=outcome), done)
    return redirect("notice-detail", row.notice_id)


@require_safe
@page("notice.read")
def notice_sheets(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """What a person copies into web forms, in the order of their fields, and what was filed already."""
    notice = notices.notice(actor, notice_id)
    audit.seen(actor, "notice.read", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id)
    approved = notice.state in {NoticeState.APPROVED, NoticeState.SENT}
    reasons = services.reasons_not_to_send(actor, notice) if approved else []
    context = {
        "notice": notice,
        "approved": approved,
        "reasons": [_(words.BLOCKED_BY.get(name, name)) for name in reasons],
        "sheets": sheet_list(notices.parts_of(actor, notice)),
        "filed": [filed(row) for row in selectors.filed(actor, notice.pk)],
        "form": FileForm(),
        "letter": "letter" in notice.papers,
    }
    return render(request, "deliveries/sheets.html", context)


@require_POST
@page("delivery.file")
def notice_file(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """Note that a form was filled in or a letter posted."""
    notice = notices.notice(actor, notice_id)
    form = FileForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say by which way it was filed; the ticket number has at most 200 characters."))
        return redirect("notice-sheets", notice.pk)
    press(
        request, lambda: services.delivery_file(actor, notice_id=notice.pk, **form.cleaned_data), _("Noted as filed.")
    )
    return redirect("notice-sheets", notice.pk)
