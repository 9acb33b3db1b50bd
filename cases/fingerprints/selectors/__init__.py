"""Reads of registrations; values are never given out."""

from django.db.models import QuerySet

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.casework import selectors as casework
from cases.casework.models import Case
from cases.casework.states import Purpose, protected
from cases.fingerprints.models import Fingerprint


def fingerprints(actor: Actor, case_id: int | None = None) -> QuerySet[Fingerprint]:
    """Registrations of the cases that this actor may see, newest first."""
    rows = Fingerprint.objects.visible_to(actor).order_by("-id")
    return rows if case_id is None else rows.filter(case_id=case_id)


def fingerprint(actor: Actor, fingerprint_id: int) -> Fingerprint:
    """One registration; raises NotFound."""
    found = fingerprints(actor).filter(id=fingerprint_id).first()
    if found is None:
        raise NotFound
    return found


def detailed(actor: Actor, case: Case) -> bool:
    """Whether patches and sound of this case are kept now: the agency's setting, age and consent (HARMS 5)."""
    kept = tenancy.settings(actor).patch_search and not protected(case.age_band)
    return kept and casework.agreed(actor, case.pk, Purpose.DETAILED_DETECTION)
