"""Reads of notices and of the lawyers' confirmations."""

from datetime import date

from django.db.models import QuerySet

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from takedowns.notices import bases
from takedowns.notices.models import BasisConfirmation, Notice

HEAVY = ("text", "html", "pdf", "content")


def confirmations() -> dict[str, bases.Confirmation]:
    """Confirmed legal bases by code."""
    return {
        row.code: bases.Confirmation(
            verified_by=row.verified_by, verified_on=row.verified_on, row_sha256=row.row_sha256, expires=row.expires_on
        )
        for row in BasisConfirmation.objects.all()
    }


def basis_confirmed(today: date) -> bool:
    """Whether a notice can rest on any row of the table of legal bases today."""
    confirmed = confirmations()
    return any(bases.usable(basis, confirmed, today) for basis in bases.load())


def notices(actor: Actor, case_id: int | None = None) -> QuerySet[Notice]:
    """Notices of the cases that this actor may see, newest first, without their bodies; of golden cases only if one is named."""
    rows = Notice.objects.visible_to(actor).defer(*HEAVY)
    rows = rows.select_related("case", "match", "provider").order_by("-id")
    return rows.filter(case__golden=False) if case_id is None else rows.filter(case_id=case_id)


def notice(actor: Actor, notice_id: int) -> Notice:
    """One notice with its bodies; raises NotFound."""
    rows = Notice.objects.visible_to(actor)
    found = rows.select_related("case", "match__fingerprint", "provider", "package").filter(id=notice_id).first()
    if found is None:
        raise NotFound
    return found
