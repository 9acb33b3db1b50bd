"""The only door to Celery: sending by fixed name, and the base class of every task."""

import time
from typing import Any

import structlog
from celery import Task, current_app
from django.conf import settings
from kombu.exceptions import OperationalError as BrokerDown

log = structlog.get_logger(__name__)


class NoAgency(RuntimeError):
    """A task was sent without the agency that it works for."""


class TenantTask(Task):  # type: ignore[misc,type-arg]
    """A task that carries its agency, refuses to run without one and opens no transaction around itself."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(kwargs.get("agency_id"), int):
            raise NoAgency(self.name)
        with structlog.contextvars.bound_contextvars(task=self.name, agency_id=kwargs["agency_id"]):
            return self.run(*args, **kwargs)


PAUSE = 5.0  # seconds without a hint after one that failed: a click must not wait for a broker that is away, job by job


class _Broker:
    quiet_until = 0.0  # monotonic seconds


URGENT, USUAL = 0, 3  # the broker's steps; a person waits for an urgent job, a crawl (CRAWL_PRIORITY) for everybody


def priority(kind: str) -> int:
    """The broker's step for a job: what an officer waits for goes before what runs round the clock."""
    if kind.startswith(("takedowns.delivery", "takedowns.followup", "takedowns.notices", "takedowns.review")):
        return URGENT
    return int(settings.CRAWL_PRIORITY) if kind == "cases.detection.crawl" else USUAL


def send(kind: str, *, agency_id: int, job_id: int) -> bool:
    """Hint to a worker that a job row is due; False when the broker is away (the sweeper will find the row)."""
    if time.monotonic() < _Broker.quiet_until:
        return False
    try:
        current_app.send_task(
            kind, kwargs={"agency_id": agency_id, "job_id": job_id}, retry=False, priority=priority(kind)
        )
    except (BrokerDown, ConnectionError, OSError) as error:
        _Broker.quiet_until = time.monotonic() + PAUSE
        log.warning("broker away, the sweeper takes over", kind=kind, error=type(error).__name__)
        return False
    return True
