"""Reads of reports, and what the public form needs to know of its agency."""

from dataclasses import dataclass, replace

from django.db.models import QuerySet

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from cases.casework.states import CaseState
from cases.intake.models import Report, ReportedLink
from cases.intake.states import ReportedState


@dataclass(frozen=True, slots=True)
class Desk:
    """An agency as the public form shows it."""

    agency: Agency
    actor: Actor
    protected_age: int
    emergency_line: str
    lines: list[dict[str, str]]
    logo: str
    patch_search: bool


def desk(slug: str) -> Desk:
    """The public form of the agency with this name in its address; raises NotFound. Opens the agency's scope itself."""
    agency = tenancy.agency_by_slug(slug)
    actor = replace(Actor.reporter(agency.pk), read_only=agency.suspended_at is not None)
    with tenant_scope(agency.pk):
        settings = tenancy.settings(actor)
    return Desk(
        agency,
        actor,
        settings.protected_age,
        settings.emergency_line,
        settings.lines,
        settings.logo,
        settings.patch_search,
    )


def reports(actor: Actor, case_id: int) -> list[Report]:
    """A case's reports with the addresses named in them, oldest first."""
    rows = Report.objects.visible_to(actor).filter(case_id=case_id)
    return list(rows.prefetch_related("links").order_by("id"))


def report(actor: Actor, report_id: int) -> Report | None:
    """One report with the addresses named in it, or None."""
    return Report.objects.visible_to(actor).filter(id=report_id).prefetch_related("links").first()


def links(actor: Actor, *states: ReportedState) -> QuerySet[ReportedLink]:
    """Addresses of reports in these states, of cases that were not withdrawn, oldest first."""
    rows = ReportedLink.objects.visible_to(actor).filter(state__in=states).exclude(case__state=CaseState.WITHDRAWN)
    return rows.select_related("case", "report").order_by("id")


def link(actor: Actor, link_id: int) -> ReportedLink:
    """One address that a report names; raises NotFound."""
    found = ReportedLink.objects.visible_to(actor).filter(id=link_id).select_related("case", "report").first()
    if found is None:
        raise NotFound
    return found
