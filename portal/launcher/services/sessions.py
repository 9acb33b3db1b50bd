"""One start of the launcher: its run folder, its lock, the environment of its children."""

import hashlib
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.launcher import plan
from portal.launcher.adapters import binaries, files, guard, processes, supervisor, users

ROOT = Path(__file__).resolve().parents[3]
MARK = "MARU_LAUNCHER"  # in the environment of all that we start: finds what a killed launcher left behind
ALREADY_RUNS = 3
DEMO_REMAINS = ("mail", "originals", "valkey-server")
TEST_FOLDERS = 8  # so many test runs of one checkout at a time
PROBLEMS = (supervisor.Failed, binaries.Missing, users.NoSuchUser, ValueError, OSError)


@dataclass
class Session:
    """A run folder that is ours, the supervisor, and the environment that children get."""

    run: files.RunFolder
    watcher: supervisor.Supervisor
    environment: dict[str, str]
    tests: bool = False
    pids: dict[str, int] = field(default_factory=dict)
    ready: bool = False

    def note(self, pids: dict[str, int]) -> None:
        """Keep the state file true."""
        self.pids = pids
        known = {name: value for name, value in self.environment.items() if name != MARK} if self.ready else {}
        self.run.write_state({"launcher": os.getpid(), "pids": pids, "environment": known})

    def python(
        self, name: str, arguments: tuple[str, ...], environment: Mapping[str, str], **more: object
    ) -> processes.Spec:
        """How to start a Python process of ours."""
        me = users.Identity("self", os.geteuid(), os.getegid(), "")
        return processes.Spec(name, (sys.executable, *arguments), environment, ROOT, me, **more)  # type: ignore[arg-type]


def run_folder() -> Path:
    """.run of the checkout, or MARU_RUN_DIR."""
    return Path(os.environ.get("MARU_RUN_DIR") or ROOT / ".run").absolute()


def opened(body: Callable[[Session], int], *, kind: str = "", attach: tuple[str, ...] = ()) -> int:
    """Take the run folder, start nothing yet, call body, stop everything; problems become a message and a code.

    kind: "test" and "demo" work in a folder of their own below it, the demo's begins empty each time. attach: the command to
    become when a running launcher's services can be used instead.
    """
    run = files.RunFolder(run_folder())
    try:
        if not sys.platform.startswith("linux"):
            raise supervisor.Failed("The launcher needs Linux. Elsewhere, run the checkout in a Linux container.")
        if message := plan.missing_addresses(os.environ):
            raise supervisor.Failed(message)
        if attach:
            _join(files.RunFolder(run_folder() / "demo"), attach)
        run = _taken(kind)
        return _supervised(run, body, kind)
    except files.Busy:
        if attach:
            _join(run, attach)
        return busy(run if kind != "demo" else files.RunFolder(run_folder() / "demo"))
    except supervisor.Stopped as stopped:
        files.tell("Stopped.\n")
        return stopped.code
    except PROBLEMS as problem:
        files.tell(f"{problem}\n")
        return 1


def _join(run: files.RunFolder, command: tuple[str, ...]) -> None:
    """Become the command with the environment of the launcher that runs in this folder; return when none does."""
    known = run.read_state().get("environment", {})
    if not known or not run.is_ours():
        return
    try:
        run.lock()
    except files.Busy:
        os.chdir(ROOT)
        os.execvpe(command[0], command, {**os.environ, **known})
    run.unlock()


def _taken(kind: str) -> files.RunFolder:
    """Lock the run folder; tests take the first free of test, test-2, test-3 ... below it. Raises files.Busy."""
    files.RunFolder(run_folder()).make()
    names = [kind, *(f"test-{number}" for number in range(2, TEST_FOLDERS + 1))] if kind == "test" else [kind]
    for name in names:
        run = files.RunFolder(run_folder() / name)
        run.make()
        try:
            run.lock()
        except files.Busy:
            if name == names[-1]:
                raise
        else:
            return run
    raise AssertionError("unreachable")


def _supervised(run: files.RunFolder, body: Callable[[Session], int], kind: str) -> int:
    mark = f"{run.path}#{secrets.token_hex(8)}"
    own_database = plan.has(os.environ, "DATABASE_URL")
    environment = {n: v for n, v in os.environ.items() if own_database or not n.startswith("PG")}
    environment |= {"RUN_DIR": str(run.path), MARK: mark, "PYTHONUNBUFFERED": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of the many starts compiles all modules anew
    environment.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    environment.setdefault("NUMBA_CACHE_DIR", str(run_folder() / "numba"))  # machine code, for all run folders below
    if not plan.has(environment, "SECRET_KEY"):
        run.secret("secret_key", 48)
        environment["SECRET_KEY_FILE"] = str(run.secrets / "secret_key")
    if plan.makes_master_key(environment):
        run.secret("master_key", 32)
        environment["MASTER_KEY_FILE"] = str(run.secrets / "master_key")
    session = Session(run, supervisor.Supervisor(run.logs), environment, kind == "test")
    session.watcher.changed = session.note
    _end_leftovers(run)
    if kind == "demo":
        _empty(run)
    session.note({})
    with guard.Guard(MARK, mark) as guardian, session.watcher:
        session.watcher.spared = guardian.pid
        code = body(session)
    run.unlock()
    return code


def _end_leftovers(run: files.RunFolder) -> None:
    """End what a killed launcher of this folder left (the lock is ours, so none is alive)."""
    spared = processes.ancestors()
    for pid in processes.carrying(MARK, f"{run.path}#"):
        if pid not in spared:
            processes.kill(pid)


def _empty(run: files.RunFolder) -> None:
    """Forget the last demo's queue, mails and files; its database is replaced by an empty one (stack.wait)."""
    for name in DEMO_REMAINS:
        shutil.rmtree(run.path / name, ignore_errors=True)


def busy(run: files.RunFolder) -> int:
    state = run.read_state()
    address = state.get("environment", {}).get("PUBLIC_URL", "")
    files.tell(
        f"A launcher already runs in {run.path} (process {state.get('launcher', 'unknown')}"
        f"{', ' + address if address else ''}). Stop it with Ctrl-C in its terminal, then try again.\n"
    )
    return ALREADY_RUNS


def key(run: files.RunFolder) -> str:
    return hashlib.sha256(str(run.path.resolve()).encode()).hexdigest()[:12]


def short_sockets(run: files.RunFolder) -> Path:
    return Path("/tmp") / f"maru-{key(run)}"
