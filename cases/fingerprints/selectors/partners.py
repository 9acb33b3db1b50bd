"""Which partner agencies also work on a picture of a case."""

from agencies.access import selectors as access
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from cases.casework import selectors as casework
from cases.casework.states import Purpose
from cases.fingerprints.models.partners import PartnerNotice


def sharing(actor: Actor, case_id: int) -> list[str]:
    """Names of partners, for those who work on the case; consent and partnership are asked again at each look."""
    if not rights.allowed(actor, "case.update") or not casework.agreed(actor, case_id, Purpose.PARTNER_DETECTION):
        return []
    noted = set(PartnerNotice.objects.visible_to(actor).filter(case_id=case_id).values_list("partner_id", flat=True))
    return [agency.name for agency in access.partners(actor, "detection") if agency.pk in noted] if noted else []
