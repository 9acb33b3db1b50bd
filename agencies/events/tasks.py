"""The sweeper's round."""

from celery import Task, shared_task

from agencies.events import services


@shared_task(name="agencies.events.sweep", base=Task, ignore_result=True)
def sweep() -> None:
    """Platform work: looks over all agencies' due rows through a look-up function, so it carries no agency."""
    services.sweep()


@shared_task(name="agencies.events.heartbeat", base=Task, ignore_result=True)
def heartbeat() -> None:
    """Platform work: one row without an agency."""
    services.heartbeat()
