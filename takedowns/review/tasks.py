"""Jobs of the review desk."""

from celery import shared_task

from agencies.events.services import run
from takedowns.review import services
from takedowns.review.services import partners


@shared_task(name="takedowns.review.gather")
def gather(agency_id: int, job_id: int) -> None:
    """Put a captured find into a package."""
    run(agency_id, job_id, services.package_gather)


@shared_task(name="takedowns.review.write")
def write(agency_id: int, job_id: int) -> None:
    """Write the notice of a package whose finds changed."""
    run(agency_id, job_id, services.package_write)


@shared_task(name="takedowns.review.queue")
def queue(agency_id: int, job_id: int) -> None:
    """Put a drafted notice on the desk."""
    run(agency_id, job_id, services.item_queue)


@shared_task(name="takedowns.review.renew")
def renew(agency_id: int, job_id: int) -> None:
    """Compose the notice of a find anew that is surer now."""
    run(agency_id, job_id, services.item_renew)


@shared_task(name="takedowns.review.settle")
def settle(agency_id: int, job_id: int) -> None:
    """Do what follows from a rejection, once nobody can undo it."""
    run(agency_id, job_id, services.item_settle)


@shared_task(name="takedowns.review.second_carry")
def second_carry(agency_id: int, job_id: int) -> None:
    """Take a question to the partner's desk, or off it again."""
    run(agency_id, job_id, partners.ask_carry)


@shared_task(name="takedowns.review.second_answer")
def second_answer(agency_id: int, job_id: int) -> None:
    """Take a partner's answer home."""
    run(agency_id, job_id, partners.ask_answer)


@shared_task(name="takedowns.review.second_expire")
def second_expire(agency_id: int, job_id: int) -> None:
    """End a question that nobody answered."""
    run(agency_id, job_id, partners.ask_expire)
