"""An agency's departure, the archives made for it, and what retention knows about a closed case."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.leaving.states import OPEN, DepartureState, ExportState
from agencies.tenancy.models import Agency, TenantModel


class Departure(models.Model):
    """An agency leaves. The platform's own row: it outlives the agency's rows and keeps the certificate."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=DepartureState.REQUESTED, choices=[(s, s) for s in DepartureState])
    reason = models.BinaryField(default=b"", help_text="sealed under the platform's key; emptied with the rows")
    started_by_id = models.BigIntegerField()
    started_at = models.DateTimeField(db_default=Now())
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_by_platform = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="end of the grace period")
    stopped_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="stopped, or everything deleted")
    language = models.CharField(max_length=10, default="en")
    contact = models.EmailField(blank=True, help_text="gets the certificate; emptied once it is sent")
    exported_at = models.DateTimeField(null=True, help_text="when the last archive was written that somebody fetched")
    keys_destroyed_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict, help_text="table: rows deleted")
    kept = models.JSONField(default=dict, help_text="table: rows that stay")
    certificate = models.BinaryField(null=True, help_text="PDF")
    certificate_sha256 = models.CharField(max_length=64, blank=True)
    certificate_signed = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="departure_one", fields=["agency"], condition=Q(state__in=[s.value for s in OPEN])
            ),
            models.CheckConstraint(name="departure_state", condition=Q(state__in=[s.value for s in DepartureState])),
            models.CheckConstraint(
                name="departure_two_people",
                condition=Q(confirmed_by_id=None) | ~Q(confirmed_by_id=models.F("started_by_id")),
            ),
        ]


class Export(TenantModel):
    """An archive of everything, or of one case. The file lies encrypted in EXPORT_DIR; the passphrase is kept nowhere."""

    withheld = {"nonce": "part of the passphrase"}

    case_id = models.BigIntegerField(null=True, help_text="empty: the whole agency")
    state = models.CharField(max_length=8, default=ExportState.QUEUED, choices=[(s, s) for s in ExportState])
    reason_id = models.BigIntegerField(default=0, help_text="of the row that keeps the reason, sealed")
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField(db_default=Now())
    nonce = models.CharField(max_length=32, blank=True, help_text="with the portal's secret it gives the passphrase")
    working_at = models.DateTimeField(null=True, help_text="last sign of the job that writes it")
    attempts = models.PositiveSmallIntegerField(default=0)
    rows = models.JSONField(default=dict, help_text="table: rows written")
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the encrypted file")
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    downloads = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="export_state", condition=Q(state__in=[s.value for s in ExportState])),
        ]


class CaseKeeping(TenantModel):
    """What retention knows about a case: a hold, the reminder, and when its casework went. The watch is not its matter."""

    case_id = models.BigIntegerField()
    hold = models.BooleanField(default=False, help_text="a legal hold: nothing of the case is deleted by itself")
    hold_by_id = models.BigIntegerField(null=True)
    hold_at = models.DateTimeField(null=True)
    hold_reason = SealedTextField(blank=True)
    reminded_at = models.DateTimeField(null=True, help_text="that the casework will go")
    shredded_at = models.DateTimeField(null=True, help_text="the casework is gone since then; fingerprints go on")
    watch_reminded_at = models.DateTimeField(null=True, help_text="that fingerprints are still watched")

    class Meta:
        constraints = [models.UniqueConstraint(name="casekeeping_one", fields=["agency", "case_id"])]
