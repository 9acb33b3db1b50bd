"""Watch sources: list, add, look at, pause, visit."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.people import selectors as people
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework.web import page_of, table, time_cell
from cases.detection import selectors
from cases.detection.forms import ListForm, cadence_word
from cases.detection.forms.sources import MoveForm, SourceFilter
from cases.detection.healthwords import HEALTH
from cases.detection.selectors import discovering, health, sharing
from cases.detection.selectors.health import Doing
from cases.detection.services import seen, sources
from cases.detection.states import SourceState
from cases.detection.web import forgotten_word
from cases.detection.web.dossiers import block
from cases.detection.web.health import facts as health_facts
from cases.detection.web.health import kind_word, source_table


@page("source.read")
def source_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By name, or in another order; narrowed by health, kind and words."""
    form = SourceFilter(request.GET)
    asked = form.asked()
    found = page_of(request, health.listed(actor, **asked))
    shown = [one for one in found if isinstance(one, Doing)] or health.doing(actor, list(found))
    query = request.GET.copy()
    query.pop("page", None)
    empty = _("No source fits.") if any(asked.values()) else _("No site is watched yet.")
    context = {
        "page": found, "form": form, "table": source_table(shown, every=cadence_word, empty=empty), "watched": sharing.watched(),
        "query": f"{query.urlencode()}&" if query else "", "alone": selectors.unattended(actor).count(),
        "only_alone": asked["owner"] == "nobody",
    }  # fmt: skip
    return render(request, "detection/sources.html", context)


@page("source.read")
def source_detail(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """A source's facts and its newest rounds."""
    row = selectors.source(actor, source_id)
    [doing] = health.doing(actor, [row])
    word, tone = HEALTH[doing.health]
    context = {
        "source": row,
        "state": _(word),
        "tone": tone,
        "paused": row.state == SourceState.PAUSED,
        "facts": _facts(actor, row),
        "health": health_facts(doing, health.wrong(actor, row.pk)),
        "move": MoveForm(),
        "shared": sharing.at(row.url),
        "site": block(actor, row.url),
        "moved": discovering.site_look(actor, row.pk),
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


def _facts(actor: Actor, row: Any) -> list[dict[str, Any]]:
    cared = people.able(actor, "source.update").get(row.owner_id or 0)
    left = people.names(actor).get(row.owner_id or 0)
    quiet = row.quiet_from and f"{row.quiet_from:%H:%M}–{row.quiet_until:%H:%M} {row.quiet_zone}"
    error = [{"key": _("Last error"), "value": row.last_error}] if row.last_error else []
    note = [{"key": _("Legal note"), "value": row.legal_note}] if row.legal_note else []
    more = [
        (_("Looked after by"), cared or (_("Nobody now; before: %(name)s") % {"name": left} if left else _("Nobody"))),
        (_("No visit begins at"), quiet),
        (_("Paused because") if row.state == SourceState.PAUSED else _("Taken up again because"), row.state_reason),
    ]
    return [
        {"key": _("Kind"), "value": kind_word(row.kind)},
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
        *({"key": key, "value": value} for key, value in more if value),
    ]


@require_POST
@page("source.update")
def source_take(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Look after every source that nobody looks after."""
    press(request, partial(sources.sources_take, actor), _("You look after them from now on."))
    return redirect("source-list")


@require_POST
@page("source.update")
def source_move(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Pause a source or take it up again."""
    selectors.source(actor, source_id)
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "")[:1000]
    press(request, partial(sources.source_move, actor, source_id=source_id, to=to, reason=reason), _("Done."))
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
