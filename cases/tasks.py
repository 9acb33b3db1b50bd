"""Gathers the tasks of this app's features for Celery."""

from cases.detection import tasks as detection
from cases.exceptions import tasks as exceptions
from cases.fingerprints import tasks as fingerprints
from cases.keeping import tasks as keeping
from cases.referrals import tasks as referrals

__all__ = ["detection", "exceptions", "fingerprints", "keeping", "referrals"]
