"""Watch sources."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.tenancy.models import TenantModel
from cases.detection.states import SourceState

REPORTED = "https://reported.invalid/"  # stands for all addresses of reports: one row an agency, made by the portal, shown nowhere


class WatchSource(TenantModel):
    """A site that is looked at again and again."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, default="website", help_text="which reader of cases.detection.sources")
    options = models.JSONField(default=dict, blank=True, help_text="the kind's own fields, checked by it")
    url = models.TextField()
    depth = models.PositiveSmallIntegerField(default=3, help_text="links followed from the first page")
    page_budget = models.PositiveIntegerField(default=500, help_text="pages a round")
    cadence_seconds = models.PositiveIntegerField(default=3600)
    country = models.CharField(max_length=2, help_text="where the host sits, ISO 3166-1 alpha-2")
    language = models.CharField(max_length=12, default="en", help_text="language of the site and its abuse desk")
    legal_note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=SourceState.ACTIVE, choices=[(s, s) for s in SourceState])
    next_due_at = models.DateTimeField(db_default=Now())
    interval_seconds = models.PositiveIntegerField(
        null=True,
        help_text="between two rounds now: shorter than the cadence while much is new, longer while nothing is",
    )
    idle_rounds = models.PositiveSmallIntegerField(default=0, help_text="rounds in a row without anything new")
    quiet_from = models.TimeField(
        null=True, help_text="no round begins from this time of day on, by the agency's clock"
    )
    quiet_until = models.TimeField(null=True, help_text="and again after this one")
    last_success_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    abuse_listed = models.BooleanField(
        default=False, help_text="known for abuse: hashes of what is seen there are kept for some days"
    )
    abuse_reason = SealedTextField(case=None, blank=True, help_text="why it is listed")
    abuse_by = models.BigIntegerField(null=True)
    abuse_at = models.DateTimeField(null=True)
    owner_id = models.BigIntegerField(null=True, help_text="the colleague who looks after it")
    secrets = SealedTextField(case=None, blank=True, help_text="the kind's secret fields, as JSON")
    quiet_zone = models.CharField(
        max_length=40, blank=True, help_text="time zone of the quiet hours; empty: the agency's"
    )
    state_reason = SealedTextField(case=None, blank=True, help_text="why it was paused or taken up again")
    state_by = models.BigIntegerField(null=True)
    state_at = models.DateTimeField(null=True)
    forgotten = models.PositiveBigIntegerField(
        default=0, help_text="pictures and clips that were looked at and forgotten"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="watchsource_url", fields=["agency", "url"]),
            models.CheckConstraint(
                name="watchsource_state", condition=models.Q(state__in=[s.value for s in SourceState])
            ),
            models.CheckConstraint(name="watchsource_country", condition=models.Q(country__regex=r"^[A-Z]{2}$")),
        ]
        indexes = [models.Index(fields=["next_due_at"], name="watchsource_due", condition=models.Q(state="active"))]

    def __str__(self) -> str:
        return self.name
