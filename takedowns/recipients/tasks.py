"""Jobs of recipients."""

from celery import shared_task

from agencies.events.services import run
from takedowns.recipients import services


@shared_task(name="takedowns.recipients.look_up")
def look_up(agency_id: int, job_id: int) -> None:
    """Ask registries who answers for a host that nobody knows."""
    run(agency_id, job_id, services.contacts_look_up)
