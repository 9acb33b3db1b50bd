"""Jobs of the settings."""

from celery import shared_task

from agencies.events.services import run
from agencies.workspace.services import mail


@shared_task(name="agencies.workspace.mail_test")
def mail_test(agency_id: int, job_id: int) -> None:
    """Send a test mail to the manager who asked for it."""
    run(agency_id, job_id, mail.mail_probe)
