"""Sealed archives of a package: asking for one, its receipt, the file, the authority's number; and the agency's signing keys."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.audit import services as audit
from agencies.leaving import archive as container
from agencies.leaving import web as leaving
from agencies.tenancy.actor import Actor
from agencies.tenancy.web import apply, page, press
from takedowns.evidence import selectors, services
from takedowns.evidence.forms import ArchiveForm, ConfirmForm
from takedowns.evidence.web import archive_file, receipt, stamp_rows


@page("evidence.export")
def archive_new(request: HttpRequest, actor: Actor, package_id: int) -> HttpResponse:
    """Whom an archive is for, and why; then its passphrase, this one time."""
    package = selectors.package(actor, package_id)
    audit.seen(actor, "evidence.read", subject_kind="evidencepackage", subject_id=package.pk, case_id=package.case_id)
    form = ArchiveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = leaving.tried(form, partial(services.archive_ask, actor, package_id=package_id, **form.cleaned_data))
        if made and not made[1]:
            return redirect("evidence-receipt", made[0].pk)
        if made:
            back = reverse("evidence-receipt", args=[made[0].pk])
            context = {"phrase": made[1], "command": container.OPEN_COMMAND, "back": back}
            return render(request, "takedowns/evidence_passphrase.html", context)
    context = {"package": package, "form": form, "stamps": stamp_rows(selectors.stamps(actor, package_id))}
    return render(request, "takedowns/evidence_archive.html", context, status=422 if form.is_bound else 200)


@page("evidence.read")
def archive_detail(request: HttpRequest, actor: Actor, archive_id: int) -> HttpResponse:
    """The receipt: what was handed over, to whom, when, with which digest; made to be printed."""
    row = selectors.archive(actor, archive_id)
    audit.seen(actor, "evidence.read", subject_kind="sealedarchive", subject_id=row.pk, case_id=row.case_id)
    return _receipt(request, actor, archive_id, ConfirmForm())


def _receipt(request: HttpRequest, actor: Actor, archive_id: int, form: ConfirmForm) -> HttpResponse:
    context = {**receipt(actor, selectors.archive(actor, archive_id)), "form": form}
    return render(request, "takedowns/evidence_receipt.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("evidence.fetch")
def archive_fetch(request: HttpRequest, actor: Actor, archive_id: int) -> HttpResponse:
    """The file, after signing in anew."""
    selectors.archive(actor, archive_id)
    if not leaving.signed_in_lately(request):
        return leaving.sign_in_again(reverse("evidence-receipt", args=[archive_id]))
    row, content = services.archive_fetch(actor, archive_id=archive_id)
    return archive_file(row.pk, content, encrypted=bool(row.nonce))


@require_POST
@page("evidence.export")
def archive_confirm(request: HttpRequest, actor: Actor, archive_id: int) -> HttpResponse:
    """The authority confirmed the receipt."""
    selectors.archive(actor, archive_id)
    form = ConfirmForm(request.POST)
    call = partial(services.archive_confirm, actor, archive_id=archive_id, number=str(form["number"].value() or ""))
    if form.is_valid() and apply(form, call):
        return redirect("evidence-receipt", archive_id)
    return _receipt(request, actor, archive_id, form)


@require_POST
@page("evidence.export")
def stamps_ask(request: HttpRequest, actor: Actor, package_id: int) -> HttpResponse:
    """Ask for the missing time stamps now."""
    selectors.package(actor, package_id)
    call = partial(services.stamps_ask, actor, package_id=package_id)
    press(request, call, _("The time-stamping authorities are asked now. Load this page again in a moment."))
    return redirect("evidence-detail", package_id)


@require_safe
@page("evidence.read")
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The agency's signing keys: what it names to those who check its evidence."""
    return render(request, "takedowns/evidence_keys.html", {"keys": selectors.signing_keys(actor)})


@require_POST
@page("evidence.key")
def key_renew(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new key from now on."""
    press(request, partial(services.signing_key_renew, actor), _("Evidence is signed with the new key from now on."))
    return redirect("evidence-keys")
