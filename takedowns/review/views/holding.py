"""Holding a package and letting go of it: longer, back, over to a colleague; and undoing what was decided."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.web import page, press
from takedowns.review import selectors, services
from takedowns.review.forms import DraftForm, HandOverForm
from takedowns.review.selectors import own
from takedowns.review.views.package import do, package_page
from takedowns.review.web import live


@require_POST
@page("review.claim")
def release(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Give a package back."""
    services.item_release(actor, item_id=item_id)
    messages.success(request, _("You gave the package back. Nothing was decided."))
    return redirect("review-desk")


@require_POST
@page("review.claim")
def keep(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Hold a package longer and keep what is typed; with htmx the answer is the line that says so."""
    form = DraftForm(request.POST)
    if form.is_valid():
        services.draft_keep(actor, item_id=item_id, **form.cleaned_data)
    error = ""
    try:
        services.item_keep(actor, item_id=item_id)
    except Conflict as refused:
        error = str(refused)
    if request.headers.get("HX-Request"):
        return _live(request, actor, item_id, error)
    if error:
        return package_page(request, actor, item_id, status=409, error=error)
    return redirect("review-item", item_id)


@require_safe
@page("review.read")
def now(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """What became of a package since its page was opened."""
    return _live(request, actor, item_id, "")


def _live(request: HttpRequest, actor: Actor, item_id: int, error: str) -> HttpResponse:
    row = selectors.item(actor, item_id)
    audit.seen(actor, "review.read", subject_kind="reviewitem", subject_id=row.pk, case_id=row.case_id)
    found = live(row, actor)
    sent = request.POST if request.method == "POST" else request.GET
    changed = bool(sent.get("version")) and sent.get("version") != found["version"]
    context = {"item": row, "live": found, "error": error, "changed": changed, "polled": True}
    return render(request, "review/live.html", context)


@require_POST
@page("review.claim")
def hand_over(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Give a package to a named colleague."""
    row = selectors.item(actor, item_id)
    form = HandOverForm(request.POST, colleagues=own.takers(actor, row))
    if not form.is_valid():
        return package_page(request, actor, item_id, status=409, error=_("Choose a colleague."), hand_over=form)
    user, note = form.cleaned_data["user"], form.cleaned_data["handed_note"]
    answer = do(
        request, actor, item_id,
        lambda: services.item_hand_over(actor, item_id=item_id, user_id=user, note=note), hand_over=form,
    )  # fmt: skip
    if answer.status_code != 302:
        return answer
    messages.success(request, _("Handed over. Nothing was decided."))
    return redirect("review-desk")


@require_POST
@page("review.claim")
def undo(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Undo a decision that is not final yet."""
    said = _("Undone. Nothing was sent, and the package is open again.")
    return do(request, actor, item_id, lambda: services.item_undo(actor, item_id=item_id), said=said)


@require_POST
@page("review.approve")
def send(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Release an approved package that was kept back."""
    said = _("Released. The notice goes out when the time to undo it is over.")
    return do(request, actor, item_id, lambda: services.item_send_held(actor, item_id=item_id), said=said)


@require_POST
@page("case.conflict")
def conflict(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Declare a conflict of interest; colleagues go on with the package."""
    done = _("Noted. You do not see this case any more; colleagues go on with it.")
    press(request, lambda: services.item_conflict(actor, item_id=item_id), done)
    return redirect("review-desk")
