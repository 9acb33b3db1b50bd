"""No browser outlives its worker, neither one that ends in good order nor one that is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from celery.signals import worker_process_shutdown, worker_shutdown

from agencies.doors.adapters import chromium
from cases.detection.services import rendering
from portal import celery

WORKER = """
import time
from agencies.doors.adapters.rendering import Renderer
renderer = Renderer(start_timeout=60, allow_no_sandbox=True)
print(renderer.browser.pid, flush=True)
time.sleep(600)
"""


class Fake:
    """A renderer that notes its end."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


def test_it_ends_the_browser_with_its_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    assert celery.end_the_browser
    for sent in (worker_process_shutdown, worker_shutdown):
        fake = Fake()
        monkeypatch.setattr(rendering._Pool, "renderer", fake)
        monkeypatch.setattr(rendering._Pool, "owner", os.getpid())
        for _twice in range(2):
            sent.send(sender=None)
        assert fake.closed == 1


def members(group: int) -> list[str]:
    """The processes of a group; those that ended and that nobody asked about do not count."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, number = stat.read_text().rpartition(") ")[2].split()[:3]
        except OSError:
            continue
        if int(number) == group and state != "Z":
            found.append(stat.parent.name)
    return found


@pytest.mark.processes
@pytest.mark.browser
@pytest.mark.skipif(not any(map(shutil.which, chromium.NAMES)), reason="Debian's chromium is not installed")
def test_it_leaves_no_browser_behind_when_a_worker_is_killed() -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    group = int(worker.stdout.readline())
    try:
        assert members(group)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        until = time.monotonic() + 30
        while members(group) and time.monotonic() < until:
            time.sleep(0.1)
        assert not members(group)
    finally:
        worker.kill()
        if members(group):
            os.killpg(group, signal.SIGKILL)
