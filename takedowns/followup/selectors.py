"""Reads of looks after sending."""

from agencies.tenancy.actor import Actor
from takedowns.followup.models import Check


def checks(actor: Actor, notice_id: int) -> list[Check]:
    """A notice's looks in their order."""
    return list(
        Check.objects.visible_to(actor)
        .filter(notice_id=notice_id)
        .select_related("target")
        .order_by("due_at", "number")
    )


def of_case(actor: Actor, case_id: int) -> list[Check]:
    """The looks of all notices of a case that this actor may see, in their order."""
    rows = Check.objects.visible_to(actor).filter(case_id=case_id)
    return list(rows.order_by("due_at", "number"))
