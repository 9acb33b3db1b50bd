"""Jobs of exceptions."""

from celery import shared_task

from agencies.events.services import run
from cases.exceptions import services


@shared_task(name="cases.exceptions.tell")
def tell(agency_id: int, job_id: int) -> None:
    """Send word of a broken glass."""
    run(agency_id, job_id, services.glass_tell)
