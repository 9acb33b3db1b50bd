"""The event row (history and outbox) and the job row (lease, attempts, dead letter)."""

from django.db import models
from django.db.models.functions import Now

from agencies.events.states import JobState
from agencies.tenancy.models import TenantModel


class Event(TenantModel):
    """Something that happened to a case or its parts. `data` holds ids, numbers and names of states, never a person's text."""

    kind = models.CharField(max_length=60)
    case_id = models.BigIntegerField(null=True)  # no reference: cases lie above this feature
    subject_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=20)
    actor_user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "case_id", "id"], name="event_case"),
            models.Index(fields=["agency", "kind", "id"], name="event_kind"),
        ]


class Job(TenantModel):
    """Work to be done once. PostgreSQL is the truth; the broker only hints that a row is due."""

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, help_text="the same key twice is the same job")
    args = models.JSONField(default=dict, help_text="ids only")
    state = models.CharField(max_length=10, default=JobState.PENDING, choices=[(s, s) for s in JobState])
    due_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=120, blank=True, help_text="class of the last error, never its text")
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="job_key", fields=["agency", "key"]),
            models.CheckConstraint(name="job_state", condition=models.Q(state__in=[s.value for s in JobState])),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="job_due", condition=models.Q(state__in=["pending", "running"])),
        ]


class Heartbeat(models.Model):
    """When background work last was alive; the platform's own, no agency."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
