"""The trail's viewer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.audit import selectors, services
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page

PAGE = 100


@page("audit.read")
def trail(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Newest lines first; `before` pages on, `case` narrows to one case, `verify=1` recomputes the chain."""
    before, case = (request.GET.get(name, "") for name in ("before", "case"))
    lines = selectors.lines(
        actor,
        case_id=int(case) if case.isdecimal() else None,
        before=int(before) if before.isdecimal() else None,
        limit=PAGE,
    )
    checked = "verify" in request.GET
    context = {
        "lines": lines,
        "next": lines[-1].pk if len(lines) == PAGE else None,
        "case_id": case if case.isdecimal() else "",
        "checked": checked,
        "broken_at": services.verify(actor) if checked else None,
    }
    return render(request, "audit/trail.html", context)
