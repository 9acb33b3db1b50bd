"""What the watch did lately, a row a minute, and when a source was not looked at for too long."""

from django.db import models
from django.db.models.functions import Now

from agencies.tenancy.models import TenantModel
from cases.detection.models.watching import WatchSource


class PulseMinute(TenantModel):
    """Figures of one minute of an agency's crawl: numbers only, kept for some days."""

    minute = models.DateTimeField(help_text="when it began, UTC")
    pages = models.PositiveBigIntegerField(default=0)
    media = models.PositiveBigIntegerField(default=0, help_text="pictures and clips that were compared")
    bytes = models.PositiveBigIntegerField(default=0, help_text="received")
    errors = models.PositiveBigIntegerField(default=0)
    matches = models.PositiveBigIntegerField(default=0, help_text="new finds")

    class Meta:
        constraints = [models.UniqueConstraint(name="pulseminute_one", fields=["agency", "minute"])]


class SourceGap(TenantModel):
    """A time in which a watched source was not looked at, longer than two of its cadences."""

    source = models.ForeignKey(WatchSource, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(help_text="when it was looked at last, or added")
    told_at = models.DateTimeField(db_default=Now())
    mailed_at = models.DateTimeField(null=True, help_text="when those who run the watch were written to")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sourcegap_one_open", fields=["agency", "source"], condition=models.Q(ended_at=None)
            ),
        ]
