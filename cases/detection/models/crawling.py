"""Rounds and the frontier of the crawl."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from agencies.tenancy.models import TenantModel
from cases.detection.models.watching import WatchSource
from cases.detection.states import EntryState


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
