"""A worker of one's own: real processes on a database copy, with a queue, a folder and logs that nobody shares."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kombu import pools

from agencies.events import adapters
from portal.celery import app
from tests import databases
from tests.launcher.launching import descendants

QUICK = {
    "JOB_LEASE_SECONDS": "3",
    "SWEEP_SECONDS": "1",
    "ROUNDS_SECONDS": "1",
    "CRAWL_PART_SECONDS": "1",
    "CRAWL_REQUESTS_PER_SECOND": "2000",
    "SMTP_SECURITY": "none",
}
CELERY = ("-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "-A")
WORKER = ("worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat")


def until(check: Callable[[], Any], seconds: float = 30.0, what: str = "this") -> Any:
    """The first true answer; fails when the time is up."""
    limit = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < limit, f"{what} did not happen within {seconds:.0f} s"
        time.sleep(0.1)
    return found


class Stage:
    """Child processes by name, each the leader of a group of its own, with one log file per name."""

    def __init__(self, database: str, folder: Path, **more: str) -> None:
        self.folder, self.queue = folder, f"flow-{uuid.uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        own = {"CELERY_QUEUE": self.queue, "RUN_DIR": str(folder)}
        self.environment = databases.environment(database) | QUICK | own | more
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """Start `python ARGUMENTS` with more environment; its output is added to NAME.log."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *arguments], cwd=databases.ROOT, env=self.environment | more, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        return self.running[name]

    def worker(self, *more: str) -> subprocess.Popen[bytes]:
        """Start the worker; it is at work a few seconds later."""
        return self.start("worker", *CELERY, "portal.celery", *WORKER, *more, LOG_LEVEL="DEBUG")

    def beat(self) -> subprocess.Popen[bytes]:
        """Start the clock."""
        return self.start(
            "beat", *CELERY, "portal.celery", "beat", "-s", str(self.folder / "beat-schedule"), LOG_LEVEL="DEBUG"
        )

    def kill(self, name: str) -> set[int]:
        """End a process and its whole group as the kernel would; returns the processes that were below it."""
        process = self.running.pop(name)
        below = descendants(process.pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return below

    def log(self, name: str) -> str:
        """All that a process has written so far."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """End everything."""
        for name in list(self.running):
            self.kill(name)

    @contextmanager
    def hints(self, broker: str = "") -> Iterator[None]:
        """Inside, this process hints to the stage's own worker."""
        before = app.conf.task_default_queue, app.conf.broker_url
        self._connect(self.queue, broker or self.environment["BROKER_URL"])
        try:
            yield
        finally:
            self._connect(*before)

    @staticmethod
    def _connect(queue: str, broker: str) -> None:
        pools.reset()
        adapters._Broker.quiet_until = 0.0
        app.conf.update(task_default_queue=queue, broker_url=broker, broker_read_url=broker, broker_write_url=broker)
        app.__dict__.pop("amqp", None)
        app._pool = None
