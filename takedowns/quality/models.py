"""Decisions that a colleague reads again without knowing the first answer."""

from django.db import models
from django.db.models.functions import Now

from cases.casework.models import Case, CaseChild
from takedowns.review.models import ReviewItem


class Sample(CaseChild):
    """One decision drawn by chance, and what a second person says about the same package. Nothing waits for it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="+")
    first_by = models.BigIntegerField()
    first_approved = models.BooleanField()
    drawn_at = models.DateTimeField(db_default=Now())
    read_by = models.BigIntegerField(null=True)
    read_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True, help_text="what the second person would have done")
    reason = models.CharField(max_length=30, blank=True, help_text="code of a rejection")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sample_once", fields=["agency", "item"]),
            models.CheckConstraint(
                name="sample_another", condition=models.Q(read_by=None) | ~models.Q(read_by=models.F("first_by"))
            ),
            models.CheckConstraint(
                name="sample_read",
                condition=models.Q(read_by=None, read_at=None, approved=None)
                | models.Q(read_by__isnull=False, read_at__isnull=False, approved__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["agency", "id"], name="sample_waiting", condition=models.Q(read_at=None))]
