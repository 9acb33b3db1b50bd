"""One complete package, the decisions over it, and what holding it needs."""

from collections.abc import Callable, Mapping
from typing import Any

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
from takedowns.review import selectors, services
from takedowns.review.forms import (
    ApproveForm,
    AskForm,
    HandOverForm,
    LeaveOutForm,
    LookForm,
    NextForm,
    RejectForm,
    SendBackForm,
    ticked,
)
from takedowns.review.selectors import own
from takedowns.review.services import group
from takedowns.review.states import ASIDE, Reason, ReviewState
from takedowns.review.web import confirmed_by, last_decided, line, package, supervised
from takedowns.review.web.care import announced, care, just_known
from takedowns.wellbeing.forms import PictureForm

LAST = "review_last"  # the package that this person decided last, in the session
SIDE = 8  # packages beside the one that is open
APPROVED = gettext_noop("Approved. The notice goes out now.")
APPROVED_LATER = gettext_noop("Approved. The notice goes out in %(seconds)s seconds; until then it can be undone.")
ON_HOLD = gettext_noop("Approved and kept back. Nothing is sent before somebody releases it.")
REJECTED = gettext_noop("Rejected. Nothing is sent for this find.")
REJECTED_LATER = gettext_noop("Rejected. Nothing is sent for this find. You can undo it for %(seconds)s seconds.")
WAITS = gettext_noop("Decided. Nothing happens yet: a second person looks at it now.")
ASKED = gettext_noop("Asked. The package waits for the answer; nothing is sent.")
PROTECTED = gettext_noop("The case takes the protected path. Its notices are written anew and come first.")


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
    kept = own.draft(actor, row.pk)
    context = {
        **shown,
        "look": LookForm(initial={"looked": row.looked}, unchecked=shown["unchecked"]),
        "reject": RejectForm(
            initial={"reason": kept.reason, "note": kept.note} if kept else None,
            taking_back=row.notice.about_id is not None,
        ),
        "kept": kept,
        **care(row, actor, mine=shown["mine"]),
        "picture_form": PictureForm(),
        "send_back": SendBackForm(),
        "ask": AskForm(partners=shown["second"]["partners"]) if shown["second"] else None,
        "hand_over": HandOverForm(colleagues=own.takers(actor, row)) if shown["mine"] else None,
        **forms,
        "error": error,
        "last": last_decided(actor, request.session.get(LAST)),
        "typed": typed(forms) if error and not shown["mine"] else "",
        "supervised": supervised(actor),
        "queue": [line(each, actor) for each in selectors.queue(actor)[:SIDE]],
        "seconds": [line(each, actor) for each in selectors.second_queue(actor)[:SIDE]],
        "who": people.names(actor).get(row.decided_by or row.held_by or 0, ""),
        "keys": own.keys_on(actor),
        "next": reverse("review-item", args=[row.pk]),
        **figures,
        "second": shown["second"],
        "figure_second": figures["second"],
        "confirmed": confirmed_by(row, actor),
    }
    return render(request, "review/item.html", context, status=status)


def typed(forms: Mapping[str, Any]) -> str:
    """What somebody wrote in a form that the page does not show any more, so that it can be copied."""
    said = [
        one.data.get(name, "") for one in forms.values() for name in ("note", "handed_note") if hasattr(one, "data")
    ]
    return "\n".join(text for text in said if text)


def do(
    request: HttpRequest, actor: Actor, item_id: int, call: Callable[[], object], anchor: str = "", said: str = "",
    **forms: Any,
) -> HttpResponse:  # fmt: skip
    """Run one verb and say so; a refusal comes back on the page of the package, with what was typed."""
    try:
        call()
    except (Conflict, Invalid) as error:
        return package_page(request, actor, item_id, status=409, error=str(error), **forms)
    if said:
        messages.success(request, said)
    return redirect(reverse("review-item", args=[item_id]) + anchor)


@require_POST
@page("review.claim")
def claim(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Hold a package."""
    return do(request, actor, item_id, lambda: services.item_claim(actor, item_id=item_id))


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
    """Approve exactly the bytes that were on the page, and the ticked others of the group with it."""
    form = ApproveForm(request.POST)
    sha256 = form.cleaned_data["sha256"] if form.is_valid() else ""
    hold, also = bool(form.data.get("hold")), picks(request)
    became: list[ReviewState] = []
    answer = do(
        request, actor, item_id,
        lambda: became.append(services.item_approve(actor, item_id=item_id, sha256=sha256, hold=hold)),
    )  # fmt: skip
    if became and also:
        told(request, group.group_approve(actor, item_id=item_id, also=also, hold=hold))
    return onward(request, actor, answer, done(actor, became, item_id), undo=item_id)


@require_POST
@page("review.reject")
def reject(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Everything but an approval; nothing is sent. What happens is what the reason says."""
    form = RejectForm(request.POST)
    if not form.is_valid():
        return package_page(request, actor, item_id, status=409, error=_("Choose a reason."), reject=form)
    values, also = form.cleaned_data, picks(request)
    became: list[ReviewState] = []
    answer = do(request, actor, item_id, lambda: became.append(turn_down(actor, item_id, **values)), reject=form)
    if became and also:
        told(request, group.group_reject(actor, item_id=item_id, also=also, **values))
    return onward(request, actor, answer, done(actor, became, item_id), undo=item_id)


@require_POST
@page("review.reject")
def leave_out(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Take one find out of a package: rejected with a reason, or into a package of its own."""
    form = LeaveOutForm(request.POST)
    if not form.is_valid():
        return package_page(request, actor, item_id, status=409, error=_("Choose which find to leave out, and why."))
    values = form.cleaned_data
    answer = do(
        request, actor, item_id,
        lambda: services.find_leave_out(actor, item_id=item_id, match_id=values["match"], reason=values["reason"]),
    )  # fmt: skip
    if answer.status_code == 302:
        out = _("The find is out of this notice; its rejection is noted.")
        messages.success(request, out if values["reason"] else _("The find has a package of its own now."))
    return answer


def turn_down(actor: Actor, item_id: int, *, reason: str, note: str) -> ReviewState:
    """What a reason does; returns what became of the package."""
    if reason in ASIDE:
        services.item_set_aside(actor, item_id=item_id, reason=reason, note=note)
        return ReviewState.WAITING
    if reason == Reason.PROTECTED_ROUTE:
        services.item_protect(actor, item_id=item_id, note=note)
        return ReviewState.OPEN
    return services.item_reject(actor, item_id=item_id, reason=reason, note=note)


def picks(request: HttpRequest) -> list[group.Pick]:
    """The ticked others of the group."""
    return [group.Pick(number, digest) for number, digest in ticked(request.POST)]


def told(request: HttpRequest, left: group.Left) -> None:
    """What became of the others of the group."""
    if left.done:
        text = ngettext(
            "%(number)s more package of the group was decided with it.",
            "%(number)s more packages of the group were decided with it.",
            left.done,
        )
        messages.success(request, text % {"number": left.done})
    for reference, why in left.left.items():
        messages.warning(request, _("%(reference)s was left as it is. %(why)s") % {"reference": reference, "why": why})


def done(actor: Actor, became: list[ReviewState], item_id: int) -> str:
    """What just happened, in a sentence."""
    window = selectors.window(actor)
    words = {
        ReviewState.SECOND: WAITS,
        ReviewState.HELD: ON_HOLD,
        ReviewState.WAITING: ASKED,
        ReviewState.OPEN: PROTECTED,
        ReviewState.APPROVED: APPROVED_LATER if window else APPROVED,
        ReviewState.REJECTED: REJECTED_LATER if window else REJECTED,
    }
    return _(words[became[0]]) % {"seconds": window} if became else ""


def onward(
    request: HttpRequest, actor: Actor, answer: HttpResponse, said: str, *, second: bool = False, undo: int = 0
) -> HttpResponse:
    """After a decision: the officer's own pace, then the next package that is free."""
    if answer.status_code != 302:
        return answer
    met = just_known(actor)
    if met:
        (messages.success if met["caught"] else messages.info)(request, met["text"])
    else:
        messages.success(request, said)
        request.session[LAST] = undo or request.session.get(LAST)
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
    return take(request, actor, second=second)


def take(request: HttpRequest, actor: Actor, after: int = 0, *, second: bool = False) -> HttpResponse:
    """To the next free package, held; or to the desk, which says why there is none."""
    row = services.item_next(actor, after=after, second=second)
    if row is not None:
        messages.info(request, announced(row))
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
@page("review.claim")
def next_item(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Pass one over and take the next."""
    form = NextForm(request.POST)
    if not form.is_valid():
        return take(request, actor)
    return take(request, actor, form.cleaned_data["after"] or 0, second=form.cleaned_data["second"])
