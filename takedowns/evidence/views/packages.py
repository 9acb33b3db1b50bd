"""Evidence packages: what is in them, whether they are whole, and who opened them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agencies.audit import services as audit
from agencies.people import selectors as people
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.web import page
from cases.detection import selectors as detection
from takedowns.evidence import selectors, services
from takedowns.evidence.web import SEALED, archive_rows, custody_text, document, download, stamp_rows, summary


@require_safe
@page("evidence.read")
def evidence_detail(request: HttpRequest, actor: Actor, package_id: int) -> HttpResponse:
    """One package; opening it is written into its custody log."""
    services.evidence_open(actor, package_id=package_id)
    package = selectors.package(actor, package_id)
    names = people.names(actor)
    context = {
        "package": summary(package, selectors.items(actor, package_id), selectors.removed(actor, package_id)),
        "problems": selectors.problems(actor, package_id),
        "custody": [
            {"row": line, "who": names.get(line.actor_user_id or 0, ""), "what": custody_text(line.action)}
            for line in selectors.custody(actor, package_id)
        ],
        "stamps": stamp_rows(selectors.stamps(actor, package_id)),
        "unstamped": selectors.unstamped(actor, package_id),
        "archives": archive_rows(selectors.archives(actor, package_id)),
        "manifest": bytes(package.manifest).decode("utf-8", "replace"),
    }
    return render(request, "takedowns/evidence.html", context)


@require_safe
@page("evidence.read")
def evidence_item(request: HttpRequest, actor: Actor, package_id: int, number: int) -> HttpResponse:
    """One item as a download; a picture in a case of protected age is refused, whoever put it there."""
    row = selectors.item(actor, package_id, number)
    services.evidence_open(actor, package_id=package_id, item=number)
    return download(row.number, row.name, row.kind, bytes(row.content))


@require_safe
@page("evidence.read")
def evidence_report(request: HttpRequest, actor: Actor, package_id: int) -> HttpResponse:
    """The report as PDF, set now from the files of the package."""
    try:
        content = services.report_set(actor, package_id=package_id)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("evidence-detail", package_id)
    return document(
        content, "application/pdf", policy=SEALED, disposition=f'attachment; filename="report-{package_id}.pdf"'
    )


@require_safe
@page("evidence.read")
def match_evidence(request: HttpRequest, actor: Actor, match_id: int) -> HttpResponse:
    """The link from a find to its package, or that it is being made."""
    match = detection.match(actor, match_id)
    package = selectors.of_match(actor, match.pk)
    audit.seen(actor, "evidence.read", subject_kind="match", subject_id=match.pk, case_id=match.case_id)
    found = package and summary(package, selectors.items(actor, package.pk), selectors.removed(actor, package.pk))
    context = {"match": match, "package": found}
    return render(request, "takedowns/match_evidence.html", context)
