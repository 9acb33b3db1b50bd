"""Wrapped keys, and the list of what was shredded. No key lies here in the clear: the outermost one is outside the database."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.states import ShredReason
from agencies.tenancy.models import TenantModel


class AgencyKey(TenantModel):
    """An agency's key, wrapped by the master key."""

    withheld = {"wrapped": "opens nothing outside the portal; what it sealed is open in the archive"}

    version = models.PositiveIntegerField()
    master = models.CharField(max_length=80, help_text="name of the master key that wraps it")
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="agencykey_version", fields=["agency", "version"])]


class CaseKey(TenantModel):
    """A case's key, wrapped by its agency's; the row without a case is the agency's own, for what belongs to no case."""

    withheld = {"wrapped": "opens nothing outside the portal; what it sealed is open in the archive"}

    case_id = models.BigIntegerField(null=True)  # no reference: cases lie above this feature
    version = models.PositiveIntegerField()
    agency_version = models.PositiveIntegerField(help_text="version of the agency's key that wraps it")
    wrapped = models.BinaryField()
    loose = models.BooleanField(
        default=False, help_text="sealed something outside the sealed columns, so it is never ended by a rotation"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="casekey_version", fields=["agency", "case_id", "version"], nulls_distinct=False
            )
        ]


class PlatformKey(models.Model):
    """The platform's own key, wrapped by the master key: for rows before an agency exists."""

    version = models.PositiveIntegerField(unique=True)
    master = models.CharField(max_length=80)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())


class Shredding(models.Model):
    """What must never come back: replayed after a restore, before the portal starts (HARMS 29). Ids only, append-only."""

    agency_ref = models.BigIntegerField()
    case_ref = models.BigIntegerField(null=True, help_text="empty: the whole agency")
    reason = models.CharField(max_length=20, choices=[(r, r) for r in ShredReason])
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="shredding_once", fields=["agency_ref", "case_ref"], nulls_distinct=False),
            models.CheckConstraint(
                name="shredding_reason", condition=models.Q(reason__in=[r.value for r in ShredReason])
            ),
        ]
