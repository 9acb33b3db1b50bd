"""Parent of every process: reads their output, starts again the one that ended, stops all of them in order.

One thread, one loop. All time-outs are seconds.
"""

import contextlib
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from portal.launcher import plan
from portal.launcher.adapters import files, processes

STEADY_SECONDS = 30.0  # who lived this long starts again without a wait
HOPELESS_STARTS = 3  # ends before it was ready: give up waiting
TAIL_LINES = 15
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM; .code is what to exit with."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.code = 128 + number


class Failed(Exception):
    """Something did not start or end as it should; the message names the log to read."""


class Child:
    """One entry of the supervisor: its specification and the process that lives now."""

    def __init__(self, spec: processes.Spec, log: files.Log) -> None:
        self.spec, self.log = spec, log
        self.process: subprocess.Popen[bytes] | None = None
        self.code: int | None = None
        self.failures = 0
        self.started = self.due = 0.0
        self.text = b""

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def lived(self) -> float:
        """Seconds since its last start."""
        return time.monotonic() - self.started


class Supervisor:
    """Use as a context manager: leaving it stops everything."""

    def __init__(self, logs: Path, changed: Callable[[dict[str, int]], None] = lambda pids: None) -> None:
        self.logs, self.changed = logs, changed
        self.children: list[Child] = []
        self.selector = selectors.DefaultSelector()
        self.signalled = 0  # how many stop signals came
        self.signal = 0
        self.guest: subprocess.Popen[bytes] | None = None  # the command on our terminal
        self.before: dict[int, object] = {}
        self.spared = 0  # a child of the launcher that is not ours to end

    # ---- in and out ---------------------------------------------------------------------------------------------
    def __enter__(self) -> Self:
        self.wake, self.waker = os.pipe()
        for end in (self.wake, self.waker):
            os.set_blocking(end, False)
        self.selector.register(self.wake, selectors.EVENT_READ, None)
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            self.before[number] = signal.signal(number, self._note)
        self.before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        processes.adopt_orphans()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        signal.set_wakeup_fd(-1)
        for number, handler in self.before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self.selector.close()
        os.close(self.wake)
        os.close(self.waker)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.guest and number == signal.SIGINT and sys.stdin and sys.stdin.isatty():
            return  # the terminal has told the command as well, and it decides
        if self.guest:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.guest.pid, number)
        self.signal = self.signal or number
        self.signalled += 1

    # ---- starting -----------------------------------------------------------------------------------------------
    def start(self, spec: processes.Spec) -> Child:
        """Start a process and keep watch over it."""
        child = Child(spec, files.Log(self.logs / f"{spec.name}.log", rotate=True))
        self.children.append(child)
        self._launch(child)
        return child

    def _launch(self, child: Child) -> None:
        if not child.spec.before():
            child.due = time.monotonic() + 0.1
            return
        child.due, child.code, child.started = 0.0, None, time.monotonic()
        try:
            self._spawn(child)
        except (OSError, subprocess.SubprocessError) as error:
            child.log.write(f"cannot be started: {error}\n".encode())
            self._ended(child, 127)
        self._changed()

    def _changed(self) -> None:
        self.changed({child.spec.name: child.pid for child in self.children if child.process})

    def _spawn(self, child: Child) -> None:
        if child.spec.service:
            child.process = processes.spawn(child.spec, output=child.log.descriptor)
            return
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        self.selector.register(reader, selectors.EVENT_READ, child)
        try:
            child.process = processes.spawn(child.spec, output=writer)
        finally:
            os.close(writer)

    # ---- the loop -----------------------------------------------------------------------------------------------
    def turn(self, seconds: float) -> None:
        """Wait for output, an end or a signal, at most so long, and deal with it."""
        due = [child.due - time.monotonic() for child in self.children if child.due]
        for key, _ in self.selector.select(max(0.0, min([seconds, *due]))):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(self.wake, 4096)
            else:
                self._read(key.fd, key.data)
        for child in self.children:
            if child.process and (code := child.process.poll()) is not None:
                self._ended(child, code)
            elif child.due and child.due <= time.monotonic():
                self._launch(child)
        self._reap_adopted()

    def _read(self, descriptor: int, child: Child) -> None:
        try:
            data = os.read(descriptor, 65536)
        except BlockingIOError:
            return
        if not data:
            self.selector.unregister(descriptor)
            os.close(descriptor)
        *lines, child.text = (child.text + data).split(b"\n")
        if not data and child.text:
            lines, child.text = [*lines, child.text], b""
        for line in lines:
            child.log.write(line + b"\n")
            if child.spec.keep and line.strip():
                files.tell(f"{child.spec.name:<8} | {line.decode(errors='replace')}\n")

    def _ended(self, child: Child, code: int) -> None:
        lived = child.lived()
        if child.process:
            processes.kill_group(child.process.pid, signal.SIGKILL)
        child.process, child.code = None, code
        if not child.spec.keep or self.signalled:
            return
        child.failures = 1 if lived >= STEADY_SECONDS else child.failures + 1
        wait = plan.restart_delay(child.failures)
        child.due = time.monotonic() + wait
        how = f"signal {-code}" if code < 0 else f"code {code}"
        files.tell(f"{child.spec.name} ended ({how}); it starts again in {wait:.1f} s. Log: {child.log.path}\n")

    def _reap_adopted(self) -> None:
        ours = {child.pid for child in self.children} | {self.guest.pid if self.guest else 0, self.spared}
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and ended.si_pid not in ours:
                os.waitpid(ended.si_pid, 0)

    # ---- waiting ------------------------------------------------------------------------------------------------
    def watch(self) -> None:
        """Run until somebody stops us; raises Stopped."""
        while True:
            self._pass(60.0)

    def wait_ready(self, child: Child, ready: Callable[[], bool], seconds: float) -> None:
        """Turn until ready() is true; raises Failed when the time is up or the process keeps ending."""
        limit = time.monotonic() + seconds
        while not (child.process and ready()):
            if time.monotonic() > limit or child.failures >= HOPELESS_STARTS:
                raise Failed(
                    f"{child.spec.name} did not become ready in {seconds:.0f} s.\n{child.log.tail(TAIL_LINES)}"
                )
            self._pass(0.05)
        child.failures = 0

    def wait_ended(self, children: Iterable[Child], seconds: float) -> None:
        """Turn until these steps have ended well; raises Failed otherwise."""
        limit, waiting = time.monotonic() + seconds, list(children)
        while waiting:
            self._pass(1.0)
            for child in [c for c in waiting if c.code is not None]:
                waiting.remove(child)
                self.children.remove(child)
                self._drain(child)
                if child.code:
                    raise Failed(f"{child.spec.name} failed (code {child.code}).\n{child.log.tail(TAIL_LINES)}")
                child.log.close()
                self._changed()
            if waiting and time.monotonic() > limit:
                names = ", ".join(child.spec.name for child in waiting)
                raise Failed(f"{names} did not end in {seconds:.0f} s.\n{waiting[0].log.tail(TAIL_LINES)}")

    def _drain(self, child: Child) -> None:
        for key in [key for key in self.selector.get_map().values() if key.data is child]:
            self._read(key.fd, child)

    def _pass(self, seconds: float) -> None:
        if self.signalled:
            raise Stopped(self.signal)
        self.turn(seconds)
        if self.signalled:
            raise Stopped(self.signal)

    def foreground(self, arguments: tuple[str, ...], environment: Mapping[str, str], folder: Path) -> int:
        """Run a command on our terminal while we watch the others; its exit code as a shell would give it."""
        if self.signalled:
            raise Stopped(self.signal)
        self.guest = guest = processes.foreground(arguments, environment, folder)
        limit = 0.0
        while (code := guest.poll()) is None:
            self.turn(0.5)
            if self.signalled and not limit:
                limit = time.monotonic() + 10.0
            if limit and (time.monotonic() > limit or self.signalled > 1):
                guest.kill()
        self.guest = None
        return code if code >= 0 else 128 - code

    # ---- the end ------------------------------------------------------------------------------------------------
    def stop(self) -> None:
        """Stop steps and processes first, then services; a second Ctrl-C kills what is left at once."""
        self.signalled = max(1, self.signalled)
        for child in self.children:
            child.due = 0.0
        self._stop_all([child for child in self.children if not child.spec.service])
        processes_left(self)
        self._stop_all([child for child in self.children if child.spec.service])
        processes_left(self)
        for child in self.children:
            self._drain(child)
            child.log.close()
        self.children.clear()
        self.changed({})

    def _stop_all(self, children: list[Child]) -> None:
        patience, begun = self.signalled, time.monotonic()
        for child in children:
            if child.process:
                with contextlib.suppress(ProcessLookupError):
                    child.process.send_signal(child.spec.stop_signal)
        while alive := [child for child in children if child.process]:
            for child in alive:
                if self.signalled > patience or time.monotonic() - begun > child.spec.stop_seconds:
                    processes.kill_group(child.pid, signal.SIGKILL)
            self.turn(0.2)


def processes_left(supervisor: Supervisor) -> None:
    """Kill what our children left behind: as sub-reaper we are the parent of every orphan among them."""
    for _ in range(100):
        known = {child.pid for child in supervisor.children if child.process} | {supervisor.spared}
        left = [p for p in processes.running() if p.parent == os.getpid() and p.pid not in known and p.state != "Z"]
        for orphan in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(orphan.pid, signal.SIGKILL)
        supervisor.turn(0.02 if left else 0.0)
        if not left:
            return
