"""Picture on demand, and “not me today”. A picture is never needed for a decision."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.web import page
from takedowns.review import selectors, services
from takedowns.review.services import pictures
from takedowns.review.views.package import package_page
from takedowns.wellbeing import limits
from takedowns.wellbeing import selectors as figures
from takedowns.wellbeing import services as wellbeing
from takedowns.wellbeing.forms import HoldForm, PictureForm, RestForm
from takedowns.wellbeing.states import AskWhy


@require_POST
@page("picture.show")
def ask(request: HttpRequest, actor: Actor, item_id: int) -> HttpResponse:
    """Ask for the picture of a package; scripts get addresses, a plain form a page that shows it for a moment."""
    form = PictureForm(request.POST)
    scripted = request.headers.get("Accept") == "application/json"
    why = form.cleaned_data["why"] if form.is_valid() else AskWhy.UNSURE.value
    try:
        look = pictures.picture_ask(actor, item_id=item_id, why=why)
    except (Conflict, Invalid) as error:
        if scripted:
            return JsonResponse({"error": str(error)}, status=409)
        return package_page(request, actor, item_id, status=409, error=str(error))
    if not scripted:
        return redirect("picture-page", item_id, look.pk)
    names = {"stream": "picture-stream", "hold": "picture-hold", "end": "picture-end"}
    return JsonResponse({key: reverse(name, args=[item_id, look.pk]) for key, name in names.items()})


def _own(actor: Actor, item_id: int, look_id: int) -> int:
    """The package's case; raises NotFound unless the look is the officer's own and the officer may still see the package."""
    item = selectors.item(actor, item_id)
    if figures.look(actor, look_id).item_id != item.pk:
        raise NotFound
    return item.case_id


def _seen(actor: Actor, item_id: int, look_id: int) -> None:
    """The same, with a line in the trail: the case is shown."""
    case_id = _own(actor, item_id, look_id)
    audit.seen(actor, "review.read", subject_kind="reviewitem", subject_id=item_id, case_id=case_id)


@require_safe
@page("picture.show")
def shown(request: HttpRequest, actor: Actor, item_id: int, look_id: int) -> HttpResponse:
    """The page without scripts: the picture, covered, for a moment; then back to the package by itself."""
    _seen(actor, item_id, look_id)
    seconds = int(limits.STILL_FOR.total_seconds())
    answer = render(request, "review/picture_page.html", {"item_id": item_id, "look_id": look_id, "seconds": seconds})
    answer["Refresh"] = f"{seconds}; url={reverse('review-item', args=[item_id])}#picture"
    return answer


def _once(actor: Actor, item_id: int, look_id: int, show: Callable[..., Iterator[bytes]], kind: str) -> Any:
    """The picture, once a look, as an answer that no cache, proxy or browser keeps or writes to a disk on its way."""
    _seen(actor, item_id, look_id)
    if not pictures.picture_begin(actor, look_id=look_id):
        return HttpResponse(status=410)
    answer = StreamingHttpResponse(show(actor, look_id=look_id), content_type=kind)
    answer["Cache-Control"] = "no-store, no-transform, max-age=0"
    answer["X-Accel-Buffering"] = "no"  # a proxy would put what it cannot pass on at once into a file
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
@page("picture.show")
def stream(request: HttpRequest, actor: Actor, item_id: int, look_id: int) -> HttpResponse:
    """The covered picture as messages, for at most a minute; once a look."""
    answer: HttpResponse = _once(actor, item_id, look_id, pictures.picture_stream, "application/octet-stream")
    return answer


@require_safe
@page("picture.show")
def still(request: HttpRequest, actor: Actor, item_id: int, look_id: int) -> HttpResponse:
    """The covered picture once, for the page without scripts."""
    answer: HttpResponse = _once(actor, item_id, look_id, pictures.picture_still, "image/jpeg")
    return answer


@require_POST
@page("picture.show")
def hold(request: HttpRequest, actor: Actor, item_id: int, look_id: int) -> HttpResponse:
    """Held: one step less covered, for two seconds; level 0 covers."""
    _own(actor, item_id, look_id)
    form = HoldForm(request.POST)
    level = form.cleaned_data["level"] if form.is_valid() else 0
    wellbeing.look_hold(actor, look_id=look_id, level=level, most=pictures.MOST)
    return HttpResponse(status=204)


@require_POST
@page("picture.show")
def end(request: HttpRequest, actor: Actor, item_id: int, look_id: int) -> HttpResponse:
    """Seen enough."""
    _own(actor, item_id, look_id)
    wellbeing.look_end(actor, look_id=look_id)
    return HttpResponse(status=204)


@require_POST
@page("wellbeing.own")
def rest(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Not me today: silently, without a reason, colleagues go on."""
    form = RestForm(request.POST)
    case = form.cleaned_data["case"] if form.is_valid() else None
    wellbeing.rest_take(actor, case_id=case, release=lambda: services.items_rest(actor, case_id=case))
    return redirect("wellbeing")


__all__ = ["ask", "end", "hold", "rest", "shown", "still", "stream"]
