"""A registration that is held back: why, what to do, and the two people's words."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.people import selectors as people
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page
from cases.casework.web import link, page_of, table, time_cell
from cases.fingerprints import guardwords, selectors
from cases.fingerprints.forms import JudgeForm
from cases.fingerprints.guarding import Word
from cases.fingerprints.selectors import guards as reads
from cases.fingerprints.services import guards


@page("fingerprint.judge")
def fingerprint_judge(request: HttpRequest, actor: Actor, fingerprint_id: int) -> HttpResponse:
    """Say whether a held registration goes on or ends; two people must say the same."""
    row = selectors.fingerprint(actor, fingerprint_id)
    form = JudgeForm(request.POST if request.method == "POST" else None)
    said: list[bool] = []
    if form.is_valid() and apply(form, partial(_judge, actor, row.pk, form, said)):
        messages.success(request, _done(said[0], form.cleaned_data["word"]))
        return redirect("fingerprint-new", row.case_id)
    audit.seen(actor, "fingerprint.read", subject_kind="fingerprint", subject_id=row.pk, case_id=row.case_id)
    guard = reads.held(actor, [row.pk]).get(row.pk)
    spoken = list(reads.words(actor, guard)) if guard else []
    context = {
        "fingerprint": row,
        "guard": guard,
        "why": _(guardwords.WHY[guard.why]) if guard else "",
        "advice": _(guardwords.ADVICE[guard.why]) if guard else "",
        "spoken": _spoken(actor, spoken),
        "form": None if any(word.user_id == actor.user_id for word in spoken) else form,
    }
    return render(request, "fingerprints/judge.html", context, status=422 if form.is_bound else 200)


def _judge(actor: Actor, fingerprint_id: int, form: JudgeForm, said: list[bool]) -> None:
    said.append(guards.fingerprint_judge(actor, fingerprint_id=fingerprint_id, **form.cleaned_data))


def _done(settled: bool, word: str) -> str:
    if not settled:
        return _("Noted. A second person must say the same before anything changes.")
    if word == Word.RELEASE:
        return _(
            "Two people agree: the portal looks for copies again. Notices that were stopped meanwhile are not sent by "
            "themselves: an approver sends each again, from the list of deliveries that need a person."
        )
    return _("Two people agree: the fingerprint is withdrawn.")


def _spoken(actor: Actor, spoken: list[Any]) -> list[dict[str, Any]]:
    names = people.names(actor)
    return [
        {
            "who": names.get(word.user_id, f"#{word.user_id}"), "word": _(guardwords.WORDS[word.word]),
            "reason": word.reason, "at": word.at,
        }
        for word in spoken
    ]  # fmt: skip


@page("fingerprint.judge")
def fingerprints_held(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything that waits for two people, the longest first."""
    found = page_of(request, reads.waiting(actor))
    rows: list[list[Any]] = [
        [
            link("fingerprint-judge", guard.fingerprint_id, _("Fingerprint %(number)s") % {"number": guard.fingerprint_id}),
            link("case-detail", guard.fingerprint.case_id, guard.fingerprint.case.reference),
            _(guardwords.WHY[guard.why]),
            time_cell(guard.held_at),
        ]
        for guard in found
    ]  # fmt: skip
    audit.seen_list(
        actor, "fingerprint.list", subject_kind="fingerprint", case_ids=[guard.fingerprint.case_id for guard in found]
    )
    head = [_("Fingerprint"), _("Case"), _("Why"), _("Since")]
    context = {
        "page": found,
        "table": table(_("Waiting for two people"), head, rows, _("No fingerprint is held back.")),
    }
    return render(request, "fingerprints/held.html", context)
