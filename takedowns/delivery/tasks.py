"""Jobs of delivery."""

from celery import shared_task

from agencies.events.services import run
from takedowns.delivery import services


@shared_task(name="takedowns.delivery.send")
def send(agency_id: int, job_id: int) -> None:
    """Send an approved notice."""
    run(agency_id, job_id, services.delivery_send)
