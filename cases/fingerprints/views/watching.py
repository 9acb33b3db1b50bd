"""The answer to the question whether we still look for copies."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page, press
from cases.fingerprints.services import watching


@require_POST
@page("case.update")
def watch_answer(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """It goes on, or it ends for good."""
    answer = request.POST.get("answer", "")
    done = _("Noted: the person wants us to go on looking.")
    if answer == watching.ENDS:
        done = _("Noted. Nothing is looked for any more, and the fingerprints are erased.")
    press(request, partial(watching.watch_answer, actor, case_id=case_id, answer=answer), done)
    return redirect("case-detail", case_id)
