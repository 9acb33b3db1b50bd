"""The manager's page about the agency's agreement."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.onboarding import selectors, words
from agencies.onboarding.services import agreements, renewal
from agencies.onboarding.web import document, tag
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page, press


@page("agreement.read")
def own(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Agreement, term, and whether the agency is suspended."""
    term = selectors.term(actor.agency_id)
    agreement = selectors.own_agreement(actor)
    parties = [{"key": _(text), "value": getattr(agreement, name, "")} for name, text in words.PARTIES.items()]
    context = {
        "term": term, "term_tag": tag(words.TERMS, selectors.term_state(term)), "agreement": agreement,
        "parties": parties if agreement else [], "suspension": selectors.suspension(actor.agency_id),
    }  # fmt: skip
    return render(request, "onboarding/agreement_page.html", context)


@require_POST
@page("agreement.confirm")
def confirm(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The facts still hold."""
    if selectors.term(actor.agency_id) is not None:
        press(request, partial(renewal.term_confirm, actor), _("Thank you. The platform renews the agreement."))
    return redirect("agency-agreement")


@page("agreement.read")
def file(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The signed agreement."""
    found = selectors.own_agreement(actor)
    if found is None:
        raise Http404
    return document(f"{agreements.number(found.application)}.pdf", agreements.agreement_bytes(found))
