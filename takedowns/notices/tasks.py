"""Jobs of notices."""

from celery import Task, shared_task

from agencies.events.services import run
from takedowns.notices import services


@shared_task(name="takedowns.notices.draft")
def draft(agency_id: int, job_id: int) -> None:
    """Draft the notice of a package."""
    run(agency_id, job_id, services.notice_draft)


@shared_task(name="takedowns.notices.claims", base=Task, ignore_result=True)
def claims() -> None:
    """Platform work: claims of addresses whose 14 days are over end."""
    services.claims_end()
