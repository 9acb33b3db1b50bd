"""The append-only trails: ids, never values (HARMS 27). Each agency has one, and the platform has its own."""

from django.db import models
from django.db.models.functions import Now

from agencies.tenancy.models import TenantModel


class Line(models.Model):
    """Who did what to which row, and when; UPDATE, DELETE and TRUNCATE are revoked and blocked by a trigger."""

    at = models.DateTimeField(db_default=Now())
    actor_user_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=32, blank=True)
    source_digest = models.CharField(max_length=64, blank=True, help_text="of the salted address, which goes in time")
    source_until = models.DateField(null=True, help_text="last day on which the address is kept")
    data = models.JSONField(default=dict, help_text="ids, digests and names of states")

    class Meta:
        abstract = True


class Source(models.Model):
    """The network address of a line, apart from it: lines stay for good, addresses for two years (HARMS 28)."""

    salt = models.CharField(max_length=32)
    address = models.GenericIPAddressField()
    expires_on = models.DateField(help_text="last day")

    class Meta:
        abstract = True


class Seal(models.Model):
    """Number and chained digest of one committed line, written by the sealing job; append-only like the lines."""

    number = models.PositiveBigIntegerField()
    line_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


class Anchor(models.Model):
    """The newest seal once a day, also written outside the database; append-only. `token`: RFC 3161, empty without."""

    at = models.DateTimeField(db_default=Now())
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    token = models.BinaryField(default=bytes)

    class Meta:
        abstract = True


class AuditLine(TenantModel, Line):
    """A line of an agency's trail."""

    actor_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "case_id", "id"], name="auditline_case"),
            models.Index(fields=["agency", "actor_user_id", "at"], name="auditline_person"),
            models.Index(fields=["agency", "action", "id"], name="auditline_action"),
            models.Index(fields=["agency", "at"], name="auditline_at"),
        ]


class AuditSource(TenantModel, Source):
    """The address of an agency's line."""

    line = models.OneToOneField(AuditLine, on_delete=models.PROTECT, related_name="origin")

    class Meta:
        indexes = [models.Index(fields=["agency", "expires_on"], name="auditsource_expires")]


class AuditSeal(TenantModel, Seal):
    """The seal of an agency's line."""

    line = models.OneToOneField(AuditLine, on_delete=models.PROTECT, related_name="seal")

    class Meta:
        constraints = [models.UniqueConstraint(name="auditseal_number", fields=["agency", "number"])]


class AuditAnchor(TenantModel, Anchor):
    """An anchor of an agency's chain."""

    class Meta:
        indexes = [models.Index(fields=["agency", "-id"], name="auditanchor_newest")]


class PlatformLine(Line):
    """What the platform's own administrators did (screening, activation, suspension); no agency's content."""

    class Meta:
        indexes = [models.Index(fields=["actor_user_id", "at"], name="platformline_person")]


class PlatformSource(Source):
    """The address of a platform's line."""

    line = models.OneToOneField(PlatformLine, on_delete=models.PROTECT, related_name="origin")


class PlatformSeal(Seal):
    """The seal of a platform's line."""

    line = models.OneToOneField(PlatformLine, on_delete=models.PROTECT, related_name="seal")

    class Meta:
        constraints = [models.UniqueConstraint(name="platformseal_number", fields=["number"])]


class PlatformAnchor(Anchor):
    """An anchor of the platform's chain."""
