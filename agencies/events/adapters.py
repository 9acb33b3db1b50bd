"""The only door to Celery: sending by fixed name, and the base class of every task."""

import time
from typing import Any

import redis
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
    client: redis.Redis | None = None
    address = ""


STEPS, SEPARATOR = (0, 3, 6, 9), "\x06\x16"  # of kombu's redis transport
AWAITED = (
    "takedowns.delivery", "takedowns.evidence.capture", "takedowns.followup", "takedowns.notices", "takedowns.review",
)  # fmt: skip
PATIENT = {"cases.detection.crawl", "cases.detection.variants"}  # they run for seconds, round the clock
URGENT, USUAL = 0, 3  # the broker's steps; a person waits for an urgent job, a crawl (CRAWL_PRIORITY) for everybody


def priority(kind: str) -> int:
    """The broker's step for a job: what an officer waits for goes before what runs round the clock.

    A notice is written after the captures that wait already: finds that come together are then written once.
    """
    if kind == "takedowns.review.write":
        return USUAL
    if kind.startswith(AWAITED):
        return URGENT
    return int(settings.CRAWL_PRIORITY) if kind in PATIENT else USUAL


def send(kind: str, *, agency_id: int, job_id: int, hurry: bool = False) -> bool:
    """Hint to a worker that a job row is due; False when the broker is away (the sweeper will find the row).

    hurry: somebody waits for this job, though not for others of its kind.
    """
    place = min(priority(kind), USUAL) if hurry else priority(kind)
    if time.monotonic() < _Broker.quiet_until:
        return False
    try:
        current_app.send_task(kind, kwargs={"agency_id": agency_id, "job_id": job_id}, retry=False, priority=place)
    except (BrokerDown, ConnectionError, OSError) as error:
        _Broker.quiet_until = time.monotonic() + PAUSE
        log.warning("broker away, the sweeper takes over", kind=kind, error=type(error).__name__)
        return False
    return True


def others_wait() -> bool:
    """Whether hints that go before the crawl's wait for a free worker; False when the broker is away or cannot tell."""
    url = str(current_app.conf.broker_url or "")
    if time.monotonic() < _Broker.quiet_until or not url.startswith(("redis://", "rediss://")):
        return False
    try:
        client = _client(url)
        return any(client.llen(name) for name in _lists())
    except redis.RedisError as error:
        _Broker.quiet_until = time.monotonic() + PAUSE
        log.warning("broker away, nobody gives way", error=type(error).__name__)
        return False


def _client(url: str) -> redis.Redis:
    if _Broker.client is None or _Broker.address != url:
        _Broker.client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
        _Broker.address = url
    return _Broker.client


def _lists() -> list[str]:
    """Where kombu keeps the messages of the steps before the crawl's: one list a step, the first without a number."""
    conf = current_app.conf
    queue = f"{conf.broker_transport_options.get('global_keyprefix', '')}{conf.task_default_queue}"
    steps = [place for place in STEPS if place < int(settings.CRAWL_PRIORITY)]
    return [f"{queue}{SEPARATOR}{place}" if place else queue for place in steps]
