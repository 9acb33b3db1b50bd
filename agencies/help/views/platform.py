"""The platform team's side: letters of all agencies, and news for everybody."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.help import selectors, services
from agencies.help.forms import AnnouncementForm, AnswerForm
from agencies.help.web import carried, state, told
from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Conflict
from agencies.tenancy.web import staff_page


@staff_page
def letters(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Those that wait first."""
    rows = [(letter, state(letter.ticket)) for letter in selectors.every_ticket(staff)]
    return render(request, "help/platform_letters.html", {"letters": rows})


@staff_page
def letter(request: HttpRequest, staff: Staff, ticket_id: int) -> HttpResponse:
    """Read and answer one."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and carried(
        form, partial(services.ticket_answer, staff, ticket_id=ticket_id, **form.cleaned_data)
    ):
        messages.success(request, _("Sent."))
        return redirect("platform-letters")
    found = selectors.letter(staff, ticket_id)
    context = {"letter": found, "state": state(found.ticket), "form": form}
    return render(request, "help/platform_letter.html", context, status=422 if form.is_bound else 200)


@staff_page
def announcements(request: HttpRequest, staff: Staff) -> HttpResponse:
    """All news, and the form for more."""
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        call = partial(
            services.announce, staff, level=given["level"], starts_at=given["starts_at"], ends_at=given["ends_at"],
            title={"en": given["title_en"], "ko": given["title_ko"]}, text={"en": given["text_en"], "ko": given["text_ko"]},
        )  # fmt: skip
        if carried(form, call):
            messages.success(request, _("Announced."))
            return redirect("platform-announcements")
    context = {"form": form, "announcements": [told(row) for row in selectors.announcements()]}
    return render(request, "help/platform_announcements.html", context, status=422 if form.is_bound else 200)


@staff_page
@require_POST
def announcement_end(request: HttpRequest, staff: Staff, announcement_id: int) -> HttpResponse:
    """Take one down."""
    try:
        services.announcement_end(staff, announcement_id=announcement_id)
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("platform-announcements")
