"""Write down that something leaves the portal, and why."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.exports.models import ExportReason
from agencies.tenancy import scope
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid

SHORTEST, LONGEST = 10, 500


def export_record(
    actor: Actor,
    action: str,
    *,
    reason: str,
    subject_kind: str,
    subject_id: int | None = None,
    case_id: int | None = None,
    **data: Any,
) -> int:
    """A line about an export, in the caller's transaction; the reason is kept sealed beside it. Returns the reason's id.

    Raises Invalid unless the reason is a sentence. `data` holds ids and numbers only.
    """
    scope.require(actor.agency_id)
    text = " ".join(reason.split())
    if not SHORTEST <= len(text) <= LONGEST:
        words = _("Say in a sentence what the export is for, in %(least)s to %(most)s letters.")
        raise Invalid(words % {"least": SHORTEST, "most": LONGEST}, "reason")
    told = {"text": text} if case_id is None else {"case_text": text}
    row = ExportReason.objects.create(agency_id=actor.agency_id, case_id=case_id, **told)
    audit.record(
        actor, action, subject_kind=subject_kind, subject_id=subject_id, case_id=case_id, reason_id=row.pk,
        roles=sorted(actor.roles), **data,
    )  # fmt: skip
    return row.pk
