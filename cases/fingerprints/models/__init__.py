"""Registered fingerprints, and the matcher's own table of values."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedBinaryField, SealedTextField
from cases.casework.models import Case, CaseChild
from cases.fingerprints.states import FingerprintState, Level, Origin
from cases.fingerprints.values import KINDS


class Fingerprint(CaseChild):
    """One registered picture or clip of a case, with its values sealed under the case's key. The media itself was never here."""

    kept_while_watched = ("values",)  # the watch goes on after the casework (HARMS 12)

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
    values = SealedBinaryField(case="case_id", help_text="everything registered (packing.py); empty once withdrawn")
    mark = models.CharField(
        max_length=64, blank=True, help_text="agency's keyed digest of the file: the same file once in a case"
    )
    patches = models.PositiveSmallIntegerField(default=0, help_text="stored ones")
    sound = models.PositiveIntegerField(default=0, help_text="stored seconds")
    group = models.BigIntegerField(null=True, help_text="the first registration of the case that shows the same")
    reason = SealedTextField(case="case_id", blank=True, help_text="why it was suspended or disputed")
    checked_by_id = models.BigIntegerField(null=True, help_text="who looked at it")
    checked_second_id = models.BigIntegerField(null=True, help_text="the second, another person")
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
            models.CheckConstraint(
                name="fingerprint_two_persons",
                condition=models.Q(checked_second_id=None) | ~models.Q(checked_second_id=models.F("checked_by_id")),
            ),
            models.UniqueConstraint(
                name="fingerprint_once",
                fields=["agency", "case", "mark"],
                condition=~models.Q(state="withdrawn") & ~models.Q(mark=""),
            ),
            models.CheckConstraint(name="fingerprint_quality", condition=models.Q(quality__lte=100)),
        ]
        indexes = [models.Index(fields=["agency", "case"], name="fingerprint_case")]


class MatcherEntry(CaseChild):
    """One value that the matcher compares: it sees value, quality, owner and fingerprint id, and no case data.

    Rows are there only while the registration is active and the case agrees to detection; they come from its sealed values. Exact
    digests are marks (digest.mark), the others as they were computed: nearness cannot be asked of keyed values.
    The matcher's role reads the rows of all agencies; the portal's role only its own agency's.
    """

    case_path = "fingerprint__case"

    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=6, choices=[(kind, kind) for kind in KINDS])
    value = models.BinaryField(max_length=32)
    quality = models.PositiveSmallIntegerField(default=0)
    at_ms = models.PositiveIntegerField(default=0, help_text="milliseconds into the clip")

    class Meta:
        constraints = [
            models.CheckConstraint(name="matcherentry_kind", condition=models.Q(kind__in=list(KINDS))),
            models.UniqueConstraint(
                name="matcherentry_once", fields=["agency", "fingerprint", "kind", "value", "at_ms"]
            ),
        ]
