"""The review desk: what waits, filtered and in order, and what a person chose for it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page
from cases.casework.web import page_of
from takedowns.review import filters, selectors, services
from takedowns.review.forms import FilterForm, KeysForm, ViewForm
from takedowns.review.selectors import narrowing, own
from takedowns.review.web import last_decided, line, supervised

SECONDS = 25  # second looks on the desk; the rest follows when these are done


@require_safe
@page("review.read")
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for a decision, and what colleagues hold."""
    return desk_page(request, actor, ViewForm())


def desk_page(request: HttpRequest, actor: Actor, view: ViewForm, *, status: int = 200) -> HttpResponse:
    """The desk with the filters of the address; `view` is the form that names them."""
    chosen = filters.read(request.GET)
    found = page_of(request, narrowing.narrowed(actor, selectors.queue(actor), chosen))
    audit.seen_list(actor, "review.list", subject_kind="reviewitem", case_ids=[row.case_id for row in found])
    firsts, seconds = chosen.get("look") != "second", chosen.get("look") != "first"
    second_rows = narrowing.narrowed(actor, selectors.second_queue(actor), chosen)
    context = {
        "page": found,
        "lines": [line(row, actor) for row in found] if firsts else [],
        "seconds": [line(row, actor) for row in second_rows[:SECONDS]] if seconds else [],
        "firsts": [line(row, actor) for row in selectors.own_firsts(actor)[:SECONDS]],
        "on_hold": [line(row, actor) for row in selectors.on_hold(actor)[:SECONDS]],
        "may_be_second": selectors.may_be_second(actor),
        "supervised": supervised(actor),
        "keys": own.keys_on(actor),
        "filter": FilterForm(chosen, kinds=narrowing.offered(actor)),
        "chosen": chosen,
        "query": urlencode(chosen),
        "paging": f"{urlencode(chosen)}&" if chosen else "",
        "found": found.paginator.count,
        "views": own.views(actor),
        "view": view,
        "last": last_decided(actor, request.session.get("review_last")),
        **selectors.figures(actor),
    }
    return render(request, "review/desk.html", context, status=status)


@require_safe
@page("review.read")
def figures(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The figures of the desk, for the page that stays open."""
    return render(request, "review/figures.html", selectors.figures(actor))


@require_POST
@page("review.read")
def view_keep(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep the filters under a name."""
    form = ViewForm(request.POST)
    query = filters.plain(str(form.data.get("query", ""))[:300])
    kept = form.is_valid() and apply(
        form, lambda: services.view_keep(actor, name=form.cleaned_data["name"], query=query)
    )
    if not kept:
        for error in form.errors.get("name", []):
            messages.error(request, str(error))
    return redirect(f"{reverse('review-desk')}?{query}")


@require_POST
@page("review.read")
def view_forget(request: HttpRequest, actor: Actor, view_id: int) -> HttpResponse:
    """Remove one of one's own views."""
    services.view_forget(actor, view_id=view_id)
    return redirect("review-desk")


@require_POST
@page("review.read")
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Switch keyboard shortcuts on or off for oneself, on every device."""
    form = KeysForm(request.POST)
    found = form.cleaned_data if form.is_valid() else {}
    services.keys_choose(actor, on=found.get("keys") != "off")
    return redirect("review-item", found["item"]) if found.get("item") else redirect("review-desk")
