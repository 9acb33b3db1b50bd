"""Registered fingerprints, and the matcher's own table of values."""

from django.db import models
from django.db.models.functions import Now

from cases.casework.models import Case, CaseChild
from cases.fingerprints.states import FingerprintState, Level, Origin


class Fingerprint(CaseChild):
    """One registered picture or clip of a case: facts about it, without any value. The media itself was never here."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    media = models.CharField(max_length=5, choices=[("image", "image"), ("video", "video")])
    quality = models.PositiveSmallIntegerField(
        help_text="PDQ quality 0-100; below the agency's floor only exact copies match"
    )
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    frames = models.PositiveIntegerField(default=0)
    algorithm = models.CharField(max_length=20)
    preparation = models.CharField(max_length=20)
    origin = models.CharField(max_length=10, choices=[(o, o) for o in Origin])
    level = models.CharField(max_length=30, default=Level.CLAIMED, choices=[(v, v) for v in Level])
    state = models.CharField(max_length=10, default=FingerprintState.ACTIVE, choices=[(s, s) for s in FingerprintState])
    registered_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="fingerprint_media", condition=models.Q(media__in=["image", "video"])),
            models.CheckConstraint(
                name="fingerprint_state", condition=models.Q(state__in=[s.value for s in FingerprintState])
            ),
            models.CheckConstraint(name="fingerprint_origin", condition=models.Q(origin__in=[o.value for o in Origin])),
            models.CheckConstraint(name="fingerprint_level", condition=models.Q(level__in=[v.value for v in Level])),
            models.CheckConstraint(name="fingerprint_quality", condition=models.Q(quality__lte=100)),
        ]
        indexes = [models.Index(fields=["agency", "case"], name="fingerprint_case")]


class MatcherEntry(CaseChild):
    """One value that the matcher compares: it sees value, quality, owner and fingerprint id, and no case data.

    The matcher's role reads the rows of all agencies; the portal's role only its own agency's.
    """

    case_path = "fingerprint__case"

    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=6, choices=[("pdq", "pdq"), ("sha256", "sha256"), ("frame", "frame")])
    value = models.BinaryField(max_length=32)
    quality = models.PositiveSmallIntegerField(default=0)
    at_ms = models.PositiveIntegerField(default=0, help_text="milliseconds into the clip")

    class Meta:
        constraints = [
            models.CheckConstraint(name="matcherentry_kind", condition=models.Q(kind__in=["pdq", "sha256", "frame"])),
            models.UniqueConstraint(
                name="matcherentry_once", fields=["agency", "fingerprint", "kind", "value", "at_ms"]
            ),
        ]
