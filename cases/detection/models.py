"""Watch sources, the frontier of the crawl, and finds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.tenancy.models import TenantModel
from cases.casework.models import Case, CaseChild
from cases.detection.states import EntryState, MatchState, SourceState
from cases.fingerprints.bands import Kind
from cases.fingerprints.models import Fingerprint


class WatchSource(TenantModel):
    """A site that is looked at again and again."""

    name = models.CharField(max_length=120)
    url = models.TextField()
    depth = models.PositiveSmallIntegerField(default=3, help_text="links followed from the first page")
    page_budget = models.PositiveIntegerField(default=500, help_text="pages a round")
    cadence_seconds = models.PositiveIntegerField(default=3600)
    country = models.CharField(max_length=2, help_text="where the host sits, ISO 3166-1 alpha-2")
    language = models.CharField(max_length=12, default="en", help_text="language of the site and its abuse desk")
    legal_note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=SourceState.ACTIVE, choices=[(s, s) for s in SourceState])
    next_due_at = models.DateTimeField(db_default=Now())
    last_success_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    abuse_listed = models.BooleanField(
        default=False, help_text="known for abuse: hashes of what is seen there are kept for some days"
    )
    abuse_reason = SealedTextField(case=None, blank=True, help_text="why it is listed")
    abuse_by = models.BigIntegerField(null=True)
    abuse_at = models.DateTimeField(null=True)
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


class CrawlRound(TenantModel):
    """One visit to a source, with its figures."""

    source = models.ForeignKey(WatchSource, on_delete=models.CASCADE, related_name="rounds")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    media = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    finds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="crawlround_one_open", fields=["agency", "source"], condition=models.Q(finished_at=None)
            ),
        ]


class FrontierEntry(TenantModel):
    """An address of a source that is to be looked at, or was. Keeps what the server said about it, nothing of the media."""

    source = models.ForeignKey(WatchSource, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(CrawlRound, on_delete=models.CASCADE, related_name="+")
    url = models.TextField()
    url_key = models.CharField(max_length=64, help_text="SHA-256 of the canonical address")
    kind = models.CharField(max_length=5, choices=[("page", "page"), ("media", "media")])
    page_url = models.TextField(blank=True, help_text="the page that shows the media")
    depth = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default=EntryState.QUEUED, choices=[(s, s) for s in EntryState])
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    compared_with = ArrayField(models.BigIntegerField(), size=2, default=list, help_text="version of the registry")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="frontier_once", fields=["agency", "source", "url_key"]),
            models.CheckConstraint(name="frontier_kind", condition=models.Q(kind__in=["page", "media"])),
            models.CheckConstraint(name="frontier_state", condition=models.Q(state__in=[s.value for s in EntryState])),
        ]
        indexes = [
            models.Index(
                fields=["agency", "source", "kind", "depth", "id"],
                name="frontier_next",
                condition=models.Q(state__in=["queued", "leased"]),
            ),
        ]


class Match(CaseChild):
    """A find: a page that shows a copy of something that this agency registered. Stored for the owning agency only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.PROTECT, related_name="+")
    page_url = models.TextField()
    page_key = models.CharField(max_length=64)
    media_url = models.TextField()
    media_urls = models.JSONField(default=list)
    media_sha256 = models.CharField(max_length=64)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=12)
    band = models.CharField(max_length=10, choices=[(b, b) for b in ("certain", "likely", "possible")])
    distance = models.PositiveSmallIntegerField(help_text="bits of 256 that differ; 0 for an exact copy")
    quality = models.PositiveSmallIntegerField(help_text="PDQ quality of the copy, 0-100")
    turn = models.PositiveSmallIntegerField(default=0, help_text="which of the eight turns matched")
    trimmed = models.BooleanField(default=False)
    exact = models.BooleanField(default=False)
    frames = models.PositiveSmallIntegerField(default=0, help_text="frames in order, for clips")
    difference = models.CharField(max_length=64, blank=True, help_text="differing bits of the best pair, hex")
    method = models.CharField(max_length=8, default=Kind.PDQ.value, choices=[(k.value, k.value) for k in Kind])
    part = models.CharField(max_length=40, default="whole", help_text="which part of the copy agrees; see query.View")
    inverted = models.BooleanField(default=False, help_text="the copy's colours are inverted")
    mirrored = models.BooleanField(default=False)
    patches = models.PositiveSmallIntegerField(default=0, help_text="distinct details that agree")
    seconds = models.PositiveIntegerField(default=0, help_text="seconds of sound that agree")
    share = models.PositiveSmallIntegerField(default=0, help_text="per cent of the registered clip that was found")
    marks = ArrayField(models.BigIntegerField(), default=list, help_text="keyed marks of the patches that agreed")
    relisted = models.BooleanField(
        default=False, help_text="appeared after a notice for another copy of this fingerprint was approved"
    )
    state = models.CharField(max_length=10, default=MatchState.FOUND, choices=[(s, s) for s in MatchState])
    fetched_at = models.DateTimeField(help_text="when the copy was fetched")
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="match_page", fields=["agency", "case", "page_key"], condition=~models.Q(state="removed")
            ),
            models.CheckConstraint(name="match_state", condition=models.Q(state__in=[s.value for s in MatchState])),
            models.CheckConstraint(name="match_method", condition=models.Q(method__in=[k.value for k in Kind])),
            models.CheckConstraint(name="match_band", condition=models.Q(band__in=["certain", "likely", "possible"])),
        ]
        indexes = [models.Index(fields=["agency", "case", "-id"], name="match_case")]


class SeenMedia(TenantModel):
    """A hash of something seen on a source of the abuse list, kept for some days so that a later registration finds it.

    Addresses are sealed, exact digests keyed; no text, no account, no patch. A clip has a row for each of a few frames.
    """

    source = models.ForeignKey(WatchSource, on_delete=models.CASCADE, related_name="+")
    url_key = models.BinaryField(max_length=16, help_text="keyed digest of the address")
    at_ms = models.PositiveIntegerField(default=0)
    addresses = SealedTextField(case=None, help_text="of the file and of the page that shows it, a line each")
    value = models.BinaryField(max_length=32)
    quality = models.PositiveSmallIntegerField()
    sha256_mark = models.BinaryField(max_length=32, help_text="keyed digest of the file")
    md5_mark = models.BinaryField(max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="seenmedia_once", fields=["agency", "source", "url_key", "at_ms"]),
        ]
        indexes = [
            models.Index(fields=["sha256_mark"], name="seenmedia_sha256"),
            models.Index(fields=["md5_mark"], name="seenmedia_md5"),
            models.Index(fields=["agency", "seen_at"], name="seenmedia_age"),
        ]
