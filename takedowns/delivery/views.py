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
from takedowns.delivery import selectors, services
from takedowns.delivery.forms import ResolveForm
from takedowns.delivery.web import shown


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
