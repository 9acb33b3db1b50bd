"""Finds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from cases.casework.models import Case, CaseChild
from cases.detection.states import MatchState
from cases.fingerprints.bands import Kind
from cases.fingerprints.models import Fingerprint


class Recognised(models.Model):
    """By what a copy was recognised."""

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
    stretches = ArrayField(
        models.PositiveIntegerField(),
        default=list,
        help_text="milliseconds, four for each stretch of a clip: from and to as registered, from and to as found",
    )
    marks = ArrayField(models.BigIntegerField(), default=list, help_text="keyed marks of the patches that agreed")

    class Meta:
        abstract = True


class Match(CaseChild, Recognised):
    """A find: a page that shows copies of what this agency registered for one case. Stored for the owning agency only.

    It is recognised by the strongest of its copies; every copy is a row of MatchCopy.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.PROTECT, related_name="+")
    page_url = models.TextField()
    page_key = models.CharField(max_length=64)
    media_url = models.TextField()
    media_urls = models.JSONField(default=list)
    media_sha256 = models.CharField(max_length=64)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=12)
    cluster = models.CharField(max_length=32, blank=True, help_text="of its strongest copy; see MatchCopy")
    other_pages = models.JSONField(default=list, help_text="addresses of other pages that show the same post")
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


class MatchCopy(CaseChild, Recognised):
    """One file on the pages of a find that shows what one group of registrations shows, and everything that says so."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="copies")
    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.PROTECT, related_name="+")
    shows = models.BigIntegerField(help_text="the first registration of the case that shows the same")
    page_url = models.TextField()
    page_key = models.CharField(max_length=64)
    media_url = models.TextField()
    media_key = models.CharField(max_length=64, help_text="SHA-256 of the canonical address")
    medium_mark = models.CharField(max_length=32, help_text="keyed digest of the file, for this case alone")
    cluster = models.CharField(max_length=32, help_text="mark of the file that is found here and on other pages")
    fetched_at = models.DateTimeField(help_text="when it was fetched first")
    seen_at = models.DateTimeField(help_text="when it was fetched last")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matchcopy_once", fields=["agency", "match", "shows", "media_key", "page_key"]
            ),
            models.CheckConstraint(name="matchcopy_method", condition=models.Q(method__in=[k.value for k in Kind])),
            models.CheckConstraint(
                name="matchcopy_band", condition=models.Q(band__in=["certain", "likely", "possible"])
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "case", "cluster"], name="matchcopy_cluster"),
            models.Index(fields=["agency", "case", "page_key"], name="matchcopy_page"),
            models.Index(fields=["agency", "case", "medium_mark"], name="matchcopy_medium"),
            models.Index(fields=["media_key"], name="matchcopy_media"),
        ]
