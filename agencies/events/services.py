"""Emit events, enqueue jobs, run a leased job, sweep what was missed."""

import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from agencies.events import adapters, wires
from agencies.events.models import Event, Heartbeat, Job
from agencies.events.states import JobState, backoff
from agencies.tenancy import lookup, scope
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope

log = structlog.get_logger(__name__)
SWEEP_BATCH = 200
DEADLOCK = "40P01"  # SQLSTATE
QUIET_SECONDS = 5  # at the least between two nudges: the second of a job that only waits its turn is work for nothing
HINT_SECONDS = 2.0  # a job that was hinted to is not hurried again sooner


class Later(Exception):
    """Raised by a job's work to say: not possible now, try again; counts as an attempt."""


class Away(Later):
    """Raised by a job's work to say: what it needs is away. It is tried again for as long as that takes; no attempt counts."""


def emit(actor: Actor, kind: str, *, case_id: int | None = None, subject_id: int | None = None, **data: Any) -> Event:
    """Write an event and the jobs that it starts, in the caller's transaction."""
    scope.require(actor.agency_id)
    event = Event.objects.create(
        agency_id=actor.agency_id,
        kind=kind,
        case_id=case_id,
        subject_id=subject_id,
        actor_kind=actor.kind,
        actor_user_id=actor.user_id,
        data=data,
    )
    for line in wires.lines(kind):
        enqueue(line.kind, agency_id=actor.agency_id, key=f"{line.kind}:event:{event.pk}", **line.ids(event))
    return event


def enqueue(kind: str, *, agency_id: int, key: str, delay: float = 0.0, **ids: int) -> None:
    """Write a job row in the caller's transaction and nudge a worker on commit.

    kind: the task's fixed name; key: the same key twice is the same job; delay: seconds until it is due; ids: its arguments.
    """
    scope.require(agency_id)
    due = timezone.now() + timedelta(seconds=delay)
    job, created = Job.objects.get_or_create(
        agency_id=agency_id, key=key, defaults={"kind": kind, "args": ids, "due_at": due}
    )
    if created and delay <= 0:
        transaction.on_commit(partial(_nudge, kind, agency_id, job.pk))


def hurry(agency_id: int, key: str) -> None:
    """A job that waits for its time or its turn is due now, before the crawl, in the caller's transaction."""
    scope.require(agency_id)
    now = timezone.now()
    rows = Job.objects.filter(agency_id=agency_id, key=key, state=JobState.PENDING)
    rows = rows.filter(Q(nudged_at=None) | Q(nudged_at__lt=now - timedelta(seconds=HINT_SECONDS)))
    for job_id, kind, due in rows.values_list("id", "kind", "due_at"):
        rows.filter(id=job_id).update(due_at=min(due, now), nudged_at=now)
        transaction.on_commit(partial(adapters.send, kind, agency_id=agency_id, job_id=job_id, hurry=True))


def others_wait() -> bool:
    """Whether jobs that go before the crawl wait for a free worker: what runs for long then makes room."""
    return adapters.others_wait()


def _nudge(kind: str, agency_id: int, job_id: int) -> None:
    adapters.send(kind, agency_id=agency_id, job_id=job_id)


def run(agency_id: int, job_id: int, work: Callable[..., object]) -> None:
    """Lease a due job row, do its work outside any transaction, and close the row.

    Attempts are counted before the work, so that a job that kills its worker ends as a dead letter. A row that somebody else
    holds, or that is gone, is a quiet return. A lost database connection leaves the lease to expire.
    """
    claimed = _claim(agency_id, job_id)
    if claimed is None:
        return
    args, attempt = claimed
    try:
        work(Actor.system(agency_id), **args)
    except (OperationalError, InterfaceError) as error:
        if getattr(error.__cause__, "pgcode", "") == DEADLOCK:  # two jobs met, and the database ended this one's turn
            log.warning("job met another one", job_id=job_id, at=_place(error))
            return _give_back(agency_id, job_id, attempt, "Deadlock")
        connection.close()
        log.warning("database away during a job, its lease will expire", job_id=job_id)
        raise
    except Away as away:
        _wait(agency_id, job_id, attempt, str(away) or "away")
    except Later as later:
        _give_back(agency_id, job_id, attempt, str(later) or "later")
    except Exception as error:
        log.error("job failed", job_id=job_id, error=type(error).__name__, at=_place(error), exc_info=settings.TESTING)
        _give_back(agency_id, job_id, attempt, type(error).__name__)
    else:
        _close(agency_id, job_id)


def _place(error: Exception) -> str:
    """File and line where an error was raised: enough to find it, without its text, which may quote a person."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""


def _claim(agency_id: int, job_id: int) -> tuple[dict[str, Any], int] | None:
    """The job's ids and the number of this attempt if this worker now holds its lease; dead-letters a row whose attempts are used up."""
    if not tenancy.at_work(agency_id):
        return None  # suspended or gone: the row stays as it is
    lease = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    free = Q(state=JobState.PENDING, due_at__lte=Now()) | Q(state=JobState.RUNNING, lease_until__lt=Now())
    with tenant_scope(agency_id):
        rows = Job.objects.filter(free, id=job_id, agency_id=agency_id)
        if rows.filter(attempts__gte=settings.JOB_MAX_ATTEMPTS).update(state=JobState.DEAD, lease_until=None):
            log.error("job given up", job_id=job_id)
            return None
        claimed = rows.update(state=JobState.RUNNING, lease_until=lease, attempts=F("attempts") + 1)
        return Job.objects.values_list("args", "attempts").get(id=job_id) if claimed else None


def _close(agency_id: int, job_id: int) -> None:
    with tenant_scope(agency_id):
        Job.objects.filter(id=job_id, state=JobState.RUNNING).update(
            state=JobState.DONE, lease_until=None, done_at=Now(), error=""
        )


def _give_back(agency_id: int, job_id: int, attempt: int, error: str) -> None:
    """Put a failed job back with a growing pause, or into the dead letters.

    A worker whose lease ran out leaves the row to the attempt that took over: it must not start a third beside it.
    """
    dead = attempt >= settings.JOB_MAX_ATTEMPTS
    pause = backoff(attempt, base=0.5 if settings.DEMO or settings.TESTING else 2.0)
    with tenant_scope(agency_id):
        Job.objects.filter(id=job_id, state=JobState.RUNNING, attempts=attempt).update(
            state=JobState.DEAD if dead else JobState.PENDING,
            due_at=timezone.now() + timedelta(seconds=pause),
            lease_until=None,
            nudged_at=None,
            error=error[:120],
        )


def _wait(agency_id: int, job_id: int, attempt: int, error: str) -> None:
    """Put a job back that could not begin, as if it had not been tried."""
    due = timezone.now() + timedelta(seconds=settings.JOB_AWAY_SECONDS)
    with tenant_scope(agency_id):
        Job.objects.filter(id=job_id, state=JobState.RUNNING, attempts=attempt).update(
            state=JobState.PENDING,
            due_at=due,
            lease_until=None,
            nudged_at=None,
            attempts=attempt - 1,
            error=error[:120],
        )


def sweep() -> int:
    """Nudge again what nobody picked up; returns how many rows. Safe to run anywhere, at any time, many times."""
    quiet = max(2 * settings.SWEEP_SECONDS, QUIET_SECONDS)
    due = lookup.claim_due_jobs(SWEEP_BATCH, quiet)
    for job_id, agency_id, kind in due:
        if not adapters.send(kind, agency_id=agency_id, job_id=job_id):
            break
    return len(due)


def jobs_forget(agency_id: int, kind: str, *, days: int) -> int:
    """Erase an agency's finished jobs of a kind whose keys never come again, in the caller's scope; returns how many."""
    scope.require(agency_id)
    before = timezone.now() - timedelta(days=days)
    done = Job.objects.filter(agency_id=agency_id, kind=kind, state=JobState.DONE, done_at__lt=before)
    return int(done.delete()[0])


def heartbeat(part: str = "worker") -> None:
    """Note the time of a sign, by default the one that beat, broker and a worker work together: pages look at its age."""
    Heartbeat.objects.update_or_create(name=part, defaults={"at": timezone.now()})
