"""That a partner agency works on the same picture: its name and nothing else."""

from django.db import models
from django.db.models.functions import Now

from agencies.tenancy.models import Agency
from cases.casework.models import Case, CaseChild


class PartnerNotice(CaseChild):
    """A partner also works on a picture of this case. No case, no registration and no value of the partner's stands here."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="partnernotice_once", fields=["agency", "case", "partner"])]
