"""Gathers the tasks of this app's features for Celery."""

from takedowns.delivery import tasks as delivery
from takedowns.evidence import tasks as evidence
from takedowns.followup import tasks as followup
from takedowns.golden import tasks as golden
from takedowns.notices import tasks as notices
from takedowns.quality import tasks as quality
from takedowns.recipients import tasks as recipients
from takedowns.review import tasks as review
from takedowns.wellbeing import tasks as wellbeing

__all__ = ["delivery", "evidence", "followup", "golden", "notices", "quality", "recipients", "review", "wellbeing"]
