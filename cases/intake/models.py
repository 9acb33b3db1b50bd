"""What somebody told an agency, and where the material was seen."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from cases.casework.models import Case, CaseChild
from cases.intake.states import ReportedState

CHANNELS = ["public", "worker", "api", "partner"]


class Report(CaseChild):
    """One report of a case, by the public form or written down by a worker."""

    kept_while_watched = ("contact",)  # a reminder about the watch goes by it (HARMS 12)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=[(name, name) for name in CHANNELS])
    text = SealedTextField(blank=True)
    contact = SealedTextField(blank=True, help_text="a way of contact that the person calls safe; 200 characters")
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(name="report_channel", condition=models.Q(channel__in=CHANNELS)),
        ]


class ReportedLink(CaseChild):
    """An address that a report names; one that may have been made for one person waits for an officer (HARMS 8)."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="links")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    url = SealedTextField()
    url_mark = models.CharField(max_length=64, help_text="keyed digest: the same address once in a report")
    state = models.CharField(max_length=10, default=ReportedState.NAMED, choices=[(s, s) for s in ReportedState])
    reason = SealedTextField(blank=True, help_text="why an officer had it opened, or discarded it")
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reportedlink_once", fields=["agency", "report", "url_mark"]),
            models.CheckConstraint(
                name="reportedlink_state", condition=models.Q(state__in=[s.value for s in ReportedState])
            ),
        ]
