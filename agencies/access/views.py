"""Managers' pages: service keys, and the agencies that this one works with."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import selectors, services, words
from agencies.access.forms import AnswerForm, KeyForm, NumberForm, ProposalForm
from agencies.access.services import partnerships
from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.web import page


def _told(request: HttpRequest, call: Callable[[], object], done: str) -> None:
    """What a button does: the refusal, or `done`, is told on the page that comes next."""
    try:
        call()
    except (Conflict, Invalid) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)


def _tried(form: forms.Form, call: Callable[[], object]) -> bool:
    """Whether the service went through; its refusal becomes an error of the form."""
    try:
        call()
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
    except Conflict as error:
        form.add_error(None, str(error))
    return not form.errors


@page("key.read")
def service_keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The agency's keys; a new one is shown here once and never again."""
    if request.method != "POST":
        return _keys(request, actor, KeyForm())
    if request.POST.get("do") == "revoke":
        button = NumberForm(request.POST)
        if button.is_valid():
            call = partial(services.key_revoke, actor, key_id=button.cleaned_data["row"])
            _told(request, call, _("Revoked. It opens nothing any more."))
        return redirect("service-keys")
    rights.require(actor, "key.create")
    form, made = KeyForm(request.POST), []
    if form.is_valid() and _tried(form, lambda: made.append(services.key_create(actor, **form.cleaned_data))):
        return _keys(request, actor, KeyForm(), new=made[0])
    return _keys(request, actor, form, status=422)


def _keys(request: HttpRequest, actor: Actor, form: KeyForm, *, new: str = "", status: int = 200) -> HttpResponse:
    now, names = timezone.now(), people.names(actor)
    rows = [
        {
            "row": row,
            "by": names.get(row.created_by, "–"),
            "scopes": ", ".join(row.scopes),
            "live": row.revoked_at is None and row.expires_at > now,
        }
        for row in selectors.keys(actor)
    ]
    return render(request, "access/keys.html", {"rows": rows, "form": form, "new": new}, status=status)


@page("partner.read")
def partners(request: HttpRequest, actor: Actor) -> HttpResponse:
    """With whom this agency works, what others propose, and what it proposes itself."""
    form = ProposalForm(request.POST if request.POST.get("do") == "propose" else None)
    if request.method == "POST":
        rights.require(actor, "partner.update")
        if not form.is_bound:
            return _press(request, actor)
        if form.is_valid() and _tried(form, partial(partnerships.partnership_propose, actor, **form.cleaned_data)):
            messages.success(
                request,
                _(
                    "Noted. If an agency of this name takes proposals, its managers see yours now. You hear nothing otherwise."
                ),
            )
            return redirect("partners")
    live = selectors.in_force(actor)
    context = {
        "form": form,
        "wills": [_will(row, live) for row in selectors.own_wills(actor)],
        "proposals": [{"row": row, "purpose": _(words.PURPOSES[row.purpose])} for row in selectors.proposals(actor)],
        "listed": tenancy.settings(actor).open_to_partners,
    }
    return render(request, "access/partners.html", context, status=422 if form.is_bound else 200)


def _will(row: Any, live: set[tuple[int, str]]) -> dict[str, Any]:
    """A wish that waits shows the name that was typed and nothing else, whatever became of it."""
    in_force = (row.partner_id, row.purpose) in live
    name = row.partner.name if in_force else row.slug
    return {"row": row, "name": name, "purpose": _(words.PURPOSES[row.purpose]), "in_force": in_force}


def _press(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The buttons of the page; one that is not known does nothing."""
    do = request.POST.get("do", "")
    answer, number = AnswerForm(request.POST), NumberForm(request.POST)
    if do in {"accept", "decline"} and answer.is_valid():
        verb = partnerships.partnership_accept if do == "accept" else partnerships.partnership_decline
        values = answer.cleaned_data
        call: Callable[[], object] = partial(verb, actor, agency_id=values["agency"], purpose=values["purpose"])
        _told(request, call, _("In force from now on.") if do == "accept" else _("Put away."))
    elif do == "end" and number.is_valid():
        call = partial(partnerships.partnership_end, actor, partnership_id=number.cleaned_data["row"])
        _told(request, call, _("Ended. What was shared before stays where it is."))
    elif do in {"list", "unlist"}:
        call = partial(partnerships.partners_listed, actor, listed=do == "list")
        _told(request, call, _("Saved."))
    return redirect("partners")
