"""Reads of reports."""

from agencies.tenancy.actor import Actor
from cases.casework import selectors as casework
from cases.intake.models import Report


def reports(actor: Actor, case_id: int) -> list[Report]:
    """A case's reports with the addresses named in them, oldest first."""
    rows = Report.objects.visible_to(actor).filter(case_id=case_id, case_id__in=casework.visible_ids(actor))
    return list(rows.prefetch_related("links").order_by("id"))
