"""The list of finds and one find; nothing on these pages shows or fetches a picture."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page
from cases.casework.web import page_of
from cases.detection import selectors, words
from cases.detection.forms import FindFilter
from cases.detection.selectors import copies, discovering, searching
from cases.detection.web import bits, copy_table, find_facts, find_table
from cases.detection.web.dossiers import block
from cases.detection.web.searching import found_through


@page("match.read")
def match_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Newest first, narrowed by state, band, case or file."""
    form = FindFilter(request.GET)
    wanted = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows = copies.with_spread(actor, selectors.matches(actor, wanted.get("case")))
    if "cluster" in wanted:
        rows = copies.of_cluster(rows, actor, wanted["cluster"])
    if "spread" in wanted:
        rows = copies.spread_out(rows)
    for name in ("state", "band"):
        if name in wanted:
            rows = rows.filter(**{name: wanted[name]})
    found = page_of(request, rows)
    audit.seen_list(actor, "match.list", subject_kind="match", case_ids=[row.case_id for row in found])
    context = {
        "form": form,
        "page": found,
        "query": urlencode(wanted) + "&" if wanted else "",
        "one_file": "cluster" in wanted,
        "table": find_table(found, empty=_("No find fits.") if wanted else ""),
    }
    return render(request, "detection/matches.html", context)


@page("match.read")
def match_detail(request: HttpRequest, actor: Actor, match_id: int) -> HttpResponse:
    """How a copy was recognised, and where it was."""
    row = selectors.match(actor, match_id)
    audit.seen(actor, "match.read", subject_kind="match", subject_id=row.pk, case_id=row.case_id)
    settings = tenancy.settings(actor)
    (band, band_tone), (state, tone) = words.BANDS[row.band], words.STATES[row.state]
    context = {
        "match": row,
        "state": _(state),
        "tone": tone,
        "band": _(band),
        "band_tone": band_tone,
        "band_reason": _(words.BAND_REASONS[row.band]),
        "facts": find_facts(row, radius=settings.pdq_radius, floor=settings.pdq_quality) + _through(actor, row.pk),
        "copies": copy_table(copies.copies(actor, row.pk)),
        "also_on": copies.also_on(actor, row),
        "bits": bits(row.difference),
        "bits_label": _("%(distance)s of 256 bits differ") % {"distance": row.distance},
    }
    context |= {"site": block(actor, row.page_url), "mirrors": discovering.mirrors_of(actor, row)}
    return render(request, "detection/match.html", context)


def _through(actor: Actor, match_id: int) -> list[dict[str, Any]]:
    """Which search terms led to the find, if any did and the reader may know."""
    terms = searching.found_by(actor, [match_id]).get(match_id, [])
    return [{"key": _("Found through the search term"), "value": found_through(terms)}] if terms else []
