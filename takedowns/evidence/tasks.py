"""Jobs of evidence."""

from celery import shared_task

from agencies.events.services import run
from takedowns.evidence import services


@shared_task(name="takedowns.evidence.capture")
def capture(agency_id: int, job_id: int) -> None:
    """Make the package of a find."""
    run(agency_id, job_id, services.evidence_capture)


@shared_task(name="takedowns.evidence.stamp")
def stamp(agency_id: int, job_id: int) -> None:
    """Ask for the time stamps of a package that are missing."""
    run(agency_id, job_id, services.package_stamp)


@shared_task(name="takedowns.evidence.seal")
def seal(agency_id: int, job_id: int) -> None:
    """Write a sealed archive that somebody asked for."""
    run(agency_id, job_id, services.archive_write)


@shared_task(name="takedowns.evidence.protect")
def protect(agency_id: int, job_id: int) -> None:
    """Destroy the pictures in the packages of a case that became protected."""
    run(agency_id, job_id, services.pictures_remove)


@shared_task(name="takedowns.evidence.forget")
def forget(agency_id: int, job_id: int) -> None:
    """Let the file of a sealed archive go."""
    run(agency_id, job_id, services.archive_forget)
