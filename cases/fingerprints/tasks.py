"""Jobs of fingerprints."""

from celery import Task, shared_task

from agencies.events.services import run
from cases.fingerprints.services import aligning
from cases.fingerprints.services import index as indexing


@shared_task(name="cases.fingerprints.index", base=Task, ignore_result=True)
def index() -> None:
    """Platform work: the matcher's role reads values of all agencies, and no case."""
    indexing.index_round()


@shared_task(name="cases.fingerprints.align")
def align(agency_id: int, job_id: int) -> None:
    """After consent or age changed."""
    run(agency_id, job_id, aligning.case_align)


@shared_task(name="cases.fingerprints.align_agency")
def align_agency(agency_id: int, job_id: int) -> None:
    """After the agency's settings changed."""
    run(agency_id, job_id, aligning.agency_align)
