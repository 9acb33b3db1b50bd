"""The guards' rows: the negative bank, what is held and by whose word it goes on, doubts, and noticed series."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.tenancy.models import TenantModel
from cases.casework.models import CaseChild
from cases.fingerprints.guarding import HIGHEST_BAR, Category, Pace, Why, Word
from cases.fingerprints.models import Fingerprint


class NegativeValue(models.Model):
    """A value of something that is published widely; what comes near it is not matched. The platform's, no media.

    The eight turns of one picture, and the mark of its file, share an `entry`.
    """

    entry = models.UUIDField()
    kind = models.CharField(max_length=6, choices=[(k, k) for k in ("pdq", "sha256", "md5")])
    value = models.BinaryField(max_length=32)
    category = models.CharField(max_length=12, choices=[(c, c) for c in Category])
    note = models.CharField(max_length=200, blank=True, help_text="what it is; never about a case")
    added_by_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="negativevalue_once", fields=["kind", "value"]),
            models.CheckConstraint(name="negativevalue_kind", condition=models.Q(kind__in=["pdq", "sha256", "md5"])),
            models.CheckConstraint(
                name="negativevalue_category", condition=models.Q(category__in=[c.value for c in Category])
            ),
        ]
        indexes = [models.Index(fields=["entry"], name="negativevalue_entry")]


class Guard(CaseChild):
    """What the guards know of one registration: its bar, and whether it is held. No row: nothing ever happened."""

    case_path = "fingerprint__case"

    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.CASCADE, related_name="guards")
    bar = models.PositiveSmallIntegerField(default=0, help_text="0 to 3; raised by wrong finds and disputes")
    wrong = models.PositiveIntegerField(default=0, help_text="finds that were wrong")
    why = models.CharField(max_length=10, blank=True, choices=[(w, w) for w in Why], help_text="empty: not held")
    hold = models.PositiveSmallIntegerField(default=0, help_text="number of the present or last hold")
    held_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="guard_one", fields=["agency", "fingerprint"]),
            models.CheckConstraint(name="guard_bar", condition=models.Q(bar__lte=HIGHEST_BAR)),
            models.CheckConstraint(name="guard_why", condition=models.Q(why__in=["", *(w.value for w in Why)])),
        ]


class GuardWord(CaseChild):
    """One person's word about a held registration; two different people must say the same."""

    case_path = "guard__fingerprint__case"

    guard = models.ForeignKey(Guard, on_delete=models.CASCADE, related_name="words")
    hold = models.PositiveSmallIntegerField()
    user_id = models.BigIntegerField()
    word = models.CharField(max_length=10, choices=[(w, w) for w in Word])
    reason = SealedTextField(case="guard.fingerprint.case_id", help_text="for colleagues")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="guardword_once", fields=["agency", "guard", "hold", "user_id"]),
            models.CheckConstraint(name="guardword_word", condition=models.Q(word__in=[w.value for w in Word])),
        ]


class PatchDoubt(CaseChild):
    """A registered patch that carried wrong finds, by a keyed mark of its value: the matcher's rows come and go."""

    case_path = "fingerprint__case"

    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.CASCADE, related_name="+")
    mark = models.BigIntegerField(help_text="services/marks.py; the same after a suspension")
    wrong = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, help_text="left the matcher then")

    class Meta:
        constraints = [models.UniqueConstraint(name="patchdoubt_once", fields=["agency", "mark"])]


class Series(TenantModel):
    """A series of neighbouring registrations that was noticed, and until when its maker waits. Ids and counts only."""

    user_id = models.BigIntegerField(null=True)
    service_key_id = models.BigIntegerField(null=True)
    pace = models.CharField(max_length=10, choices=[(p, p) for p in Pace])
    near = models.PositiveIntegerField(help_text="registrations with a neighbour within the hour")
    at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="series_pace", condition=models.Q(pace__in=[p.value for p in Pace])),
        ]
        indexes = [models.Index(fields=["agency", "-until"], name="series_until")]
