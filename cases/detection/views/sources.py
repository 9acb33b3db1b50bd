"""Watch sources: list, add, look at, pause, visit."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework.web import link, page_of, table, tag, time_cell
from cases.detection import selectors, words
from cases.detection.forms import ListForm, SourceForm, cadence_word
from cases.detection.services import seen, sources
from cases.detection.states import SourceState
from cases.detection.web import forgotten_word, host


@page("source.read")
def source_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By name."""
    found = page_of(request, selectors.sources(actor))
    rows = [
        [
            link("source-detail", row, row.name),
            tag(words.SOURCE_STATES, row.state),
            {"text": host(row.url), "code": True},
            cadence_word(row.cadence_seconds),
            time_cell(row.last_success_at),
        ]
        for row in found
    ]
    head = [_("Source"), _("State"), _("Host"), _("Visited"), _("Last success")]
    context = {"page": found, "table": table(_("Watch sources"), head, rows, _("No site is watched yet."))}
    return render(request, "detection/sources.html", context)


@page("source.create")
def source_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Watch one more site."""
    shortest = tenancy.settings(actor).crawl_min_seconds
    form = SourceForm(request.POST if request.method == "POST" else None, shortest=shortest)
    made: list[Any] = []
    if form.is_valid() and apply(form, partial(_create, actor, form, made)):
        messages.success(request, _("This site is watched from now on."))
        return redirect("source-detail", made[0].pk)
    return render(request, "detection/source_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _create(actor: Actor, form: SourceForm, made: list[Any]) -> None:
    made.append(sources.source_create(actor, **form.cleaned_data))


@page("source.read")
def source_detail(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """A source's facts and its newest rounds."""
    row = selectors.source(actor, source_id)
    word, tone = words.SOURCE_STATES[row.state]
    context = {
        "source": row,
        "state": _(word),
        "tone": tone,
        "paused": row.state == SourceState.PAUSED,
        "facts": _facts(row),
        "table": _rounds(selectors.rounds(actor, source_id)),
    }
    return render(request, "detection/source.html", context)


def _rounds(rounds: list[Any]) -> dict[str, Any]:
    head = [_("Began"), _("Ended"), _("Pages"), _("Media"), _("Unchanged"), _("Errors"), _("New finds")]
    rows = [
        [
            time_cell(visit.started_at),
            time_cell(visit.finished_at) if visit.finished_at else {"text": _("under way"), "tone": "info"},
            *(str(number) for number in (visit.pages, visit.media, visit.unchanged, visit.errors, visit.finds)),
        ]
        for visit in rounds
    ]
    return table(_("Newest visits"), head, rows, _("This source was not visited yet."))


def _facts(row: Any) -> list[dict[str, Any]]:
    error = [{"key": _("Last error"), "value": row.last_error}] if row.last_error else []
    note = [{"key": _("Legal note"), "value": row.legal_note}] if row.legal_note else []
    return [
        {"key": _("Address of the first page"), "value": row.url, "code": True},
        {"key": _("Visited"), "value": cadence_word(row.cadence_seconds)},
        {"key": _("Links deep"), "value": str(row.depth)},
        {"key": _("Pages in one visit, at most"), "value": str(row.page_budget)},
        {"key": _("Country of the host"), "value": row.country},
        {"key": _("Language of its abuse desk"), "value": row.language},
        {"key": _("On the abuse list"), "value": row.abuse_reason if row.abuse_listed else _("No")},
        {"key": _("Looked at and forgotten"), "value": forgotten_word(row.forgotten)},
        *error,
        *note,
    ]


@require_POST
@page("source.update")
def source_move(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Pause a source or take it up again."""
    selectors.source(actor, source_id)
    to = request.POST.get("to", "")
    press(request, partial(sources.source_move, actor, source_id=source_id, to=to), _("Done."))
    return redirect("source-detail", source_id)


@page("source.list")
def source_list_abuse(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Put a source on the abuse list, with the reason."""
    row = selectors.source(actor, source_id)
    form = ListForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and apply(form, partial(seen.source_list, actor, source_id=row.pk, **form.cleaned_data)):
        messages.success(
            request, _("On the abuse list. Hashes of what is seen there are kept for some days from now on.")
        )
        return redirect("source-detail", row.pk)
    return render(request, "detection/list.html", {"source": row, "form": form}, status=422 if form.is_bound else 200)


@require_POST
@page("source.list")
def source_unlist(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Take a source off the abuse list."""
    selectors.source(actor, source_id)
    press(request, partial(seen.source_unlist, actor, source_id=source_id), _("Taken off. What was kept is erased."))
    return redirect("source-detail", source_id)


@require_POST
@page("source.update")
def source_visit(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Make a source due at once."""
    selectors.source(actor, source_id)
    call = partial(sources.source_visit_now, actor, source_id=source_id)
    press(request, call, _("The next visit starts within seconds."))
    return redirect("source-detail", source_id)
