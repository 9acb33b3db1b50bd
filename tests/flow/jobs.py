"""Two more jobs for the portal's worker: one that kills whoever works on it, one that only leaves an event."""

import os
import signal

from celery import shared_task

from agencies.events import services as events
from agencies.events.services import run
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope


@shared_task(name="tests.poison")
def poison(agency_id: int, job_id: int) -> None:
    """Ends its worker process as a fault of the machine would."""
    run(agency_id, job_id, lambda actor, **ids: os.kill(os.getpid(), signal.SIGKILL))


@shared_task(name="tests.note")
def note(agency_id: int, job_id: int) -> None:
    """Leaves one event."""
    run(agency_id, job_id, leave)


def leave(actor: Actor, *, number: int) -> None:
    """Done once or twice, it shows."""
    with tenant_scope(actor.agency_id):
        events.emit(actor, "tests.noted", subject_id=number)
