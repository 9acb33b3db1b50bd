"""The directory as agencies see it: who answers for whom, what it does with notices, propose a contact, report a dead one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework.web import link, page_of, table
from takedowns.recipients import selectors, services
from takedowns.recipients.forms import ProposeForm, RelayForm
from takedowns.recipients.web import facts, kind, line


@require_safe
@page("recipient.read")
def provider_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All recipients by name, the form with which one is proposed, and the relay partner."""
    return _list(request, actor)


def _list(request: HttpRequest, actor: Actor, status: int = 200, **typed: Any) -> HttpResponse:
    """The page; `typed`: a form with what was typed into it, where that could not be kept."""
    found = page_of(request, selectors.providers())
    head = [_("Name"), _("Kind"), _("Country"), _("Contact"), _("Risk"), _("Checked")]
    cells = [[link("provider-detail", row, row.name), kind(row), row.country, *line(row)] for row in found]
    relay = selectors.relay(actor)
    known = {"name": relay.name, "email": relay.email, "flagger": relay.flagger} if relay else {}
    context = {
        "page": found,
        "query": "",
        "table": table(_("Recipients"), head, cells, _("The directory is empty. The platform's staff load it.")),
        "propose": ProposeForm(),
        "relay_form": RelayForm(initial=known),
        "may_set_relay": rights.allowed(actor, "relay.set"),
        "may_propose": rights.allowed(actor, "recipient.propose"),
        **typed,
    }
    return render(request, "recipients/list.html", context, status=status)


@require_safe
@page("recipient.read")
def provider_detail(request: HttpRequest, actor: Actor, provider_id: int) -> HttpResponse:
    """One recipient: how it is reached, what it does with notices, and what is left out for it."""
    found = selectors.provider(provider_id)
    context = {
        "provider": found,
        "rows": facts(found),
        "dead": selectors.dead(actor, found.abuse_email),
        "own_word": selectors.own_word(actor, found.abuse_email),
        "may_propose": rights.allowed(actor, "recipient.propose"),
    }
    return render(request, "recipients/detail.html", context)


@require_POST
@page("recipient.propose")
def contact_propose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A contact for the platform's staff to check."""
    form = ProposeForm(request.POST)
    if form.is_valid() and apply(form, lambda: services.contact_propose(actor, **form.cleaned_data)):
        messages.success(request, _("Thank you. The platform's staff check it before anybody writes to it."))
        return redirect("provider-list")
    return _list(request, actor, 422, propose=form, wrong=form)


@require_POST
@page("recipient.propose")
def contact_dead(request: HttpRequest, actor: Actor, provider_id: int) -> HttpResponse:
    """This contact is dead, or it is not."""
    found, dead = selectors.provider(provider_id), request.POST.get("do") != "alive"
    done = (
        _("Noted. Your agency's next notices go to the next contact in the chain, if there is one.")
        if dead
        else _("Your agency's word is taken back.")
    )
    press(request, lambda: services.contact_dead(actor, provider_id=found.pk, dead=dead), done)
    return redirect("provider-detail", found.pk)


@require_POST
@page("relay.set")
def relay_set(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Name the partner who writes to dangerous recipients, or nobody."""
    form = RelayForm(request.POST)
    if form.is_valid() and apply(form, lambda: services.relay_set(actor, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("provider-list")
    return _list(request, actor, 422, relay_form=form, wrong=form)
