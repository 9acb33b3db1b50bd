"""Items with a known answer. They look like any other on the desk until they are decided, and never leave the house."""

from django.db import models
from django.db.models.functions import Now

from cases.casework.models import Case, CaseChild
from cases.detection.models import Match


class Golden(CaseChild):
    """One find that nobody made, whose right answer is known; what a person decided over it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", help_text="an invented one")
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="+")
    sample = models.CharField(
        max_length=40, help_text="name in samples.py of the words; figures may be an earlier decision's"
    )
    own = models.BooleanField(default=False, help_text="figures of a decision of this agency")
    right = models.BooleanField(help_text="whether it is to be approved")
    made_at = models.DateTimeField(db_default=Now())
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    reason = models.CharField(max_length=30, blank=True, help_text="code of a rejection")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="golden_match", fields=["agency", "match"]),
            models.CheckConstraint(
                name="golden_decided",
                condition=models.Q(decided_by=None, decided_at=None, approved=None)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False, approved__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["agency", "decided_by", "-decided_at"], name="golden_whose")]

    @property
    def caught(self) -> bool:
        """Whether the decision was the right one."""
        return self.approved == self.right
