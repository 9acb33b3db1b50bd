"""The queue in front of the officers."""

from django.db import models
from django.db.models.functions import Now

from cases.casework.models import Case, CaseChild
from takedowns.notices.models import Notice
from takedowns.review.states import Looked, Reason, ReviewState


class ReviewItem(CaseChild):
    """One complete package that waits for one decision of one person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(default=5, help_text="1 first")
    state = models.CharField(max_length=10, default=ReviewState.OPEN, choices=[(s, s) for s in ReviewState])
    held_by = models.BigIntegerField(null=True)
    held_until = models.DateTimeField(null=True)
    evidence_opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    looked = models.CharField(max_length=10, default=Looked.NOBODY, choices=[(v, v) for v in Looked])
    reason = models.CharField(max_length=30, blank=True, choices=[(r, r) for r in Reason])
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reviewitem_notice", fields=["agency", "notice"]),
            models.CheckConstraint(
                name="reviewitem_state", condition=models.Q(state__in=[s.value for s in ReviewState])
            ),
            models.CheckConstraint(
                name="reviewitem_decided",
                condition=models.Q(state="open") | models.Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reviewitem_reason", condition=~models.Q(state="rejected") | ~models.Q(reason="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "priority", "id"], name="reviewitem_queue", condition=models.Q(state="open")
            ),
        ]
