"""Jobs of notices."""

from celery import shared_task

from agencies.events.services import run
from takedowns.notices import services


@shared_task(name="takedowns.notices.draft")
def draft(agency_id: int, job_id: int) -> None:
    """Draft the notice of a package."""
    run(agency_id, job_id, services.notice_draft)
