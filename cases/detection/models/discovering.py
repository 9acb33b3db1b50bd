"""Sites that pages with a find link to, traces of sites, and what agencies share about them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.tenancy.models import TenantModel
from cases.detection.models.finding import Match
from cases.detection.models.searching import OfTerm
from cases.detection.models.watching import WatchSource
from cases.detection.states import CandidateState, NoteKind, NoteState


class Candidate(TenantModel):
    """A site that nobody of this agency watches and that pages with a find link to. Everything that names it is sealed."""

    mark = models.CharField(max_length=64, help_text="keyed digest of the host; it is there once, also after a refusal")
    front = SealedTextField(case=None, blank=True, help_text="address of its first page")
    traces = SealedTextField(case=None, blank=True, help_text="what one look at the first page told; no media")
    state = models.CharField(max_length=10, default=CandidateState.NEW, choices=[(s, s) for s in CandidateState])
    reason = SealedTextField(case=None, blank=True, help_text="why it was refused")
    source = models.ForeignKey(WatchSource, null=True, on_delete=models.SET_NULL, related_name="+")
    links = models.PositiveIntegerField(default=0, help_text="how often a page with a find linked to it")
    looked_at = models.DateTimeField(null=True, help_text="of the one look; never a second")
    trouble = models.CharField(max_length=20, blank=True, help_text="why that look told nothing")
    first_seen_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="candidate_once", fields=["agency", "mark"]),
            models.CheckConstraint(
                name="candidate_state", condition=models.Q(state__in=[s.value for s in CandidateState])
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "-last_seen_at"], name="candidate_list")]


class CandidateSighting(OfTerm):
    """A page that links to a candidate. Of a find: visible exactly where its case is, and gone with it."""

    case_path = "match__case"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="sightings")
    match = models.ForeignKey(Match, null=True, on_delete=models.CASCADE, related_name="+")
    page_mark = models.CharField(max_length=64, help_text="keyed digest of the page")
    example = SealedTextField(case=None, help_text="an address that it links to there")
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="candidatesighting_once", fields=["agency", "candidate", "page_mark"]),
        ]


class SiteLook(TenantModel):
    """What the newest look at a source's first page told, and where the site went to if it moved."""

    source = models.ForeignKey(WatchSource, on_delete=models.CASCADE, related_name="+")
    traces = SealedTextField(case=None, blank=True)
    moved_to = SealedTextField(case=None, blank=True, help_text="where the first page leads for good")
    moved_mark = models.CharField(max_length=64, blank=True, help_text="keyed digest of that host")
    declined_mark = models.CharField(max_length=64, blank=True, help_text="of the host that somebody said no to")
    moved_at = models.DateTimeField(null=True, help_text="when that was first seen")
    former = SealedTextField(case=None, blank=True, help_text="addresses that it had before, a line each")
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="sitelook_once", fields=["agency", "source"])]


class SiteFlag(TenantModel):
    """The agency's own word on a host: do not contact its operator."""

    mark = models.CharField(max_length=64, help_text="keyed digest of the host")
    reason = SealedTextField(case=None)
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="siteflag_once", fields=["agency", "mark"])]


class SiteOutcome(TenantModel):
    """How one notice about a host ended, without the case, the address and the notice: they are digests with a key."""

    key = models.BinaryField(max_length=32, help_text="keyed digest of the host, the same for all agencies")
    mark = models.CharField(max_length=64, help_text="keyed digest of the notice; it counts once")
    channel = models.CharField(max_length=12, help_text="by which it was sent")
    sent_on = models.DateField()
    seconds = models.PositiveIntegerField(null=True, help_text="from sending to the proved removal")
    removed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="siteoutcome_once", fields=["agency", "mark"])]


class SiteTally(models.Model):
    """Sums of one contributor about one host. No agency, no host, no day: digests with a key of the platform, and figures.

    The contributor's digest differs from host to host, so that nobody sees what else it knows.
    """

    key = models.BinaryField(max_length=32, help_text="keyed digest of the host")
    contributor = models.BinaryField(max_length=32, help_text="keyed digest of the host and of who contributes")
    notices = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    channels = models.JSONField(default=dict, help_text="proved removals by channel")
    seconds = ArrayField(models.PositiveIntegerField(), default=list, help_text="of the newest proved removals")

    class Meta:
        constraints = [models.UniqueConstraint(name="sitetally_once", fields=["key", "contributor"])]


class SiteNote(models.Model):
    """What somebody proposes to tell all agencies about a host; shown once the platform's staff accepted it."""

    host = models.CharField(max_length=260)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in NoteKind])
    text = models.CharField(max_length=300, blank=True, help_text="facts about the site; erased when it is declined")
    state = models.CharField(max_length=10, default=NoteState.PROPOSED, choices=[(s, s) for s in NoteState])
    proposed_on = models.DateField(db_default=Now())
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sitenote_kind", condition=models.Q(kind__in=[k.value for k in NoteKind])),
            models.CheckConstraint(name="sitenote_state", condition=models.Q(state__in=[s.value for s in NoteState])),
        ]
        indexes = [models.Index(fields=["host"], name="sitenote_host")]
