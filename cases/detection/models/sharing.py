"""Sources that the platform watches for all agencies, what agencies propose for that list, and looks before a source is kept."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys import platform
from agencies.keys.fields import SealedTextField
from agencies.keys.sealing import Place
from agencies.tenancy.models import TenantModel
from cases.detection.states import Health, ProposalState, SharedState, TrialState

PROPOSAL = "cases_sharedproposal.sealed"


class SharedSource(models.Model):
    """A source that is crawled once for everybody, as agencies see it. The source itself lies in the platform's workspace.

    No agency: the same list for all, about sites only, never about a case or a find.
    """

    name = models.CharField(max_length=120)
    host = models.CharField(max_length=260)
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default=SharedState.ACTIVE, choices=[(s, s) for s in SharedState])
    health = models.CharField(max_length=10, default=Health.NEW, choices=[(h, h) for h in Health])
    url_key = models.CharField(max_length=64, help_text="SHA-256 of the canonical address, to notice one watched twice")
    source_ref = models.BigIntegerField(unique=True, help_text="id of the watch source in the platform's workspace")
    cadence_seconds = models.PositiveIntegerField()
    last_success_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True, help_text="when its health was last written down")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sharedsource_once", fields=["url_key"], condition=~models.Q(state=SharedState.RETIRED.value)
            ),
            models.CheckConstraint(
                name="sharedsource_state", condition=models.Q(state__in=[s.value for s in SharedState])
            ),
            models.CheckConstraint(name="sharedsource_health", condition=models.Q(health__in=[h.value for h in Health])),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class SharedProposal(models.Model):
    """What an agency asks the platform to watch for all. Read by the platform's staff; an agency sees its own only."""

    agency_ref = models.BigIntegerField(help_text="id of the agency that asks")
    source_ref = models.BigIntegerField(null=True, help_text="its own source, which goes on until it is ended")
    sealed = models.BinaryField(default=b"", help_text="name, address, kind, language, country, reason: platform's key")
    state = models.CharField(max_length=10, default=ProposalState.OPEN, choices=[(s, s) for s in ProposalState])
    shared = models.ForeignKey(SharedSource, null=True, on_delete=models.PROTECT, related_name="+")
    url_key = models.CharField(max_length=64, help_text="SHA-256 of the canonical address")
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    answered_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sharedproposal_open", fields=["agency_ref", "url_key"], condition=models.Q(state="open")
            ),
            models.CheckConstraint(
                name="sharedproposal_state", condition=models.Q(state__in=[s.value for s in ProposalState])
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["made_at"], name="sharedproposal_open_first", condition=models.Q(state="open"))]

    @property
    def said(self) -> str:
        """What was proposed, as JSON; "" once it is emptied. Raises KeyTrouble."""
        held = bytes(self.sealed)
        return platform.unseal(Place(PROPOSAL, self.pk), held).decode() if held else ""


class SourceTrial(TenantModel):
    """One look at what a source would fetch, before it is kept or afterwards. Erased an hour later; nothing else is stored."""

    source_ref = models.BigIntegerField(null=True, help_text="id of the source that is tried; empty: not kept yet")
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, default=TrialState.WAITING, choices=[(s, s) for s in TrialState])
    request = SealedTextField(case=None, help_text="the fields of the form, as JSON")
    outcome = SealedTextField(case=None, blank=True, help_text="numbers, addresses and troubles, as JSON")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sourcetrial_state", condition=models.Q(state__in=[s.value for s in TrialState])
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["agency", "asked_at"], name="sourcetrial_lately")]
