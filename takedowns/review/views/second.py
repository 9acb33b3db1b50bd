"""The second person: a colleague over the same package, or this agency for a partner."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.web import page
from cases.casework.web import page_of
from takedowns.review import selectors, services
from takedowns.review.forms import ApproveForm, AskForm, DeclineForm, SendBackForm
from takedowns.review.selectors import own
from takedowns.review.services import partners
from takedowns.review.views.package import do, onward, package_page
from takedowns.review.web import asked_line, asked_package


@require_POST
@page("review.second")
def confirm(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Confirm what a colleague decided, over exactly the bytes that were on the page."""
    form = ApproveForm(request.POST)
    sha256 = form.cleaned_data["sha256"] if form.is_valid() else ""
    answer = do(request, actor, item_id, lambda: services.item_confirm(actor, item_id=item_id, sha256=sha256))
    return onward(request, actor, answer, _("Confirmed. Two people have decided now."), second=True)


@require_POST
@page("review.second")
def send_back(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Do not confirm: the package is open again."""
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return package_page(request, actor, item_id, status=409, error=_("Choose a reason."), send_back=form)
    values = form.cleaned_data
    answer = do(
        request, actor, item_id,
        lambda: services.item_send_back(actor, item_id=item_id, doubt=values["doubt"], note=values["note"]),
        send_back=form,
    )  # fmt: skip
    return onward(request, actor, answer, _("Sent back. Nothing is sent, and the package is open again."), second=True)


@require_POST
@page("review.claim")
def take_back(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Take one's own first decision back."""
    return do(request, actor, item_id, lambda: services.item_take_back(actor, item_id=item_id))


@require_POST
@page("review.ask")
def ask(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Ask a partner agency for the second approval."""
    selectors.item(actor, item_id)
    form = AskForm(request.POST, partners=[(partner.pk, partner.name) for partner in selectors.partners(actor)])
    if not form.is_valid():
        return package_page(request, actor, item_id, status=409, error=_("Choose a partner."), ask=form)
    partner = form.cleaned_data["partner"]
    return do(
        request, actor, item_id, lambda: partners.partner_ask(actor, item_id=item_id, partner_id=partner), "#second",
        ask=form,
    )  # fmt: skip


@require_POST
@page("review.ask")
def unask(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Take the question to the partner back."""
    return do(request, actor, item_id, lambda: partners.partner_unask(actor, item_id=item_id), "#second")


@require_safe
@page("review.second")
def asked_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What partners ask of this agency now."""
    found = page_of(request, selectors.asked(actor))
    return render(request, "review/asked_list.html", {"page": found, "lines": [asked_line(row) for row in found]})


@require_safe
@page("review.second")
def asked_one(request: HttpRequest, actor: Actor, asked_id: int) -> HttpResponse:
    """One question of a partner: the words, the facts, and nothing else."""
    return _asked_page(request, actor, asked_id)


def _asked_page(
    request: HttpRequest, actor: Actor, asked_id: int, *, status: int = 200, error: str = "", **more: Any
) -> HttpResponse:
    row = selectors.asked_one(actor, asked_id)
    audit.seen(actor, "second.read", subject_kind="askedsecond", subject_id=row.pk)
    context = {
        **asked_package(row),
        "decline": DeclineForm(),
        **more,
        "error": error,
        "may": selectors.may_be_second(actor),
        "keys": own.keys_on(actor),
    }
    return render(request, "review/asked.html", context, status=status)


def _answer(
    request: HttpRequest, actor: Actor, asked_id: int, call: Callable[[], object], done: str, **more: Any
) -> HttpResponse:
    try:
        call()
    except (Conflict, Invalid) as error:
        return _asked_page(request, actor, asked_id, status=409, error=str(error), **more)
    messages.success(request, done)
    return redirect("review-asked")


@require_POST
@page("review.second")
def asked_confirm(request: HttpRequest, actor: Actor, asked_id: int) -> HttpResponse:
    """Confirm a partner's notice."""
    form = ApproveForm(request.POST)
    sha256 = form.cleaned_data["sha256"] if form.is_valid() else ""
    return _answer(
        request, actor, asked_id, lambda: partners.asked_confirm(actor, asked_id=asked_id, sha256=sha256),
        _("Confirmed. Your answer goes back to the partner now; its words are gone from here."),
    )  # fmt: skip


@require_POST
@page("review.second")
def asked_decline(request: HttpRequest, actor: Actor, asked_id: int) -> HttpResponse:
    """Do not confirm a partner's notice."""
    selectors.asked_one(actor, asked_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _asked_page(request, actor, asked_id, status=409, error=_("Choose a reason."), decline=form)
    return _answer(
        request, actor, asked_id,
        lambda: partners.asked_decline(actor, asked_id=asked_id, doubt=form.cleaned_data["doubt"]),
        _("Not confirmed. The reason goes back to the partner; its words are gone from here."),
        decline=form,
    )  # fmt: skip
