"""Rounds of leaving."""

from celery import Task, shared_task

from agencies.leaving.services import exports, shredding


@shared_task(name="agencies.leaving.exports", base=Task, ignore_result=True, time_limit=21600, soft_time_limit=21000)
def write_exports() -> None:
    """Platform work: archives that wait, of all agencies, one short scope after the other; a large one takes hours."""
    exports.exports_work()


@shared_task(name="agencies.leaving.departures", base=Task, ignore_result=True)
def work_departures() -> None:
    """Platform work: departures whose grace is over, a part of each."""
    shredding.departures_work()
