"""The review desk: the queue, one complete package, and the decision over it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.people import selectors as people
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.web import page
from cases.casework.web import page_of
from takedowns.review import selectors, services
from takedowns.review.forms import ApproveForm, AskForm, KeysForm, LookForm, NextForm, RejectForm, SendBackForm
from takedowns.review.states import ReviewState
from takedowns.review.web import confirmed_by, line, package, supervised

SIDE = 8  # packages beside the one that is open
SECONDS = 25  # second looks on the desk; the rest follows when these are done
KEYS_COOKIE = "review_keys"
YEAR = 365 * 86400
APPROVED = gettext_noop("Approved. The notice goes out now.")
REJECTED = gettext_noop("Rejected. Nothing is sent for this find.")
WAITS = gettext_noop("Decided. Nothing happens yet: a second person looks at it now.")


@require_safe
@page("review.read")
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for a decision, and what colleagues hold."""
    found = page_of(request, selectors.queue(actor))
    audit.seen_list(actor, "review.list", subject_kind="reviewitem", case_ids=[row.case_id for row in found])
    context = {
        "page": found,
        "lines": [line(row, actor) for row in found],
        "seconds": [line(row, actor) for row in selectors.second_queue(actor)[:SECONDS]],
        "firsts": [line(row, actor) for row in selectors.own_firsts(actor)[:SECONDS]],
        "may_be_second": selectors.may_be_second(actor),
        "supervised": supervised(actor),
        "keys": keys_on(request),
        **selectors.figures(actor),
    }
    return render(request, "review/desk.html", context)


def keys_on(request: HttpRequest) -> bool:
    """Whether this browser has shortcuts switched on."""
    return request.COOKIES.get(KEYS_COOKIE) != "off"


@require_safe
@page("review.read")
def item(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """One complete package; looking at it changes nothing."""
    return package_page(request, actor, item_id)


def package_page(
    request: HttpRequest, actor: Actor, item_id: int, *, status: int = 200, error: str = "", **forms: Any
) -> HttpResponse:
    """The page of a package; with `error` and the form that was sent it is the answer to a refused decision."""
    row = selectors.item(actor, item_id)
    audit.seen(actor, "review.read", subject_kind="reviewitem", subject_id=row.pk, case_id=row.case_id)
    shown, figures = package(row, actor), selectors.figures(actor)
    context = {
        **shown,
        "look": LookForm(initial={"looked": row.looked}, unchecked=shown["unchecked"]),
        "reject": RejectForm(),
        "send_back": SendBackForm(),
        "ask": AskForm(partners=shown["second"]["partners"]) if shown["second"] else None,
        **forms,
        "error": error,
        "supervised": supervised(actor),
        "queue": [line(each, actor) for each in selectors.queue(actor)[:SIDE]],
        "seconds": [line(each, actor) for each in selectors.second_queue(actor)[:SIDE]],
        "who": people.names(actor).get(row.decided_by or row.held_by or 0, ""),
        "keys": keys_on(request),
        "next": reverse("review-item", args=[row.pk]),
        **figures,
        "second": shown["second"],
        "figure_second": figures["second"],
        "confirmed": confirmed_by(row, actor),
    }
    return render(request, "review/item.html", context, status=status)


def do(
    request: HttpRequest, actor: Actor, item_id: int, call: Callable[[], object], anchor: str = "", **forms: Any
) -> HttpResponse:
    """Run one verb; a refusal comes back on the page of the package, with what was typed."""
    try:
        call()
    except (Conflict, Invalid) as error:
        return package_page(request, actor, item_id, status=409, error=str(error), **forms)
    return redirect(reverse("review-item", args=[item_id]) + anchor)


@require_POST
@page("review.claim")
def claim(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Hold a package."""
    return do(request, actor, item_id, lambda: services.item_claim(actor, item_id=item_id))


@require_POST
@page("review.claim")
def release(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Give a package back."""
    services.item_release(actor, item_id=item_id)
    messages.success(request, _("You gave the package back. Nothing was decided."))
    return redirect("review-desk")


@require_POST
@page("review.claim")
def evidence(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Open the evidence."""
    return do(request, actor, item_id, lambda: services.item_evidence(actor, item_id=item_id), "#evidence")


@require_POST
@page("review.claim")
def look(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """State who looked; the notice is written anew with it."""
    form = LookForm(request.POST)
    if not form.is_valid():
        return package_page(request, actor, item_id, status=409, error=_("Say who looked."))
    answer = do(
        request, actor, item_id, lambda: services.item_look(actor, item_id=item_id, looked=form.cleaned_data["looked"]),
        "#notice",
    )  # fmt: skip
    if answer.status_code == 302:
        messages.info(request, _("The notice was written anew. Read it again before you approve it."))
    return answer


@require_POST
@page("review.approve")
def approve(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Approve exactly the bytes that were on the page."""
    form = ApproveForm(request.POST)
    sha256 = form.cleaned_data["sha256"] if form.is_valid() else ""
    became: list[ReviewState] = []
    answer = do(
        request, actor, item_id,
        lambda: became.append(services.item_approve(actor, item_id=item_id, sha256=sha256)),
    )  # fmt: skip
    return onward(request, actor, answer, _(WAITS) if became == [ReviewState.SECOND] else _(APPROVED))


@require_POST
@page("review.reject")
def reject(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Close a package; nothing is sent."""
    form = RejectForm(request.POST)
    if not form.is_valid():
        return package_page(request, actor, item_id, status=409, error=_("Choose a reason."), reject=form)
    values = form.cleaned_data
    became: list[ReviewState] = []
    answer = do(
        request, actor, item_id,
        lambda: became.append(
            services.item_reject(actor, item_id=item_id, reason=values["reason"], note=values["note"])
        ),
        reject=form,
    )  # fmt: skip
    return onward(request, actor, answer, _(WAITS) if became == [ReviewState.SECOND] else _(REJECTED))


def onward(
    request: HttpRequest, actor: Actor, answer: HttpResponse, done: str, *, second: bool = False
) -> HttpResponse:
    """After a decision: the officer's own pace, then the next package that is free."""
    if answer.status_code != 302:
        return answer
    messages.success(request, done)
    pace = selectors.pace(actor)
    if pace.too_fast:
        messages.warning(
            request,
            _(
                "You decided in less than %(seconds)s seconds. Nothing is blocked; take the time that a person's case needs."
            )
            % {"seconds": int(selectors.FEWEST_SECONDS)},
        )
    if pace.too_many:
        messages.warning(
            request,
            _("%(number)s decisions in an hour are many. Nothing is blocked; a break now is part of the work.")
            % {"number": pace.decisions},
        )
    return _take(request, actor, second=second)


def _take(request: HttpRequest, actor: Actor, after: int = 0, *, second: bool = False) -> HttpResponse:
    """To the next free package, held; or to the desk, which says why there is none."""
    row = services.item_next(actor, after=after, second=second)
    if row is not None:
        return redirect("review-item", row.pk)
    held = selectors.figures(actor)["second_held_by_others" if second else "held_by_others"]
    if held:
        words = ngettext(
            "No package is free: a colleague holds the last one.",
            "No package is free: colleagues hold the last %(number)s.",
            held,
        )
        messages.info(request, words % {"number": held})
    else:
        messages.info(request, _("No other package waits. Well done."))
    return redirect("review-desk")


@require_POST
@page("case.conflict")
def conflict(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Declare a conflict of interest; colleagues go on with the package."""
    services.item_conflict(actor, item_id=item_id)
    messages.success(request, _("Noted. You do not see this case any more; colleagues go on with it."))
    return redirect("review-desk")


@require_POST
@page("review.claim")
def next_item(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Pass one over and take the next."""
    form = NextForm(request.POST)
    if not form.is_valid():
        return _take(request, actor)
    return _take(request, actor, form.cleaned_data["after"] or 0, second=form.cleaned_data["second"])


@require_POST
@page("review.read")
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Switch keyboard shortcuts on or off, for this browser."""
    form = KeysForm(request.POST)
    found = form.cleaned_data if form.is_valid() else {}
    answer = redirect("review-item", found["item"]) if found.get("item") else redirect("review-desk")
    answer.set_cookie(
        KEYS_COOKIE, found.get("keys") or "on", max_age=YEAR, samesite="Strict", httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer
