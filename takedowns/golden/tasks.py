"""Background work of items with a known answer."""

from celery import shared_task

from agencies.events.services import run
from takedowns.golden import services


@shared_task(name="takedowns.golden.make")
def make(agency_id: int, job_id: int) -> None:
    """Put an item with a known answer on the desk."""
    run(agency_id, job_id, services.golden_make)
