"""Gathers the tasks of this app's features for Celery."""

from cases.detection import tasks as detection

__all__ = ["detection"]
