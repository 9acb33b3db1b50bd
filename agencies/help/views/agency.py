"""Help for the people of an agency: letters, news, release notes, the handbook."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.help import markdown, selectors, services
from agencies.help.forms import ReplyForm, TicketForm
from agencies.help.web import carried, handbook_link, state, told
from agencies.people import selectors as people
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.web import page


@page("help.read")
def help_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything that helps, and the agency's letters to the platform team."""
    rows = [(row, state(row)) for row in selectors.tickets(actor)]
    return render(request, "help/help.html", {"tickets": rows})


@page("help.ask")
def ticket_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write to the platform team."""
    form = TicketForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and carried(form, partial(services.ticket_open, actor, **form.cleaned_data)):
        messages.success(request, _("Sent. The answer comes here."))
        return redirect("help")
    return render(request, "help/ticket_new.html", {"form": form}, status=422 if form.is_bound else 200)


@page("help.read")
def ticket_detail(request: HttpRequest, actor: Actor, ticket_id: int) -> HttpResponse:
    """One letter and its answers."""
    return _ticket(request, actor, ticket_id, ReplyForm(), 200)


def _ticket(request: HttpRequest, actor: Actor, ticket_id: int, form: ReplyForm, status: int) -> HttpResponse:
    row = selectors.ticket(actor, ticket_id)
    context: dict[str, Any] = {"ticket": row, "state": state(row), "entries": selectors.entries(actor, ticket_id)}
    context |= {"form": form, "names": people.names(actor)}
    return render(request, "help/ticket.html", context, status=status)


@require_POST
@page("help.ask")
def ticket_reply(request: HttpRequest, actor: Actor, ticket_id: int) -> HttpResponse:
    """Write more."""
    selectors.ticket(actor, ticket_id)
    form = ReplyForm(request.POST)
    if form.is_valid() and carried(
        form, partial(services.ticket_reply, actor, ticket_id=ticket_id, **form.cleaned_data)
    ):
        return redirect("ticket", ticket_id)
    return _ticket(request, actor, ticket_id, form, 422)


@require_POST
@page("help.ask")
def ticket_close(request: HttpRequest, actor: Actor, ticket_id: int) -> HttpResponse:
    """It is settled."""
    try:
        services.ticket_close(actor, ticket_id=ticket_id)
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("ticket", ticket_id)


@require_safe
@page("help.read")
def news(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Announcements and release notes, in the reader's language."""
    code = "ko" if (get_language() or "en").startswith("ko") else "en"
    notes = [{"version": note["version"], "day": note["day"], "lines": note[code]} for note in selectors.notes()]
    context = {"announcements": [told(row) for row in selectors.announcements()], "notes": notes}
    return render(request, "help/news.html", context)


@require_POST
@page("help.read")
def put_away(request: HttpRequest, actor: Actor) -> HttpResponse:
    """An announcement leaves this person's pages."""
    wanted = request.POST.get("announcement", "")
    if wanted.isdecimal() and len(wanted) < 19:
        services.announcement_put_away(actor, announcement_id=int(wanted))
    return redirect("help-news")


@require_safe
@page("help.read")
def handbook(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """A page of the handbook."""
    text = markdown.html(selectors.handbook(name), handbook_link)
    return render(request, "help/handbook.html", {"text": mark_safe(text)})
