"""Referrals: offer a part of a case, see what became of it, answer what partners offer."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.access import selectors as access
from agencies.audit import services as audit
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework import selectors as casework
from cases.casework.web import link, page_of, table, tag, time_cell
from cases.referrals import selectors, words
from cases.referrals.forms import ReferralForm
from cases.referrals.services import giving, receiving


@page("referral.create")
def referral_new(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Offer parts of a case to a partner."""
    case = casework.case(actor, case_id)
    audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    partners = [(agency.pk, agency.name) for agency in access.partners(actor, "referral")]
    form = ReferralForm(
        request.POST if request.method == "POST" else None,
        partners=partners, override=rights.allowed(actor, "case.override"), today=timezone.localdate(),
    )  # fmt: skip
    made: list[Any] = []
    if form.is_valid() and apply(form, partial(_offer, actor, case.pk, form, made)):
        messages.success(request, _("Offered. The partner sees who asks and for what help, and nothing else yet."))
        return redirect("referral", made[0].pk)
    context = {"case": case, "form": form, "partners": partners}
    return render(request, "referrals/new.html", context, status=422 if form.is_bound else 200)


def _offer(actor: Actor, case_id: int, form: ReferralForm, made: list[Any]) -> None:
    made.append(giving.referral_offer(actor, case_id=case_id, **form.facts()))


@require_safe
@page("referral.read")
def referral_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What partners offer, and what this agency offers."""
    given = page_of(request, selectors.referrals(actor))
    offers = list(selectors.offers(actor)[:100])
    seen = {row.case_id for row in (*given, *offers) if row.case_id}
    audit.seen_list(actor, "case.list", subject_kind="referral", case_ids=seen)
    head = [_("Referral"), _("Partner"), _("Help"), _("State"), _("Since")]
    context = {
        "page": given,
        "received": table(
            _("From partners"), head,
            [_row("referral-offer", row, _("Offer %(number)s") % {"number": row.pk}) for row in offers],
            _("No partner has offered anything."),
        ),
        "given": table(
            _("To partners"), head, [_row("referral", row, row.case.reference) for row in given],
            _("Nothing was offered to a partner."),
        ),
    }  # fmt: skip
    return render(request, "referrals/list.html", context)


def _row(name: str, row: Any, text: str) -> list[Any]:
    return [
        link(name, row, text),
        row.partner.name,
        _(words.HELP[row.help]),
        tag(words.STATES, row.state),
        time_cell(row.offered_at),
    ]


def _amounts(counts: Mapping[str, str]) -> list[dict[str, str]]:
    """Parts and how much there is of each, in words."""
    return [
        {"key": _(text), "value": _(words.AMOUNTS[counts[part]])}
        for part, text in words.PARTS.items()
        if part in counts
    ]


@page("referral.read")
def referral_detail(request: HttpRequest, actor: Actor, referral_id: int) -> HttpResponse:
    """One referral that this agency gives."""
    row = selectors.referral(actor, referral_id)
    audit.seen(actor, "case.read", subject_kind="referral", subject_id=row.pk, case_id=row.case_id)
    if request.method == "POST":
        call = partial(giving.referral_take_back, actor, referral_id=row.pk)
        press(request, call, _("Taken back. The partner has nothing of it."))
        return redirect("referral", row.pk)
    context = {
        "referral": row,
        "state": tag(words.STATES, row.state),
        "help": _(words.HELP[row.help]),
        "ground": _(words.GROUNDS[row.ground]),
        "parts": _amounts(selectors.amounts(row.parts)),
    }
    return render(request, "referrals/given.html", context)


ANSWERS: dict[str, Callable[..., None]] = {
    "accept": receiving.offer_accept,
    "decline": receiving.offer_decline,
    "done": receiving.offer_done,
}


@page("referral.read")
def offer_detail(request: HttpRequest, actor: Actor, offer_id: int) -> HttpResponse:
    """One offer of a partner: who asks, for what help, how much in words; after a yes the way to the case."""
    row = selectors.offer(actor, offer_id)
    if row.case_id:
        audit.seen(actor, "case.read", subject_kind="referraloffer", subject_id=row.pk, case_id=row.case_id)
    if request.method == "POST":
        rights.require(actor, "referral.answer")
        if (call := ANSWERS.get(request.POST.get("do", ""))) is not None:
            press(request, partial(call, actor, offer_id=row.pk), _("Your answer is on its way to the partner."))
        return redirect("referral-offer", row.pk)
    context = {
        "offer": row,
        "state": tag(words.STATES, row.state),
        "help": _(words.HELP[row.help]),
        "parts": _amounts(row.counts),
    }
    return render(request, "referrals/received.html", context)
