"""Background work of quality."""

from celery import shared_task

from agencies.events.services import run
from takedowns.quality import services


@shared_task(name="takedowns.quality.draw")
def draw(agency_id: int, job_id: int) -> None:
    """Perhaps have a decision read again."""
    run(agency_id, job_id, services.sample_draw)
