"""Gathers the tasks of this app's features for Celery."""

from cases.detection import tasks as detection
from cases.exceptions import tasks as exceptions

__all__ = ["detection", "exceptions"]
