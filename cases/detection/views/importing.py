"""Lists of links: paste, look at what is new, take."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden
from agencies.tenancy.web import apply, page
from cases.detection.forms.importing import LinksForm, TakeForm
from cases.detection.services import importing
from cases.detection.web.importing import preview_context

WAYS = {"source": "source.create", "case": "report.create"}


@page("source.read")
def source_import(request: HttpRequest, actor: Actor) -> HttpResponse:
    """First the list, then what it holds and what becomes of it."""
    ways = [way for way, action in WAYS.items() if rights.allowed(actor, action)]
    if not ways:
        raise Forbidden
    if request.method == "POST" and "take" in request.POST:
        return _take(request, actor, ways)
    form = LinksForm(request.POST if request.method == "POST" else None)
    found: list[importing.Preview] = []
    if form.is_valid() and apply(form, lambda: found.append(importing.preview(actor, form.cleaned_data["text"]))):
        take = _form(actor, ways, None, initial={"text": form.cleaned_data["text"], "into": ways[0]})
        return render(request, "detection/import_preview.html", {"form": take, **preview_context(found[0])})
    return render(request, "detection/import.html", {"form": form}, status=422 if form.is_bound else 200)


def _form(actor: Actor, ways: list[str], data: Any, **more: Any) -> TakeForm:
    return TakeForm(data, shortest=tenancy.settings(actor).crawl_min_seconds, ways=ways, **more)


def _take(request: HttpRequest, actor: Actor, ways: list[str]) -> HttpResponse:
    form = _form(actor, ways, request.POST)
    made: list[Any] = []
    if form.is_valid() and apply(form, lambda: made.append(_taken(actor, form.cleaned_data))):
        messages.success(request, _("The list was taken."))
        if form.cleaned_data["into"] == "case":
            return redirect("case-detail", made[0].case_id)
        return redirect("source-detail", made[0].pk)
    listed = LinksForm({"text": request.POST.get("text", "")})
    found: list[importing.Preview] = []
    if not listed.is_valid() or not apply(
        listed, lambda: found.append(importing.preview(actor, listed.cleaned_data["text"]))
    ):
        return render(request, "detection/import.html", {"form": listed}, status=422)
    context = {"form": form, **preview_context(found[0])}
    return render(request, "detection/import_preview.html", context, status=422)


def _taken(actor: Actor, given: dict[str, Any]) -> Any:
    if given["into"] == "case":
        return importing.links_report(actor, links=given["text"], reference=given["reference"])
    named = {name: given[name] for name in ("name", "country", "language", "cadence_seconds")}
    return importing.links_watch(actor, links=given["text"], **named)
