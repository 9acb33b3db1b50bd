"""Reads of the reasons of exports."""

from collections.abc import Iterable

from agencies.exports.models import ExportReason
from agencies.keys.errors import Shredded
from agencies.tenancy.actor import Actor


def reasons(actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Reasons by id; one that was shredded is missing."""
    rows = ExportReason.objects.visible_to(actor).filter(id__in=list(ids))
    return {row.pk: text for row in rows if (text := _opened(row))}


def _opened(row: ExportReason) -> str:
    try:
        return str(row.text if row.case_id is None else row.case_text)
    except Shredded:
        return ""
