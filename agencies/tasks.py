"""Gathers the tasks of this app's features for Celery."""

from agencies.audit import tasks as audit
from agencies.events import tasks as events
from agencies.leaving import tasks as leaving
from agencies.onboarding import tasks as onboarding
from agencies.people import tasks as people
from agencies.workspace import tasks as workspace

__all__ = ["audit", "events", "leaving", "onboarding", "people", "workspace"]
