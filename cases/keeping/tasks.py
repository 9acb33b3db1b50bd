"""The round of retention."""

from celery import Task, shared_task

from cases.keeping import services


@shared_task(name="cases.keeping.round", base=Task, ignore_result=True)
def keep() -> None:
    """Platform work: all agencies at work, one short scope after the other."""
    services.retention_round()
