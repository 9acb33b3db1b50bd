"""Pages of the settings: all of them in sections, and a form for each section."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page
from agencies.workspace import selectors, web, words
from agencies.workspace.forms import SectionForm, TitlesForm
from agencies.workspace.services.firstweek import step_seen
from agencies.workspace.states import Step

LINKS = {"partners": ("partners", words.PARTNERSHIPS)}  # section -> a page that goes with it


@page("settings.read")
def settings_all(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything that the agency decides for itself, and what was changed last."""
    change = rights.allowed(actor, "settings.update")
    step_seen(actor, Step.SETTINGS)
    context = {
        "sections": web.sections(selectors.values(actor), change=change),
        "history": web.history(actor, people.names(actor)),
        "head": [_("When"), _("Who"), _("What")],
        "supervised_until": tenancy.supervised_until(actor),
    }
    return render(request, "workspace/settings.html", context)


@page("settings.update")
def settings_section(request: HttpRequest, actor: Actor, section: str) -> HttpResponse:
    """The form of one section."""
    values = selectors.values(actor) | {"version": tenancy.settings(actor).version}
    kind = TitlesForm if section == "signing" else SectionForm
    form = kind(section, values, selectors.around(actor), request.POST if request.method == "POST" else None)
    if form.is_bound and web.saved(actor, form):
        messages.success(request, _("Saved. The change is in force from now on."))
        return redirect("settings")
    link = LINKS.get(section)
    context = {
        "form": form,
        "link": link and (reverse(link[0]), _(link[1])),
        "title": _(words.SECTIONS[section]),
        "section": section,
    }
    return render(request, "workspace/section.html", context, status=422 if form.is_bound else 200)
