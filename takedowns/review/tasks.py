"""Jobs of the review desk."""

from celery import shared_task

from agencies.events.services import run
from takedowns.review import services


@shared_task(name="takedowns.review.queue")
def queue(agency_id: int, job_id: int) -> None:
    """Put a drafted notice on the desk."""
    run(agency_id, job_id, services.item_queue)
