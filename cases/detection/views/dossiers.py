"""What is known about a watched site: notes, the agency's own flag, a move; and the notes that staff read."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.web import apply, page, press, staff_page
from cases.casework.web import tag
from cases.detection import selectors, sitewords
from cases.detection.forms.dossiers import FlagForm, NoteForm
from cases.detection.selectors import dossiers as reads
from cases.detection.services import dossiers, moves
from cases.detection.web.dossiers import block


@page("source.read")
def source_site(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """What is known about the site of a source, and the forms by which more is said."""
    return _site(request, actor, source_id, NoteForm(), FlagForm())


def _site(request: HttpRequest, actor: Actor, source_id: int, note: NoteForm, flag: FlagForm) -> HttpResponse:
    row = selectors.source(actor, source_id)
    context = {"source": row, "site": block(actor, row.url), "note": note, "flag": flag}
    return render(request, "detection/site.html", context, status=422 if note.is_bound or flag.is_bound else 200)


@require_POST
@page("site.note")
def source_site_note(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Propose a note for all agencies."""
    row, form = selectors.source(actor, source_id), NoteForm(request.POST)
    call = partial(dossiers.note_propose, actor, url=row.url)
    if form.is_valid() and apply(form, lambda: call(**form.cleaned_data)):
        messages.success(request, _("Thank you. The platform's staff read it before others see it."))
        return redirect("source-site", row.pk)
    return _site(request, actor, source_id, form, FlagForm())


@require_POST
@page("site.flag")
def source_site_flag(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Do not contact the operator."""
    row, form = selectors.source(actor, source_id), FlagForm(request.POST)
    call = partial(dossiers.flag_set, actor, url=row.url)
    if form.is_valid() and apply(form, lambda: call(reason=form.cleaned_data["reason"])):
        messages.success(request, _("Noted for your agency."))
        return redirect("source-site", row.pk)
    return _site(request, actor, source_id, NoteForm(), form)


@require_POST
@page("site.flag")
def source_site_unflag(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Take it back."""
    row = selectors.source(actor, source_id)
    press(request, partial(dossiers.flag_clear, actor, url=row.url), _("Taken back."))
    return redirect("source-site", row.pk)


def _move(request: HttpRequest, actor: Actor, source_id: int, call: Callable[..., None], done: str) -> HttpResponse:
    selectors.source(actor, source_id)
    press(request, partial(call, actor, source_id=source_id), done)
    return redirect("source-detail", source_id)


@require_POST
@page("source.update")
def source_follow(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """The site moved: read it at its new address."""
    return _move(request, actor, source_id, moves.move_follow, _("It is read at the new address from now on."))


@require_POST
@page("source.update")
def source_unfollow(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """It did not."""
    return _move(request, actor, source_id, moves.move_decline, _("Noted. It is read where it was."))


@staff_page
def site_notes(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Notes of all agencies, those that wait first."""
    rows = [
        {"row": row, "kind": _(sitewords.NOTES[row.kind]), "state": tag(sitewords.NOTE_STATES, row.state)}
        for row in reads.notes(staff)[:200]
    ]
    return render(request, "detection/platform_notes.html", {"notes": rows})


@staff_page
@require_POST
def site_note_decide(request: HttpRequest, staff: Staff, note_id: int) -> HttpResponse:
    """Accept a note, or decline it."""
    call = partial(dossiers.note_decide, staff, note_id=note_id, to=request.POST.get("to", ""))
    press(request, call, _("Done."))
    return redirect("platform-site-notes")
