"""The rounds of the trail."""

from celery import Task, shared_task

from agencies.audit import services
from agencies.tenancy import selectors
from agencies.tenancy.actor import Actor


@shared_task(name="agencies.audit.seal", base=Task, ignore_result=True)
def seal() -> None:
    """Platform work: one short scope per agency."""
    for agency_id in selectors.every_agency_id():
        services.seal(Actor.system(agency_id))
    services.seal_platform()


@shared_task(name="agencies.audit.round", base=Task, ignore_result=True)
def round_all() -> None:
    """Platform work: what sealing missed, anchors, addresses whose time is over."""
    services.round_all()
