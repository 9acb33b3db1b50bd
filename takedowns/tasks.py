"""Gathers the tasks of this app's features for Celery."""

from takedowns.delivery import tasks as delivery
from takedowns.evidence import tasks as evidence
from takedowns.followup import tasks as followup
from takedowns.notices import tasks as notices
from takedowns.review import tasks as review

__all__ = ["delivery", "evidence", "followup", "notices", "review"]
