"""The list of notices, and a notice as its recipient will see it."""

from importlib import resources
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.web import page, press
from cases.casework.web import link, page_of, table, tag, time_cell
from cases.detection.web import host
from takedowns.evidence.web import document
from takedowns.notices import compare, selectors, services, shown
from takedowns.notices.forms import NoticeFilter
from takedowns.notices.parts import PartKind

# Mail programs know no style sheets, so the HTML part brings its styles along: this answer alone may use them.
PREVIEW = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
PAPER = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@require_safe
@page("notice.read")
def notice_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Newest first, narrowed by state."""
    form = NoticeFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    rows = selectors.notices(actor).filter(state=state) if state else selectors.notices(actor)
    found = page_of(request, rows)
    audit.seen_list(actor, "notice.list", subject_kind="notice", case_ids=[row.case_id for row in found])
    head = [_("Notice"), _("Case"), _("State"), _("Host"), _("Recipient"), _("Drafted")]
    cells = [
        [
            link("notice-detail", row, row.reference),
            link("case-detail", row.case_id, row.case.reference),
            tag(shown.STATES, row.state),
            {"text": host(row.match.page_url), "code": True},
            row.provider.name if row.provider else "–",
            time_cell(row.drafted_at),
        ]
        for row in found
    ]
    empty = _("No notice fits.") if state else _("No notice was drafted yet.")
    context = {
        "form": form,
        "page": found,
        "query": urlencode({"state": state}) + "&" if state else "",
        "table": table(_("Notices"), head, cells, empty),
    }
    return render(request, "notices/list.html", context)


def _opened(actor: Actor, notice_id: int) -> Any:
    """The notice, with a line that it was opened."""
    found = selectors.notice(actor, notice_id)
    audit.seen(actor, "notice.read", subject_kind="notice", subject_id=found.pk, case_id=found.case_id)
    return found


@require_safe
@page("notice.read")
def notice_html(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """The HTML part exactly as it is in the message."""
    found = _opened(actor, notice_id)
    if not found.html:
        raise Conflict(_("There is no text yet: it cannot be written without a legal basis."))
    return document(found.html, "text/html; charset=utf-8", policy=PREVIEW, disposition="inline")


@require_safe
@page("notice.read")
def notice_pdf(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """The PDF that goes with the message."""
    found = _opened(actor, notice_id)
    try:
        paper = selectors.part(actor, found, PartKind.PDF)
    except NotFound as error:
        raise Conflict(_("There is no PDF yet: it is made as soon as nothing is missing in the notice.")) from error
    return document(paper.content, "application/pdf", policy=PAPER, disposition='inline; filename="notice.pdf"')


@require_safe
@page("notice.read")
def notice_part(request: HttpRequest, actor: Actor, notice_id: int, number: int) -> HttpResponse:
    """One part as a download, its bytes as they are approved and sent."""
    found = _opened(actor, notice_id)
    listed = selectors.parts_listed(actor, found)
    if not 1 <= number <= len(listed):
        raise NotFound
    row = listed[number - 1]
    content = selectors.part(actor, found, row.kind, row.variant).content
    kind = "text/plain; charset=utf-8" if row.media_type.startswith("text/") else row.media_type
    name = row.name + (".txt" if row.media_type.startswith("text/html") else "")
    disposition = content_disposition_header(True, name) or "attachment"
    return document(content, kind, policy=PAPER, disposition=disposition)


@require_safe
@page("notice.read")
def notice_compare(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """The languages of a notice beside each other; facts that one has and another lacks are marked."""
    found = _opened(actor, notice_id)
    sections = shown.sections(found.text, found.languages)
    lines = compare.lines(sections)
    context = {
        "notice": found,
        "sections": sections,
        "lines": lines,
        "differ": sum(line.differs for line in lines),
    }
    return render(request, "notices/compare_page.html", context)


@require_safe
def notice_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of notice.json, for anybody: it says nothing of any notice."""
    content = resources.files("takedowns.notices").joinpath("notice.schema.json").read_bytes()
    return HttpResponse(content, content_type="application/schema+json")


@require_POST
@page("review.approve")
def notice_letter(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """Set the notice as a letter too, or no longer; it must be read and approved anew."""
    found = selectors.notice(actor, notice_id)
    wanted = request.POST.get("letter") == "yes"
    done = (
        _("The letter was added. Read the notice again before you approve it.")
        if wanted
        else _("The letter was left out.")
    )
    press(request, lambda: services.notice_letter(actor, notice_id=found.pk, wanted=wanted), done)
    return redirect("notice-detail", found.pk)
