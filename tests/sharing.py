"""The tests shared out among processes that are forked after collecting: each takes file after file, the long ones first.

One file stays in one process, so its module fixtures are made once; each process has a database of its own
(conftest.django_db_setup). The parent runs no test: it hands out files and reports what the children tell it, so that
-x, --durations, --junit-xml and the summary are those of one run.
"""

import gc
import os
import pickle
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any

import pytest

from tests import databases

ROOT = Path(__file__).resolve().parents[1]
END_SECONDS = 20.0  # for taking down databases and browsers after the last test, or after Ctrl-C
ALONE = [  # before all others, with nothing beside them
    "tests/flow/test_cycle.py",  # says how long people wait
    "tests/engine/test_feed.py",  # the feed forgets nothing younger than the oldest transaction of the whole server
    "tests/engine/test_files.py",
]
LONG = [  # these begin first, in this order; the others follow as collected
    "tests/e2e/test_pages.py",
    "tests/cases/test_pages_browser.py",
    "tests/test_walls.py",
    "tests/flow/test_kills.py",
    "tests/flow/test_crawl_survives.py",
    "tests/flow/test_to_desk.py",
    "tests/flow/test_no_picture.py",
    "tests/takedowns/test_desk_races.py",
    "tests/takedowns/test_tampering.py",
    "tests/e2e/test_desk.py",
    "tests/e2e/test_picture.py",
    "tests/hashing/test_page.py",
    "tests/e2e/test_onboarding.py",
    "tests/launcher/test_demo.py",
    "tests/cases/test_upgrade.py",
    "tests/e2e/test_agency_life.py",
    "tests/hashing/test_page_details.py",
    "tests/test_walls_people.py",
    "tests/cases/test_crawl.py",
    "tests/e2e/test_second.py",
    "tests/e2e/test_people.py",
    "tests/e2e/test_platform.py",
    "tests/e2e/test_journeys.py",
    "tests/hashing/test_benches.py",
    "tests/flow/test_hints.py",
    "tests/flow/test_no_media_on_disk.py",
    "tests/hashing/test_decoder.py",
    "tests/hashing/test_matching.py",
    "tests/launcher/test_services.py",
    "tests/takedowns/test_pages.py",
    "tests/cases/test_pages.py",
    "tests/e2e/test_fingerprints.py",
    "tests/e2e/test_passkeys.py",
    "tests/keys/test_rotation.py",
    "tests/test_plants.py",
    "tests/test_reads.py",
    "tests/test_registration.py",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """make test ARGS='--processes 1' runs everything in one."""
    parser.addoption(
        "--processes", type=int, default=len(os.sched_getaffinity(0)), help="share the tests out among so many"
    )


def shared_out(items: list[pytest.Item]) -> list[list[pytest.Item]]:
    """The tests of each file, those that run alone first, then the long ones."""
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path.relative_to(ROOT).as_posix(), []).append(item)
    first = {name: number for number, name in enumerate([*ALONE, *LONG])}
    return [files[name] for name in sorted(files, key=lambda name: first.get(name, len(first)))]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the tests in several processes; None leaves them to pytest: only one file, a debugger, nothing captured."""
    files, option = shared_out(session.items), session.config.option
    count = min(option.processes, len(files))
    if count < 2 or option.collectonly or option.usepdb or option.capture == "no" or session.testsfailed:
        return None
    databases.template()  # one makes it for all
    parent = _Parent(session, files)
    try:
        for number in range(count):
            parent.fork(number)
        parent.listen()
    finally:
        parent.end()
    return True


class _Parent:
    """Hands out files (by their number) and passes on reports."""

    def __init__(self, session: pytest.Session, files: list[list[pytest.Item]]) -> None:
        self.session, self.files, self.next = session, files, 0
        self.alone = {n for n, file in enumerate(files) if file[0].path.relative_to(ROOT).as_posix() in ALONE}
        self.busy: dict[Connection, int] = {}
        self.idle: list[Connection] = []
        self.left = {item.nodeid: item for item in session.items}
        self.children: dict[Connection, int] = {}
        self.running: dict[Connection, str] = {}
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]

    def fork(self, number: int) -> None:
        """Start one child; it never returns from here."""
        ours, theirs = Pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()  # what was collected stays in memory that all share
        pid = os.fork()
        if not pid:
            code = 1
            try:
                for other in (ours, *self.children):
                    other.close()
                _Child(self.session, theirs, number).run(self.files)
                code = 0
            finally:
                os._exit(code)
        theirs.close()
        self.children[ours] = pid

    def listen(self) -> None:
        """Until the last child is done. Raises what ends a run early."""
        while self.children:
            for channel in wait(list(self.children)):
                assert isinstance(channel, Connection)
                try:
                    kind, what = channel.recv()
                except EOFError:
                    self._ended(channel)
                    continue
                getattr(self, f"_{kind}")(channel, what)
            if self.session.shouldfail:
                raise self.session.Failed(self.session.shouldfail)
            if self.session.shouldstop:
                raise self.session.Interrupted(self.session.shouldstop)
        if self.left:
            pytest.exit(f"{len(self.left)} tests were not run, e. g. {next(iter(self.left))}", returncode=3)

    def _take(self, channel: Connection, _: object) -> None:
        """A child wants a file; it waits while one runs that has to be alone."""
        self.busy.pop(channel, None)
        self.idle.append(channel)
        while self.idle and not (self.busy and ({self.next, *self.busy.values()} & self.alone)):
            child = self.idle.pop(0)
            if self.next < len(self.files):
                self.busy[child] = self.next
            child.send(self.next if self.next < len(self.files) else None)
            self.next += 1

    def _begin(self, channel: Connection, nodeid: str) -> None:
        self.running[channel] = nodeid

    def _report(self, channel: Connection, data: dict[str, Any]) -> None:
        hook = self.session.config.hook
        report = hook.pytest_report_from_serializable(config=self.session.config, data=data)
        hook.pytest_runtest_logreport(report=report)
        if report.when == "teardown":
            self.left.pop(report.nodeid, None)
            hook.pytest_runtest_logfinish(nodeid=report.nodeid, location=report.location)

    def _warning(self, channel: Connection, recorded: dict[str, Any]) -> None:
        self.session.config.hook.pytest_warning_recorded.call_historic(kwargs=recorded)

    def _trouble(self, channel: Connection, text: str) -> None:
        pytest.exit(f"a process of the tests failed:\n{text}", returncode=3)

    def _ended(self, channel: Connection) -> None:
        channel.close()
        self.busy.pop(channel, None)
        _, status = os.waitpid(self.children.pop(channel), 0)
        if status:
            code = os.waitstatus_to_exitcode(status)
            pytest.exit(f"a process of the tests ended with {code} in {self.running.get(channel)}", returncode=3)

    def end(self) -> None:
        """After an early end: children get some time to take down what they made."""
        for channel in self.children:
            channel.close()
        limit = time.monotonic() + END_SECONDS
        for pid in self.children.values():
            while not os.waitpid(pid, os.WNOHANG)[0]:
                if time.monotonic() > limit:
                    os.kill(pid, signal.SIGKILL)
                time.sleep(0.05)


class _Child:
    """Runs the files that it gets, and tells the parent everything that pytest would have printed."""

    def __init__(self, session: pytest.Session, channel: Connection, number: int) -> None:
        self.session, self.channel, self.config = session, channel, session.config
        factory = self.config._tmp_path_factory  # type: ignore[attr-defined]
        factory._basetemp = factory.getbasetemp() / f"process-{number}"
        factory._basetemp.mkdir(mode=0o700)
        capture = self.config.pluginmanager.getplugin("capturemanager")
        capture.stop_global_capturing()  # the parent's files, which two would write over each other
        capture.start_global_capturing()
        capture.suspend_global_capture()
        self.config.pluginmanager.unregister(name="terminalreporter")
        self.listening = False
        self.config.pluginmanager.register(self)  # the warnings of the past are told at once: they are known
        self.listening = True

    def run(self, files: list[list[pytest.Item]]) -> None:
        """File after file; between two only what belongs to the session stays."""
        try:
            for item, following in self._tests(files):
                self.channel.send(("begin", item.nodeid))
                self.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.session._setupstate.teardown_exact(None)
        except (BrokenPipeError, EOFError, KeyboardInterrupt):
            self.session._setupstate.teardown_exact(None)  # the parent wants no more
        except BaseException as problem:
            self.channel.send(("trouble", repr(problem)))
            raise

    def _tests(self, files: list[list[pytest.Item]]) -> Iterator[tuple[pytest.Item, Any]]:
        while (number := self._next()) is not None:
            tests = files[number]
            yield from zip(tests, [*tests[1:], self.session], strict=True)

    def _next(self) -> int | None:
        self.channel.send(("take", None))
        taken: int | None = self.channel.recv()
        return taken

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.channel.send(("report", self.config.hook.pytest_report_to_serializable(config=self.config, report=report)))

    def pytest_warning_recorded(
        self, warning_message: warnings.WarningMessage, when: str, nodeid: str, location: object
    ) -> None:
        if not self.listening:
            return
        try:
            pickle.dumps(warning_message)
        except Exception:
            warning_message = warnings.WarningMessage(
                str(warning_message.message), UserWarning, warning_message.filename, warning_message.lineno
            )
        recorded = {"warning_message": warning_message, "when": when, "nodeid": nodeid, "location": location}
        self.channel.send(("warning", recorded))
