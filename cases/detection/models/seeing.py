"""Hashes of what was seen."""

from django.db import models

from agencies.keys.fields import SealedTextField
from agencies.tenancy.models import TenantModel
from cases.detection.models.watching import WatchSource


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
