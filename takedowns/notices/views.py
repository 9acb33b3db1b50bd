"""The list of notices, and a notice as its recipient will see it."""

from importlib import resources
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.web import apply, page, press
from cases.casework.web import link, page_of, table, tag, time_cell
from cases.detection.web import host
from takedowns.evidence.web import document
from takedowns.notices import compare, selectors, services, shown, web
from takedowns.notices.forms import (
    BasisForm,
    FactForm,
    LanguageForm,
    NoticeFilter,
    RemarkForm,
    RetireForm,
    VariantForm,
    VariantReviewForm,
)
from takedowns.notices.parts import PartKind
from takedowns.notices.states import OPEN
from takedowns.recipients import services as recipients

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
@page("recipient.propose")
def notice_contact(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """The contact of this notice's recipient is dead, or it is not; also where the directory does not list the recipient."""
    rights.require(actor, "notice.read")
    found, dead = selectors.notice(actor, notice_id), request.POST.get("do") != "alive"
    if found.provider is None:
        raise NotFound
    number = found.provider.pk
    done = (
        _("Noted. What your agency writes from now on goes another way, if one is known.")
        if dead
        else _("Your agency's word is taken back.")
    )
    press(request, lambda: recipients.contact_dead(actor, provider_id=number, dead=dead), done)
    return redirect("notice-detail", found.pk)


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


@require_safe
@page("notice.read")
def notice_blocks(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """The blocks that a notice was made of, with what lawyers said of them, and what an officer may add."""
    return _blocks(request, actor, notice_id, FactForm(), None)


@require_POST
@page("notice.complete")
def notice_fact(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """State a fact that the law demands."""
    form = FactForm(request.POST)
    if form.is_valid() and apply(
        form, lambda: services.notice_state_fact(actor, notice_id=notice_id, **form.cleaned_data)
    ):
        messages.success(request, _("Stated. The notice was written anew; read it again before you approve it."))
        return redirect("notice-blocks", notice_id)
    return _blocks(request, actor, notice_id, form, None)


@require_POST
@page("notice.complete")
def notice_remark(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """Add a remark, or the number under which the police know of it."""
    form = RemarkForm(request.POST)
    if form.is_valid() and apply(form, lambda: services.notice_remark(actor, notice_id=notice_id, **form.cleaned_data)):
        messages.success(request, _("The notice was written anew; read it again before you approve it."))
        return redirect("notice-blocks", notice_id)
    return _blocks(request, actor, notice_id, FactForm(), None, form)


@require_POST
@page("notice.complete")
def notice_basis(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """Ask for another legal basis."""
    form = BasisForm(request.POST)
    if form.is_valid() and apply(
        form, lambda: services.notice_choose_basis(actor, notice_id=notice_id, **form.cleaned_data)
    ):
        messages.success(request, _("The notice was written anew; read it again before you approve it."))
        return redirect("notice-blocks", notice_id)
    return _blocks(request, actor, notice_id, FactForm(), form)


def _blocks(
    request: HttpRequest, actor: Actor, notice_id: int, fact: FactForm, basis: BasisForm | None,
    remark: RemarkForm | None = None,
) -> HttpResponse:  # fmt: skip
    notice = _opened(actor, notice_id)
    added = selectors.told_of(notice)
    own = {**added, "language": added.get("remark_language", "en")}
    context = {
        "notice": notice,
        "table": web.block_table(notice),
        "problems": web.problem_texts(notice.problems),
        "reasons": web.reasons(notice),
        "stated": web.stated_rows(notice),
        "added": web.added_rows(notice),
        "fact": fact,
        "remark": remark or RemarkForm(initial=own),
        "basis": basis or BasisForm(initial={"code": notice.wanted}),
        "open": notice.state in OPEN and rights.allowed(actor, "notice.complete"),
    }
    return render(request, "notices/blocks.html", context, status=422 if fact.is_bound or basis or remark else 200)


@require_safe
@page("texts.read")
def text_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All blocks in one language: reviewed or not, and where the agency has its own words."""
    form = LanguageForm(request.GET or {"language": "en"})
    language = form.cleaned_data["language"] if form.is_valid() else "en"
    return render(request, "notices/texts.html", {"form": form, "table": web.text_table(actor, language)})


@require_safe
@page("texts.read")
def text_block(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One block in one language."""
    return _text(request, actor, VariantForm(), None)


@require_POST
@page("texts.write")
def text_write(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write the agency's own words for a block."""
    form, at = VariantForm(request.POST), web.text_at(request)
    if form.is_valid() and apply(form, lambda: services.variant_write(actor, **at, text=form.cleaned_data["text"])):
        messages.success(request, _("Saved as a draft. A colleague must review it before it is used."))
        return redirect(web.text_url(**at))
    return _text(request, actor, form, None)


@require_POST
@page("texts.review")
def text_review(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A second person puts a draft to use."""
    form, at = VariantReviewForm(request.POST), web.text_at(request)
    if form.is_valid() and apply(form, lambda: services.variant_review(actor, **form.cleaned_data)):
        messages.success(request, _("Reviewed. New notices use these words."))
        return redirect(web.text_url(**at))
    return _text(request, actor, VariantForm(), form)


@require_POST
@page("texts.write")
def text_retire(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Go back to the portal's own words."""
    form, at = RetireForm(request.POST), web.text_at(request)
    number = form.cleaned_data["variant_id"] if form.is_valid() else 0
    press(
        request, lambda: services.variant_retire(actor, variant_id=number), _("The portal's own words are used again.")
    )
    return redirect(web.text_url(**at))


def _text(request: HttpRequest, actor: Actor, form: VariantForm, review: VariantReviewForm | None) -> HttpResponse:
    context = web.text_page(actor, **web.text_at(request)) | {"form": form, "review": review}
    return render(request, "notices/text.html", context, status=422 if form.is_bound or review else 200)
