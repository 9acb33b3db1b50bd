"""The append-only trail: ids, never values (HARMS 27)."""

from django.db import models
from django.db.models.functions import Now

from agencies.tenancy.models import TenantModel


class AuditLine(TenantModel):
    """Who did what to which row, when, and from where; UPDATE, DELETE and TRUNCATE are revoked and blocked by a trigger."""

    at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=20)
    actor_user_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=32, blank=True)
    source = models.GenericIPAddressField(null=True)
    data = models.JSONField(default=dict, help_text="ids, digests and names of states")

    class Meta:
        indexes = [models.Index(fields=["agency", "case_id", "id"], name="auditline_case")]


class PlatformLine(models.Model):
    """What the platform's own administrators did (screening, activation, suspension); append-only, no agency's content."""

    at = models.DateTimeField(db_default=Now())
    actor_user_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=32, blank=True)
    source = models.GenericIPAddressField(null=True)
    data = models.JSONField(default=dict, help_text="ids, digests and names of states")


class AuditSeal(TenantModel):
    """Number and chained digest of one committed audit line, written by the sealing job; append-only like the lines."""

    line = models.OneToOneField(AuditLine, on_delete=models.PROTECT, related_name="seal")
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="auditseal_number", fields=["agency", "number"])]
