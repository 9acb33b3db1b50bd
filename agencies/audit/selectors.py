"""Reads of the trail."""

from agencies.audit.models import AuditLine
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import in_sight


def lines(actor: Actor, *, case_id: int | None = None, before: int | None = None, limit: int = 100) -> list[AuditLine]:
    """Newest lines first, a page at a time (`before` = the id to go on from)."""
    rows = in_sight(actor, AuditLine.objects.visible_to(actor), trail=True).select_related("seal").order_by("-id")
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows[:limit])
