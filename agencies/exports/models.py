"""Why something left: apart from the chained line, so that it can be sealed and shredded (HARMS 27, 28)."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.tenancy.models import TenantModel


class ExportReason(TenantModel):
    """The reason that a person gave for an export; the line in the trail holds this row's id."""

    case_id = models.BigIntegerField(null=True)  # no reference: cases lie above this feature
    text = SealedTextField(case=None, help_text="of an export of no single case: under the agency's key")
    case_text = SealedTextField(null=True, help_text="of an export of a case: under its key, and shredded with it")
    at = models.DateTimeField(db_default=Now())
