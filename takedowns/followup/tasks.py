"""Jobs of follow-up."""

from celery import Task, shared_task

from agencies.events.services import run
from takedowns.followup import services


@shared_task(name="takedowns.followup.rounds", base=Task, ignore_result=True)
def rounds() -> None:
    """Platform work: due looks of all agencies, through a look-up function."""
    services.checks_start()


@shared_task(name="takedowns.followup.plan")
def plan(agency_id: int, job_id: int) -> None:
    """Write down when a sent notice's address is looked at again."""
    run(agency_id, job_id, services.checks_plan)


@shared_task(name="takedowns.followup.check")
def check(agency_id: int, job_id: int) -> None:
    """One look."""
    run(agency_id, job_id, services.check_run)


@shared_task(name="takedowns.followup.forget")
def forget(agency_id: int, job_id: int) -> None:
    """What the takedowns' side drops when a case was shredded."""
    run(agency_id, job_id, services.checks_forget)


@shared_task(name="takedowns.followup.retract")
def retract(agency_id: int, job_id: int) -> None:
    """End the looks at what a correction or withdrawal took back."""
    run(agency_id, job_id, services.retraction_follow)


@shared_task(name="takedowns.followup.outcome")
def outcome(agency_id: int, job_id: int) -> None:
    """How a notice ended, for the dossier of its host."""
    run(agency_id, job_id, services.outcome_note)
