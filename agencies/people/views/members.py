"""The people of an agency: who works here, as what, until when; suspending and ending; invitations."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from agencies.people import handover, selectors, services, words
from agencies.people.forms import EndForm, InviteForm, MemberForm, Offer
from agencies.people.web import apply
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import page


@page("people.read")
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everybody who works here, and who is invited."""
    context = {
        "rows": [_row(member) for member in selectors.members(actor)],
        "head": [_("Name"), _("Roles"), _("State"), _("Second step"), _("Last sign-in")],
        "invitations": selectors.invitations(actor) if rights.allowed(actor, "people.invite") else [],
        "now": timezone.now(),
    }
    return render(request, "people/list.html", context)


def _row(member: selectors.Member) -> list[Any]:
    last = member.user.last_login
    return [
        {"text": member.user.name, "url": reverse("person", args=[member.user.pk])},
        _roles(member),
        _state(member),
        _steps(member),
        {"time": last} if last else _("never"),
    ]


def _roles(member: selectors.Member) -> str:
    return ", ".join(_(words.ROLES[role]) for role in words.ROLES if role in member.roles)


def _state(member: selectors.Member) -> dict[str, str]:
    word, tone = words.STATES[member.state(timezone.localdate())]
    return {"text": _(word), "tone": tone}


def _steps(member: selectors.Member) -> str:
    return ", ".join(_(words.SECOND_STEPS[kind]) for kind in sorted(member.second_steps)) or _("not set up")


@page("people.read")
def person(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """One colleague."""
    member = selectors.member(actor, user_id)
    last, ends_on = member.user.last_login, member.ends_on
    facts = [
        {"key": _("E-mail address"), "value": member.user.email, "code": True},
        {"key": _("Roles"), "value": _roles(member)},
        {"key": _("State"), "value": _state(member)["text"]},
        {"key": _("Last day"), "value": date_format(ends_on) if ends_on else _("none")},
        {"key": _("Second step"), "value": _steps(member)},
        {"key": _("Last sign-in"), "value": date_format(last, "SHORT_DATETIME_FORMAT") if last else _("never")},
    ]
    context = {"member": member, "facts": facts, "self": member.user.pk == actor.user_id}
    return render(request, "people/person.html", context)


@page("people.update")
def roles(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """Roles and last day of one colleague."""
    member = selectors.member(actor, user_id)
    initial = {"roles": list(member.roles), "ends_on": member.ends_on, "seen": member.seen}
    offers = _offers(actor, user_id, _("Who takes over, if the roles do not allow it any more: %(work)s"))
    form = MemberForm(request.POST if request.method == "POST" else None, initial=initial, offers=offers)
    if form.is_valid() and apply(form, lambda: services.member_update(actor, user_id=user_id, **form.given())):
        messages.success(request, _("The roles are changed."))
        return redirect("person", user_id)
    return render(request, "people/roles.html", {"member": member, "form": form}, status=422 if form.is_bound else 200)


@require_POST
@page("people.end")
def suspend(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """Nothing of this agency opens for the colleague any more."""
    services.member_suspend(actor, user_id=user_id)
    messages.success(request, _("Suspended and signed out. What is assigned stays assigned."))
    return redirect("person", user_id)


@require_POST
@page("people.update")
def restore(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """Lift the suspension."""
    services.member_restore(actor, user_id=user_id)
    messages.success(request, _("The suspension is lifted."))
    return redirect("person", user_id)


@require_POST
@page("people.end")
def sign_out(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """End the colleague's sessions."""
    ended = services.member_sign_out(actor, user_id=user_id)
    text = ngettext("%(count)s browser is signed out.", "%(count)s browsers are signed out.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("person", user_id)


@page("people.end")
def end(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """What will be handed over, to whom, and the end of the membership."""
    member = selectors.member(actor, user_id)
    colleagues = selectors.receivers(actor, without=user_id)
    offers = _offers(actor, user_id, _("Who takes over: %(work)s"))
    form = EndForm(request.POST if request.method == "POST" else None, colleagues=colleagues, offers=offers)
    if form.is_valid() and apply(form, lambda: services.member_end(actor, user_id=user_id, **form.given())):
        messages.success(request, _("The membership is ended and the open work handed over."))
        return redirect("people")
    work = [(_(part.label), part.count(actor, user_id=user_id), part) for part in handover.parts()]
    context = {"member": member, "form": form, "work": work}
    return render(request, "people/end.html", context, status=422 if form.is_bound else 200)


def _offers(actor: Actor, user_id: int, label: str) -> list[Offer]:
    """Work of the colleague that needs a right, with who could take it."""
    found = [(part, part.count(actor, user_id=user_id)) for part in handover.parts() if part.action]
    return [
        (part, label % {"work": f"{_(part.label)} ({number})"}, selectors.able(actor, part.action, without=user_id))
        for part, number in found
        if number
    ]


@page("people.invite")
def invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Invite somebody by e-mail."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and apply(form, partial(services.invite, actor, **form.cleaned_data)):
        messages.success(request, _("The invitation is on its way. Its link works for a week."))
        return redirect("people")
    return render(request, "people/invite.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@page("people.invite")
def invitation_send(request: HttpRequest, actor: Actor, invitation_id: int) -> HttpResponse:
    """A new mail with a new link."""
    services.invitation_send(actor, invitation_id=invitation_id)
    messages.success(request, _("A new mail is on its way. The link of the old one stops working."))
    return redirect("people")


@require_POST
@page("people.invite")
def invitation_withdraw(request: HttpRequest, actor: Actor, invitation_id: int) -> HttpResponse:
    """The link stops working."""
    services.invitation_withdraw(actor, invitation_id=invitation_id)
    messages.success(request, _("The invitation is withdrawn. Its link does not work any more."))
    return redirect("people")
