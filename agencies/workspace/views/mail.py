"""The mail server and the signing key: change, make, paste, remove, try."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.web import page
from agencies.workspace import selectors, web
from agencies.workspace.forms import KeyForm, MailForm
from agencies.workspace.services.mail import PLAIN, mail_change, mail_key, mail_test


def _initial(actor: Actor) -> dict[str, Any]:
    row, own = tenancy.settings(actor), selectors.mail(actor)
    shown: dict[str, Any] = {"port": 587, "security": "starttls"}
    if own is not None:
        shown = {name: getattr(own, name) for name in PLAIN}
    return shown | {"reply_address": row.reply_address, "version": row.version}


def _page(request: HttpRequest, actor: Actor, status: int = 200, **forms: Any) -> HttpResponse:
    start = _initial(actor)
    context = {"form": MailForm(initial=start), "key_form": KeyForm(initial=start), "version": start["version"]}
    context |= web.mail_context(actor)
    return render(request, "workspace/mail.html", context | forms, status=status)


@page("settings.update")
def settings_mail(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Server, names of the signature, reply address; the key and the test have buttons of their own."""
    if request.method != "POST":
        return _page(request, actor)
    form = MailForm(request.POST, initial=_initial(actor))
    if form.is_valid():
        given = form.cleaned_data
        values = {name: given[name] for name in (*PLAIN, "reply_address")}
        call = partial(mail_change, actor, version=given["version"], values=values, password=given["password"])
        if web.carried(form, call):
            messages.success(request, _("Saved. Send a test mail before a notice has to go this way."))
            return redirect("settings-mail")
    return _page(request, actor, 422, form=form)


@require_POST
@page("settings.update")
def settings_mail_key(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a key (`make`), store the pasted one, or remove it (`remove`)."""
    form = KeyForm(request.POST)
    if form.is_valid():
        making, removing = "make" in request.POST, "remove" in request.POST
        pem = "" if making or removing else form.cleaned_data["pem"]
        if not (making or removing or pem.strip()):
            form.add_error("pem", _("Paste the key, or let one be made."))
        call = partial(mail_key, actor, version=form.cleaned_data["version"], pem=pem, remove=removing)
        if form.is_valid() and web.carried(form, call):
            messages.success(request, _("Saved. Mails are signed once the record is public."))
            return redirect("settings-mail")
    return _page(request, actor, 422, key_form=form)


@require_POST
@page("settings.update")
def settings_mail_test(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Send a mail to oneself."""
    try:
        mail_test(actor)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("A test mail is on its way to your own address. Look here again in a moment."))
    return redirect("settings-mail")
