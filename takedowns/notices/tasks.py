"""Jobs of notices."""

from celery import Task, shared_task

from agencies.events.services import run
from takedowns.notices import services


@shared_task(name="takedowns.notices.draft")
def draft(agency_id: int, job_id: int) -> None:
    """Draft the notice of a package."""
    run(agency_id, job_id, services.notice_draft)


@shared_task(name="takedowns.notices.contested")
def contested(agency_id: int, job_id: int) -> None:
    """Propose to take back what sent notices say of a contested registration."""
    run(agency_id, job_id, services.retractions_propose)


@shared_task(name="takedowns.notices.doubted")
def doubted(agency_id: int, job_id: int) -> None:
    """Propose to take back a notice whose find a second reader found wrong."""
    run(agency_id, job_id, services.retraction_of_doubt)


@shared_task(name="takedowns.notices.claims", base=Task, ignore_result=True)
def claims() -> None:
    """Platform work: claims of addresses whose 14 days are over end."""
    services.claims_end()
