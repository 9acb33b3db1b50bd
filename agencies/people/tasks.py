"""Jobs of people."""

from celery import shared_task

from agencies.events.services import run
from agencies.people import services


@shared_task(name="agencies.people.invitation_mail")
def invitation_mail(agency_id: int, job_id: int) -> None:
    """Send an invitation."""
    run(agency_id, job_id, services.invitation_mail)
