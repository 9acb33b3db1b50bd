"""The broker only hints: what it loses, the sweeper finds; two sweepers at once hint once."""

import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from agencies.events import adapters
from agencies.events import services as events
from agencies.events.adapters import NoAgency
from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from portal.launcher import render
from portal.launcher.adapters import binaries, ports
from takedowns.delivery import tasks
from tests.flow.far_side import relay
from tests.flow.stage import Stage, until
from tests.flow.test_kills import settled, several
from tests.people import Cast
from tests.takedowns.flow import quick_pdf

PASSWORD = "test"


class Broker:
    """A private Valkey of this test, as the launcher would start it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, ports.free()
        self.url = render.broker_url(password=PASSWORD, port=self.port)
        folder.mkdir()
        self.start()

    def start(self) -> None:
        program = binaries.valkey({})[0].main
        config = render.valkey_config(
            data=str(self.folder), port=self.port, socket=str(self.folder / "s"), password=PASSWORD
        )
        self.process = subprocess.Popen([program, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert self.process.stdin
        with self.process.stdin as pipe:
            pipe.write(config.encode())
        until(lambda: ports.valkey_answers(self.port, PASSWORD), what="the broker's start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    found = Broker(tmp_path / "broker")
    yield found
    found.kill()


def supervised(stage: Stage) -> bool:
    """Starts an ended worker again, as the launcher does: Celery 5.7.0 ends itself when the broker dies while it restores
    an unacknowledged message ("'NoneType' object has no attribute 'hostname'")."""
    if stage.running["worker"].poll() is not None:
        stage.worker()
    return True


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


@pytest.mark.processes
def test_it_loses_nothing_when_the_broker_is_killed(
    committed_cast: Cast, stage: Callable[..., Stage], broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_pdf(monkeypatch)
    with relay() as (box, environment):
        own = stage(BROKER_URL=broker.url, **environment)
        with own.hints():
            own.worker()
            early = several(committed_cast, 2)
            until(lambda: len(box.mails) == 2, what="the first mails")
            broker.kill()
            with within(20):  # the first click waits some seconds for the broker, the others do not
                late = several(committed_cast, 4)
            assert len(box.mails) == 2
            broker.start()
            until(lambda: supervised(own) and settled(committed_cast), 60, "the end of all work")
    assert [box.count(notice.token) for notice in early + late] == [1] * 6


def queued(cast: Cast, count: int) -> set[int]:
    """Ids of due jobs whose hint was lost."""
    with tenant_scope(cast.harbour.pk):
        for number in range(count):
            events.enqueue("tests.note", agency_id=cast.harbour.pk, key=f"note-{number}", number=number)
        return set(Job.objects.values_list("id", flat=True))


def test_it_hints_once_when_two_sweepers_work_at_once(committed_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: Counter[int] = Counter()
    monkeypatch.setattr(adapters, "send", lambda kind, *, agency_id, job_id: False)
    due = queued(committed_cast, 300)
    start = threading.Barrier(3)

    def hint(kind: str, *, agency_id: int, job_id: int) -> bool:
        sent[job_id] += 1
        return True

    monkeypatch.setattr(adapters, "send", hint)

    def sweep() -> None:
        start.wait()
        for _ in range(3):
            events.sweep()
        connection.close()

    sweepers = [threading.Thread(target=sweep) for _ in range(3)]
    for one in sweepers:
        one.start()
    for one in sweepers:
        one.join()
    assert sent == Counter(due)


def test_it_refuses_a_task_without_an_agency() -> None:
    with pytest.raises(NoAgency):
        tasks.send(job_id=1)


def test_it_leaves_a_job_to_the_attempt_that_took_over(committed_cast: Cast, settings: Any) -> None:
    agency = committed_cast.harbour.pk
    settings.JOB_LEASE_SECONDS = -1  # over at once
    (job,) = queued(committed_cast, 1)

    def fail_late(actor: Actor, **_: int) -> None:
        settings.JOB_LEASE_SECONDS = 60
        assert events._claim(agency, job) == ({"number": 0}, 2)
        raise events.Later

    events.run(agency, job, fail_late)
    with tenant_scope(agency):
        assert Job.objects.values_list("state", "attempts").get(id=job) == ("running", 2)
