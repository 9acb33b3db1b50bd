"""Several worker processes at once: an addition and a withdrawal are known to each of them within moments."""

import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from django.db import connection

from tests import databases
from tests.engine.registered import a_case, register, withdraw
from tests.people import Cast
from tests.test_architecture import ROOT

PROCESSES, SECONDS = 3, 5.0
WATCH = """
import os, time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
import django
django.setup()
from cases.fingerprints import adapters as matcher
from tests.engine.test_feed import found
found(matcher.registry(), 1)
for wanted in (True, False):
    print("looking", flush=True)
    while bool(found(matcher.registry(), 1)) != wanted:
        time.sleep(0.01)
    print(time.time(), flush=True)
"""


@pytest.mark.processes
def test_it_is_known_to_all_workers_at_once(committed_cast: Cast) -> None:
    case = a_case(committed_cast).pk
    environment = databases.environment(connection.settings_dict["NAME"])
    with ExitStack() as stack:
        workers = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", WATCH], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
                )
            )
            for _ in range(PROCESSES)
        ]
        pipes = [worker.stdout for worker in workers if worker.stdout]
        taken = []
        for step in ("added", "withdrawn"):
            assert [pipe.readline() for pipe in pipes] == ["looking\n"] * PROCESSES
            began = time.time()
            if step == "added":
                row = register(committed_cast.worker, case, [1])
            else:
                withdraw(row)
            taken.append(max(float(pipe.readline()) for pipe in pipes) - began)
    print(f"known to {PROCESSES} processes: added after {taken[0]:.3f} s, withdrawn after {taken[1]:.3f} s")
    assert max(taken) < SECONDS
