"""Jobs of fingerprints."""

from celery import Task, shared_task

from agencies.events.services import run
from agencies.tenancy.actor import Actor
from cases.fingerprints.services import aligning, partners, upgrading
from cases.fingerprints.services import index as indexing


@shared_task(name="cases.fingerprints.index", base=Task, ignore_result=True)
def index() -> None:
    """Platform work: the matcher's role reads values of all agencies, and no case."""
    indexing.index_round()


@shared_task(name="cases.fingerprints.align")
def align(agency_id: int, job_id: int) -> None:
    """After consent or age changed: what is kept and compared, and then what partners are told."""
    run(agency_id, job_id, _aligned)


def _aligned(actor: Actor, *, case_id: int) -> None:
    aligning.case_align(actor, case_id=case_id)
    partners.case_compare(actor, case_id=case_id)


@shared_task(name="cases.fingerprints.align_agency")
def align_agency(agency_id: int, job_id: int) -> None:
    """After the agency's settings changed."""
    run(agency_id, job_id, aligning.agency_align)


@shared_task(name="cases.fingerprints.seal")
def seal(agency_id: int, job_id: int) -> None:
    """Once after an upgrade: registrations from before values were sealed."""
    run(agency_id, job_id, upgrading.agency_seal)


@shared_task(name="cases.fingerprints.partners")
def partners_case(agency_id: int, job_id: int) -> None:
    """When a partner found the same, or does not any more."""
    run(agency_id, job_id, partners.case_compare)


@shared_task(name="cases.fingerprints.partners_registration")
def partners_registration(agency_id: int, job_id: int) -> None:
    """After a registration came or went."""
    run(agency_id, job_id, partners.registration_compare)


@shared_task(name="cases.fingerprints.partners_agency")
def partners_agency(agency_id: int, job_id: int) -> None:
    """After a partnership began or ended."""
    run(agency_id, job_id, partners.agency_compare)
