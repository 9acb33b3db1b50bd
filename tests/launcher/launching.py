"""Starts real launchers in folders of their own and looks at what they started."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds; a loaded machine is slow


def environment(run: Path, **more: str) -> dict[str, str]:
    """A nearly empty environment: what surrounds the tests must not decide their outcome."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "MARU_RUN_DIR": str(run), "MARU_NO_INSTALL": "1", **more}


def until(check: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """The first true answer; fails when the time is up."""
    limit = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < limit, "this did not happen in time"
        time.sleep(0.05)
    return found


def alive(pid: int) -> bool:
    """Whether the process exists and is no zombie (process 1 of a container may never reap)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> set[int]:
    """Every live process below this one."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found, waiting = set(), [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return {child for child in found if alive(child)}


class Launched:
    """A launcher that runs in the background."""

    def __init__(self, run: Path, arguments: Iterable[str], root: Path = ROOT, **more: str) -> None:
        arguments = tuple(arguments)
        self.run = run / "demo" if arguments[0] == "demo" else run
        command = [sys.executable, "-m", "portal.launcher.commands", *arguments]
        self.process = subprocess.Popen(
            command, cwd=root, env=environment(run, **more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def state(self) -> dict[str, Any]:
        try:
            return json.loads((self.run / "state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def ready(self) -> dict[str, Any]:
        """Its state once everything answers."""

        def look() -> dict[str, Any]:
            assert self.process.poll() is None, self.process.stdout.read()
            state = self.state()
            return state if state.get("environment") and state["launcher"] == self.process.pid else {}

        return until(look)

    def pid(self, name: str) -> int:
        return self.state()["pids"].get(name, 0)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Send a signal, wait; exit code and output."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, output


@contextmanager
def launched(run: Path, *arguments: str, root: Path = ROOT, **more: str) -> Iterator[Launched]:
    """A launcher in the background that is stopped at the end; without arguments it only keeps the services up."""
    one = Launched(run, arguments or ("run", "--", "sleep", "600"), root, **more)
    try:
        yield one
    finally:
        one.end()


def launch(run: Path, *arguments: str, root: Path = ROOT, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a launcher to its end."""
    command = [sys.executable, "-m", "portal.launcher.commands", *arguments]
    return subprocess.run(
        command, cwd=root, env=environment(run, **more), capture_output=True, text=True, timeout=90, check=False
    )


def python(run: Path, code: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run Python code with the services up."""
    return launch(run, "run", "--", sys.executable, "-c", code, **more)
