"""The first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.audit import services as audit
from agencies.people import selectors as people
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.web import page, staff_page
from agencies.workspace.services.firstweek import step_bring_back, step_set_aside
from cases.casework import words as casework
from cases.casework.web import happening, link, table, tag, time_cell
from cases.detection import words as detection
from cases.detection.selectors import counts as detection_counts
from cases.fingerprints.selectors import condition
from portal.home import selectors
from portal.home.selectors import Overview
from portal.home.steps import Item


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A neutral page for visitors, the figures of the agency for its people, plain words for people without one."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None and request.user.is_staff:
        return platform(request)
    if actor is None:
        return render(request, "home/no_agency.html")
    found = selectors.overview(actor)
    cases = [row.case_id for row in (*found.events, *found.deliveries) if row.case_id is not None]
    cases += [case.pk for case in found.ask]
    audit.seen_list(actor, "case.list", subject_kind="event", case_ids=cases)
    context = {"overview": found, **_figures(found), "entries": _entries(found, actor), "sources": _sources(found)}
    week = _week(selectors.first_week(actor, found.finds.get("sources", 0)))
    context |= {"deliveries": _deliveries(found), "week": week if week["open"] else None}
    return render(request, "home/dashboard.html", context)


@page("settings.update")
def first_week(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole list, also once it has left the first page; a step is set aside or brought back."""
    if request.method == "POST":
        change = step_bring_back if request.POST.get("act") == "back" else step_set_aside
        change(actor, step=request.POST.get("step", ""))
        return redirect("home" if change is step_set_aside else "first-week")
    week = _week(selectors.first_week(actor, detection_counts(actor)["sources"]))
    return render(request, "home/first_week.html", {"week": week})


def _week(items: list[Item]) -> dict[str, Any]:
    """Steps by state, in words."""
    shown: dict[str, Any] = {"open": [], "aside": [], "done": [], "total": len(items)}
    for item in items:
        words = {"title": _(item.title), "hint": _(item.hint), "url": reverse(item.page), "step": item.step.value}
        shown[item.state].append(words)
    return shown | {"number": len(shown["done"])}


@staff_page
@require_safe
def platform(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The first page of the platform's own people: what waits for them."""
    waits = selectors.platform_waits()
    words = {
        "applications": (_("Applications to look at"), "platform-applications"),
        "mails": (_("Mails that could not be sent"), "platform-applications"),
        "departures": (_("Departures that wait for a second word"), "departure-list"),
        "suspended": (_("Suspended agencies"), "platform-agencies"),
        "sources": (_("Sites proposed for all agencies"), "platform-shared"),
    }
    rows = [[{"url": reverse(name), "text": text}, str(waits[key])] for key, (text, name) in words.items()]
    context = {
        "matcher": condition.trouble(),
        "caption": _("What waits"),
        "head": [_("What"), _("Number")],
        "rows": rows,
        "empty": "",
    }
    return render(request, "home/platform.html", context)


def _figures(found: Overview) -> dict[str, Any]:
    """Counts by state, in the order of the states; each leads to its list."""
    tables = (
        ("finds", _("Finds"), "match-list", detection.STATES, found.finds),
        ("cases", _("Cases"), "case-list", casework.STATES, found.cases),
    )
    return {
        name: table(title, [_("State"), _("Number")], _counted(page, words, counts), "")
        for name, title, page, words, counts in tables
    }


def _counted(page: str, words: Mapping[str, tuple[str, str]], counts: Mapping[str, int]) -> list[list[Any]]:
    return [
        [tag(words, state), {"url": f"{reverse(page)}?state={state}", "text": str(counts[state])}]
        for state in words
        if counts
    ]


def _entries(found: Overview, actor: Actor) -> list[dict[str, Any]]:
    names = people.names(actor)
    return [happening(event, actor, names) for event in found.events]


def _sources(found: Overview) -> dict[str, Any]:
    rows = [
        [link("source-detail", row, row.name), tag(detection.SOURCE_STATES, row.state), time_cell(row.last_success_at)]
        for row in found.sources
    ]
    head = [_("Source"), _("State"), _("Last success")]
    return table(_("Watched sources"), head, rows, _("No site is watched yet."))


def _deliveries(found: Overview) -> dict[str, Any]:
    words = {
        "unknown": {"text": _("Arrival not known"), "tone": "stop"},
        "failed": {"text": _("Could not be sent"), "tone": "stop"},
        "blocked": {"text": _("Stopped"), "tone": "risk"},
    }
    rows = [
        [link("notice-detail", row.notice_id, row.notice.reference), words[row.state], time_cell(row.created_at)]
        for row in found.deliveries
    ]
    return table(_("Deliveries that need a person"), [_("Notice"), _("What happened"), _("Waiting since")], rows, "")
