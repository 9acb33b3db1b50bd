"""Take a report in."""

from collections.abc import Sequence

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.access.states import KeptOut
from agencies.audit import services as audit
from agencies.events import services as events
from agencies.keys import services as keys
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.casework import services as cases
from cases.casework.models import Case
from cases.casework.states import Purpose
from cases.exceptions import services as exceptions
from cases.fingerprints import services as fingerprints
from cases.fingerprints.digest import Item
from cases.fingerprints.states import Origin
from cases.intake import links, personal, selectors
from cases.intake.models import Report, ReportedLink
from cases.intake.states import REPORTED_MOVES, ReportedState


@verb("report.create")
def report_submit(
    actor: Actor,
    *,
    channel: str,
    age_band: str,
    purposes: Sequence[str],
    text: str = "",
    contact: str = "",
    addresses: str = "",
    items: Sequence[Item] = (),
    language: str = "en",
    quiet: bool = False,
    restricted: bool = False,
    keep_out: str = "",
    kept_out: Sequence[int] = (),
) -> Case:
    """A new case from a report: what was told, the addresses named in it, and the fingerprints computed on the device.

    keep_out: who must not see the case, in the reporter's words; kept_out: ids of the colleagues whom a worker recognised in
    them. Words without ids hold the case back from everybody until a manager has read them.
    Raises Invalid when fingerprints come without consent to detection.
    """
    if items and Purpose.DETECTION not in purposes:
        raise Invalid(_("Fingerprints can only be used if you agree that we look for copies."), "purposes")
    case = cases.case_open(
        actor, age_band=age_band, purposes=list(purposes), language=language, quiet=quiet, restricted=restricted
    )
    _keep(actor, case, channel=channel, text=text, contact=contact, addresses=addresses)
    if items:
        origin = Origin.API if channel == "api" else Origin.BROWSER
        fingerprints.fingerprints_register(actor, case_id=case.pk, items=items, origin=origin)
    exceptions.keep_out(actor, case_id=case.pk, user_ids=kept_out, origin=KeptOut.NAMED)
    if keep_out.strip():  # last: from here on the case may be hidden from the actor too
        exceptions.statement_keep(actor, case=case, text=keep_out, settled=bool(kept_out))
    return case


@verb("report.create")
def report_add(
    actor: Actor, *, case_id: int, channel: str, text: str, contact: str = "", addresses: str = ""
) -> Report:
    """One more report to a case that is open already."""
    return _keep(actor, casework.case(actor, case_id), channel=channel, text=text, contact=contact, addresses=addresses)


def _keep(actor: Actor, case: Case, *, channel: str, text: str, contact: str, addresses: str) -> Report:
    row = Report.objects.create(
        agency_id=actor.agency_id, case=case, channel=channel, text=text.strip(), contact=contact.strip()[:200]
    )
    found = links.extract(addresses)
    ReportedLink.objects.bulk_create(
        [
            ReportedLink(
                agency_id=actor.agency_id, report=row, case=case, url=url,
                url_mark=keys.blind(actor.agency_id, place="cases_reportedlink.url", value=url),
                state=ReportedState.WAITING if personal.why(url) else ReportedState.NAMED,
            )
            for url in found
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    cases.contact_keep(actor, case=case, contact=row.contact)
    audit.record(actor, "report.create", subject_kind="report", subject_id=row.pk, case_id=case.pk, links=len(found))
    events.emit(actor, "report.received", case_id=case.pk, subject_id=row.pk, channel=channel, links=len(found))
    return row


@verb("report.decide")
def link_decide(actor: Actor, *, link_id: int, to: str, reason: str) -> ReportedLink:
    """Have an address opened that may have been made for one person, or discard it for now; the reason is kept sealed.

    Raises NotFound, Invalid without a reason, Conflict when somebody was first.
    """
    row = selectors.link(actor, link_id)
    sources = [state for state, targets in REPORTED_MOVES.items() if to in targets]
    if not sources:
        raise Invalid(_("Say whether it is opened or discarded."), "to")
    if not reason.strip():
        raise Invalid(_("Write why you decide so."), "reason")
    rows = ReportedLink.objects.visible_to(actor).filter(id=row.pk, state__in=sources)
    if not rows.update(state=to, decided_by=actor.user_id, decided_at=Now()):
        raise Conflict(_("Somebody has decided about this address already."))
    row.reason = reason.strip()
    row.save(update_fields=["reason"])
    audit.record(actor, "report.decide", subject_kind="reportedlink", subject_id=row.pk, case_id=row.case_id, to=to)
    kind = "link.opened" if to == ReportedState.OPENED else "link.discarded"
    events.emit(actor, kind, case_id=row.case_id, subject_id=row.pk)
    return row


def links_forget(actor: Actor, case_id: int) -> None:
    """Remove the addresses of a shredded case with their digests, in the caller's transaction."""
    ReportedLink.objects.visible_to(actor).filter(case_id=case_id).delete()
