"""Ports of launchers that start at the same moment."""

import subprocess
import sys

from portal.launcher.adapters import ports
from tests.launcher.launching import ROOT

CLAIM = "import sys; from portal.launcher.adapters import ports; print(ports.claimed(int(sys.argv[1])), flush=True); input()"


def test_it_gives_launchers_that_start_together_different_ports() -> None:
    start = str(ports.free())
    arguments = [sys.executable, "-c", CLAIM, start]
    others = [
        subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    try:
        claimed = [int(other.stdout.readline()) for other in others if other.stdout]
        assert len(set(claimed)) == 4, "nobody listens yet, and still each has its own"
        assert ports.claimed(claimed[0]) not in claimed
    finally:
        for other in others:
            other.communicate("\n")
    assert ports._claim(claimed[0]), "a claim ends with its process"
