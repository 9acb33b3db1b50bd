"""Data-protection papers, on a page and as PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from agencies.leaving import papers
from agencies.leaving.services import papers as services
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page
from agencies.workspace.services.firstweek import step_seen
from agencies.workspace.states import Step


@page("papers.read")
def paper(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """One paper in the reader's language, and the way to the others."""
    step_seen(actor, Step.PAPERS)
    language = get_language() or "en"
    context = services.page(services.facts(actor), name, language)
    others = [(each, papers.title(each, language)) for each in papers.NAMES]
    return render(request, "leaving/paper.html", {**context, "others": others})


@require_POST
@page("papers.read")
def paper_fetch(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """The same as PDF."""
    document = services.paper_pdf(actor, name=name, language=get_language() or "en")
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
