"""What is watched for all agencies: the list, proposals, and the pages of the platform's own people."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.web import apply, page, press, staff_page
from cases.casework.web import page_of
from cases.detection import selectors
from cases.detection.forms import cadence_word
from cases.detection.forms.sharing import ProposalForm, SharedForm
from cases.detection.forms.sources import KindForm, initial, kind_of
from cases.detection.selectors import sharing as reads
from cases.detection.services import providing, sharing
from cases.detection.web import sharing as shown
from cases.detection.wish import Wish

SHORTEST = 60  # s


@page("source.read")
def shared_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the platform watches for this agency too, and what it has proposed."""
    found = page_of(request, reads.shared())
    context = {
        "page": found, "table": shown.shared_table(found, every=cadence_word),
        "proposals": shown.own_table(reads.own_proposals(actor)), "providers": reads.providers(actor),
    }  # fmt: skip
    return render(request, "detection/shared.html", context)


@require_POST
@page("source.create")
def shared_use(request: HttpRequest, actor: Actor, shared_id: int) -> HttpResponse:
    """Have a search provider of the list among one's own."""
    done = _("It is among your sources within seconds. Nothing is typed into it before the person agrees.")
    press(request, partial(providing.provider_ask, actor, shared_id=shared_id), done)
    return redirect("shared-list")


@page("source.propose")
def shared_propose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Propose an address; a source of one's own fills the form in."""
    number = request.GET.get("source", "")
    row = selectors.source(actor, int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
    first = {name: getattr(row, name) for name in ("name", "url", "kind", "country", "language")} if row else {}
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        own = row.pk if row is not None else None
        if apply(form, partial(sharing.proposal_make, actor, source_id=own, **form.cleaned_data)):
            messages.success(request, _("Proposed. The platform's people read it."))
            return redirect("shared-list")
    return render(request, "detection/shared_propose.html", {"form": form}, status=422 if form.is_bound else 200)


@staff_page
def platform_shared(request: HttpRequest, staff: Staff) -> HttpResponse:
    """All shared sources, and the proposals that wait."""
    found = page_of(request, reads.shared(everything=True))
    context = {
        "page": found, "table": shown.shared_table(found, every=cadence_word, staff=True),
        "proposals": shown.open_table(reads.proposals(staff)),
    }  # fmt: skip
    return render(request, "detection/platform_shared.html", context)


@staff_page
def platform_shared_new(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Add one: the kind, then its fields."""
    kind = kind_of(request.POST.get("kind") or request.GET.get("kind"))
    if kind is None:
        return render(request, "detection/platform_shared_kind.html", {"form": KindForm()})
    form = SharedForm(request.POST if request.method == "POST" else None, kind=kind, shortest=SHORTEST, zone="UTC")
    if form.is_valid() and apply(form, lambda: sharing.shared_add(staff, wish=form.wish())):
        messages.success(request, _("This site is watched for all agencies from now on."))
        return redirect("platform-shared")
    context = {"form": form, "kind": _(kind.label)}
    return render(request, "detection/platform_shared_new.html", context, status=422 if form.is_bound else 200)


@staff_page
def platform_shared_detail(request: HttpRequest, staff: Staff, shared_id: int) -> HttpResponse:
    """One shared source: pause it, take it up again, end it."""
    row = reads.one(shared_id)
    if request.method == "POST":
        press(request, partial(sharing.shared_move, staff, shared_id=row.pk, to=request.POST.get("to", "")), _("Done."))
        return redirect("platform-shared-detail", row.pk)
    return render(
        request, "detection/platform_shared_detail.html", {"shared": row, "facts": shown.facts(row, every=cadence_word)}
    )


@staff_page
def platform_proposal(request: HttpRequest, staff: Staff, proposal_id: int) -> HttpResponse:
    """Accept a proposal, with the fields as the platform wants them, or decline it."""
    row = reads.proposal(staff, proposal_id)
    told = reads.said(row)
    kind = kind_of(told.get("kind", "website"), any_kind=True)
    if kind is None or row.state != "open":
        return redirect("platform-shared")
    if request.method == "POST" and "decline" in request.POST:
        press(request, partial(sharing.proposal_decline, staff, proposal_id=row.pk), _("Declined."))
        return redirect("platform-shared")
    first = Wish(told["name"], told["url"], told["country"], told["language"], 3, 3600, kind=kind.name)
    form = SharedForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        shortest=SHORTEST,
        zone="UTC",
        initial=initial(first),
    )
    made: list[Any] = []
    if form.is_valid() and apply(
        form, lambda: made.append(sharing.proposal_accept(staff, proposal_id=row.pk, wish=form.wish()))
    ):
        messages.success(request, _("This site is watched for all agencies from now on."))
        return redirect("platform-shared")
    context = {"form": form, "kind": _(kind.label), "reason": told.get("reason", ""), "proposal": row}
    return render(request, "detection/platform_proposal.html", context, status=422 if form.is_bound else 200)
