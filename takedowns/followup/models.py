"""Looks at addresses after a notice went out."""

from django.db import models

from cases.casework.models import Case, CaseChild
from takedowns.followup.states import CheckState, Verdict
from takedowns.notices.models import Notice, NoticeTarget


class Check(CaseChild):
    """One look at the addresses of one target: when it is due, and what was seen."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(NoticeTarget, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    confirms = models.BooleanField(default=False, help_text="the second look that proves a removal")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=CheckState.DUE, choices=[(s, s) for s in CheckState])
    done_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, blank=True, choices=[(v, v) for v in Verdict])
    page_status = models.PositiveSmallIntegerField(null=True)
    media_status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="check_number", fields=["agency", "target", "number"]),
            models.CheckConstraint(name="check_state", condition=models.Q(state__in=[s.value for s in CheckState])),
        ]
        indexes = [models.Index(fields=["due_at"], name="check_due", condition=models.Q(state="due"))]
