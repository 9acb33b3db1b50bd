"""Adding, changing and trying watch sources."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page
from cases.detection import selectors
from cases.detection.forms.sources import KindForm, SourceForm, initial, kind_of
from cases.detection.selectors import trying
from cases.detection.services import placing, sources, trials
from cases.detection.sources import ALL
from cases.detection.web import trying as shown
from cases.detection.wish import Wish


@page("source.create")
def source_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """First the kind, then its fields; a trial brings back what was typed."""
    tried = trying.wish(actor, request.GET.get("trial", "")) if request.method == "GET" else None
    named = request.POST.get("kind", "website") if request.method == "POST" else request.GET.get("kind")
    kind = kind_of(tried.kind if tried else named)
    if kind is None:
        return _kinds(request, asked=named is not None)
    form = _form(request, actor, kind, Wish("", request.GET.get("url", "")[:2000], "", "en", 3, 3600), tried)
    made: list[Any] = []
    if form.is_valid() and "test" in request.POST:
        if (answer := _test(actor, form, None)) is not None:
            return answer
    elif form.is_valid() and apply(
        form, lambda: made.append(sources.source_create(actor, **trials.fields(form.wish())))
    ):
        messages.success(request, _("This site is watched from now on."))
        return redirect("source-detail", made[0].pk)
    context = {"form": form, "kind": _(kind.label)}
    return render(request, "detection/source_new.html", context, status=422 if form.is_bound else 200)


def _kinds(request: HttpRequest, *, asked: bool) -> HttpResponse:
    """The kinds to choose from, and why others are not offered."""
    form = KindForm(request.GET if asked and request.method == "GET" else None)
    withheld = [{"label": _(kind.label), "why": _(kind.withheld)} for kind in ALL if kind.withheld]
    context = {"form": form, "withheld": withheld}
    return render(request, "detection/source_kind.html", context, status=422 if asked else 200)


def _form(request: HttpRequest, actor: Actor, kind: Any, wish: Wish, tried: Wish | None, row: Any = None) -> SourceForm:
    own = tenancy.settings(actor)
    first = initial(tried or wish) if (tried or wish).kind in {kind.name} else {"url": wish.url}
    if row is None and tried is None:
        first = {"url": wish.url, "owner_id": actor.user_id or ""}
    return SourceForm(
        request.POST if request.method == "POST" else None, kind=kind, shortest=own.crawl_min_seconds, zone=own.time_zone,
        members=people.able(actor, "source.update").items(), initial=first,
        cadence=row.cadence_seconds if row else 0, secrets=placing.secrets(row) if row else (),
    )  # fmt: skip


def _test(actor: Actor, form: SourceForm, row: Any) -> HttpResponse | None:
    made: list[Any] = []
    rights.require(actor, "source.test")
    call = partial(trials.trial_ask, actor, wish=form.wish(), source_id=row.pk if row else None)
    return redirect("source-trial", made[0].pk) if apply(form, lambda: made.append(call())) else None


@page("source.update")
def source_change(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Change a source; its kind stays."""
    row = selectors.source(actor, source_id)
    kind = kind_of(row.kind, any_kind=True)
    tried = trying.wish(actor, request.GET.get("trial", "")) if request.method == "GET" else None
    if kind is None:
        return redirect("source-detail", row.pk)
    form = _form(request, actor, kind, trials.wish_of(row), tried, row)
    if form.is_valid() and "test" in request.POST:
        if (answer := _test(actor, form, row)) is not None:
            return answer
    elif form.is_valid() and apply(form, partial(sources.source_change, actor, source_id=row.pk, wish=form.wish())):
        messages.success(request, _("Changed. The next visit begins with the new fields."))
        return redirect("source-detail", row.pk)
    context = {"form": form, "kind": _(kind.label), "source": row}
    return render(request, "detection/source_new.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("source.test")
def source_test(request: HttpRequest, actor: Actor, source_id: int) -> HttpResponse:
    """Try a source as it is."""
    row = selectors.source(actor, source_id)
    trial = trials.trial_ask(actor, wish=trials.wish_of(row), source_id=row.pk)
    return redirect("source-trial", trial.pk)


@page("source.test")
def source_trial(request: HttpRequest, actor: Actor, trial_id: int) -> HttpResponse:
    """What a trial has shown; it is gone an hour after it was asked for."""
    row = trying.trial(actor, trial_id)
    wish = Wish.of(row.request)
    kind = kind_of(wish.kind, any_kind=True)
    context = {
        "trial": row, "wish": wish, "kind": _(kind.label) if kind else wish.kind, "waiting": not row.outcome,
        **(shown.outcome(row.outcome) if row.outcome else {}),
    }  # fmt: skip
    return render(request, "detection/source_trial.html", context)
