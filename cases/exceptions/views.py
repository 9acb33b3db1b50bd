"""Who sees a case: its own page, restricted cases behind glass, and statements that wait for a manager."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from cases.casework import selectors as casework
from cases.casework.web import link, page_of, table, time_cell
from cases.exceptions import selectors, services
from cases.exceptions.forms import GlassForm, PersonForm, SettleForm

WITH_PERSON: dict[str, tuple[Callable[..., None], Any]] = {
    "name": (services.worker_name, gettext_lazy("Named. This colleague sees the case also while it is restricted.")),
    "unname": (services.worker_unname, gettext_lazy("No longer named.")),
    "keep_out": (services.person_keep_out, gettext_lazy("Kept out. For this colleague the case does not exist.")),
    "let_in": (services.person_let_in, gettext_lazy("Let in again.")),
}
ALONE: dict[str, tuple[Callable[..., None], Any]] = {
    "restrict": (services.case_restrict, gettext_lazy("Restricted. Only the people named for it see the case.")),
    "share": (services.case_share, gettext_lazy("Open to all colleagues with the right again.")),
}


@page("case.grant")
def case_people(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Who sees a case; a button or a colleague chosen changes it."""
    case = casework.case(actor, case_id)
    people = selectors.colleagues(actor)
    form = PersonForm(request.POST if request.method == "POST" else None, people=people)
    do = request.POST.get("do", "")
    if do in ALONE:
        call, done = ALONE[do]
        press(request, partial(call, actor, case_id=case.pk), done)
        return _back(actor, case.pk)
    if do in WITH_PERSON and form.is_valid():
        call, done = WITH_PERSON[do]
        press(request, partial(call, actor, case_id=case.pk, user_id=form.cleaned_data["user"]), done)
        return _back(actor, case.pk)
    audit.seen(actor, "case.read", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    names = dict(people)
    context = {
        "case": case,
        "named": [(user_id, names.get(user_id, f"#{user_id}")) for user_id in selectors.named(actor, case.pk)],
        "kept_out": [(user_id, names.get(user_id, f"#{user_id}")) for user_id in selectors.kept_out(actor, case.pk)],
        "form": form if form.is_bound else PersonForm(people=people),
    }
    return render(request, "exceptions/people.html", context, status=422 if request.method == "POST" else 200)


def _back(actor: Actor, case_id: int) -> HttpResponse:
    """The page again, or the list for somebody who does not see the case any more."""
    seen = casework.visible_ids(actor).filter(id=case_id).exists()
    return redirect("case-people", case_id) if seen else redirect("case-list")


@require_POST
@page("case.conflict")
def conflict(request: HttpRequest, actor: Actor, case_id: int) -> HttpResponse:
    """Declare a conflict of interest."""
    services.conflict_declare(actor, case_id=case_id)
    messages.success(request, _("Noted. You do not see this case any more; colleagues go on with it."))
    return redirect("case-list")


@page("case.glass")
def restricted(request: HttpRequest, actor: Actor) -> HttpResponse:
    """That restricted cases exist, how old they are, and the glass in front of them; nothing else about them."""
    rows = list(selectors.behind_glass(actor))
    form = GlassForm(
        request.POST if request.method == "POST" else None, cases=[(case.pk, case.reference) for case in rows]
    )
    if form.is_valid() and apply(
        form,
        partial(services.glass_break, actor, case_id=form.cleaned_data["case"], reason=form.cleaned_data["reason"]),
    ):
        messages.warning(request, _("You see this case for a limited time. The people named for it are told."))
        return redirect("case-detail", form.cleaned_data["case"])
    cells: list[list[Any]] = [[case.reference, time_cell(case.opened_at)] for case in rows]
    empty = _("There is no restricted case that you do not see.")
    context = {
        "form": form if rows else None,
        "table": table(_("Restricted cases"), [_("Case"), _("Opened")], cells, empty),
    }
    return render(request, "exceptions/restricted.html", context, status=422 if form.is_bound else 200)


@require_safe
@page("case.settle")
def statements(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Cases that wait until somebody has read who must not see them."""
    found = page_of(request, selectors.statements(actor))
    rows: list[list[Any]] = [[link("statement", row, row.case.reference), time_cell(row.written_at)] for row in found]
    context = {"page": found, "table": table(_("Waiting"), [_("Case"), _("Written")], rows, _("Nothing waits."))}
    return render(request, "exceptions/statements.html", context)


@page("case.settle")
def statement(request: HttpRequest, actor: Actor, statement_id: int) -> HttpResponse:
    """Who must not see the case, in the reporter's words, and who that is."""
    row = services.statement_open(actor, statement_id=statement_id)
    if request.POST.get("do") == "me":
        services.statement_about_me(actor, statement_id=row.pk)
        messages.success(request, _("Noted. You do not see this case any more; another manager goes on with it."))
        return redirect("statement-list")
    form = SettleForm(request.POST if request.method == "POST" else None, people=selectors.colleagues(actor))
    if form.is_valid() and apply(
        form,
        partial(services.statement_settle, actor, statement_id=row.pk, user_ids=form.cleaned_data["people"]),
    ):
        messages.success(request, _("Settled. Colleagues who may see the case see it now."))
        return redirect("statement-list")
    status = 422 if form.is_bound else 200
    return render(request, "exceptions/statement.html", {"statement": row, "form": form}, status=status)
