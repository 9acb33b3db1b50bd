"""Look at once at what a new report names, where that cannot tell anybody who looked (HARMS 8)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.audit import services as audit
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.casework.states import Purpose
from cases.detection import following, lanes
from cases.detection.models import REPORTED, WatchSource
from cases.detection.reading import MEDIA, Ask
from cases.detection.services import frontier
from cases.intake import personal
from cases.intake import selectors as intake
from cases.intake import services as reports
from cases.intake.states import ReportedState

NEVER = datetime(9000, 1, 1, tzinfo=UTC)  # no round of its own is ever due


@verb("source.crawl")
def reported_look(actor: Actor, *, report_id: int) -> int:
    """Put the addresses of a report that cannot have been made for one person on the frontier, before everything else.

    The others wait for an officer. Nothing happens without consent to detection, or once the case was withdrawn. Returns
    how many are looked at.
    """
    report = intake.report(actor, report_id)
    if report is None or not casework.agreed(actor, report.case_id, Purpose.DETECTION):
        return 0
    case = casework.case(actor, report.case_id)
    if case.over:
        return 0
    named = [link.url for link in report.links.all()]
    safe = [url for url in named if personal.why(url) is None]
    if not safe:
        return 0
    added = _look(actor, safe)
    audit.record(
        actor, "report.look", subject_kind="report", subject_id=report.pk, case_id=report.case_id, looked=added,
        waiting=len(named) - len(safe),
    )  # fmt: skip
    return added


@verb("report.decide")
def link_decide(actor: Actor, *, link_id: int, to: str, reason: str) -> None:
    """An officer has an address opened that may have been made for one person, or discards it (HARMS 8).

    Opened means looked at once, before everything else, like any address of a report. Raises NotFound, Invalid, Conflict:
    also where the person does not agree that we look, or has withdrawn the case.
    """
    row = intake.link(actor, link_id)
    if to == ReportedState.OPENED:
        if not casework.agreed(actor, row.case_id, Purpose.DETECTION):
            raise Conflict(_("The person has not agreed that we look for copies, so nothing is opened."))
        if row.case.over:
            raise Conflict(_("This case was withdrawn, so nothing is opened."))
    decided = reports.link_decide(actor, link_id=row.pk, to=to, reason=reason)
    if to == ReportedState.OPENED:
        _look(Actor.system(actor.agency_id), [decided.url])


def _look(system: Actor, urls: Sequence[str]) -> int:
    asks = [Ask(url, MEDIA if following.is_media_url(url) else "page") for url in urls]
    return frontier.frontier_add(system, source_id=_source(system).pk, asks=asks, lane=lanes.REPORTED, sealed=True)


def _source(actor: Actor) -> WatchSource:
    """The source that stands for addresses of reports: what is seen there is kept for some days like on listed sites.

    No list shows it (selectors.sources); its figures count.
    """
    rows = WatchSource.objects.visible_to(actor).filter(url=REPORTED)
    if (found := rows.first()) is not None:
        return found
    agency, languages = tenancy.agency(actor.agency_id), tenancy.settings(actor).languages
    with override(languages[0] if languages else "en"):
        name = _("Addresses from reports")
    try:
        with transaction.atomic():
            return WatchSource.objects.create(
                agency_id=actor.agency_id, name=name, url=REPORTED, kind="direct", country=agency.country,
                depth=0, cadence_seconds=366 * 86400, next_due_at=NEVER, abuse_listed=True,
            )  # fmt: skip
    except IntegrityError:
        return rows.get()
