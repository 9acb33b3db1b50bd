"""One child process: it starts in a group of its own, dies with its parent, and leaves nothing behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.launcher.adapters import users

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Spec:
    """How to start a process. Times in seconds; `before` may say False: not yet, ask again."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    identity: users.Identity
    stdin: str = ""
    service: bool = False  # a server: stops last, and its output goes to its log only
    keep: bool = True  # start it again when it ends
    stop_signal: int = signal.SIGTERM
    stop_seconds: float = 10.0
    death_signal: int = signal.SIGKILL  # what the kernel sends when the launcher dies
    before: Callable[[], bool] = field(default=lambda: True)


def adopt_orphans() -> None:
    """Make grandchildren whose parent ends children of the launcher, so that none can slip away."""
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(spec: Spec, *, output: int) -> "subprocess.Popen[bytes]":
    """Start the process in a session of its own; output: descriptor for stdout and stderr.

    The launcher has one thread, which is what makes the work between fork and exec safe, and why the parent-death
    signal (which follows the thread that forked) means the launcher's death.
    """
    process = subprocess.Popen(
        spec.arguments,
        stdin=subprocess.PIPE if spec.stdin else subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd=spec.folder,
        env=dict(spec.environment),
        start_new_session=True,
        preexec_fn=_settle(spec.identity, spec.death_signal),
        **_lent(spec.identity),
    )
    if process.stdin:
        with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(spec.stdin.encode())
    return process


def foreground(arguments: tuple[str, ...], environment: Mapping[str, str], folder: Path) -> "subprocess.Popen[bytes]":
    """Start a command on our own terminal and in our own group, so that Ctrl-C and job control reach it."""
    me = users.Identity("self", os.geteuid(), os.getegid(), "")
    settle = _settle(me, signal.SIGKILL)
    return subprocess.Popen(arguments, cwd=folder, env=dict(environment), preexec_fn=settle)


def probe(program: Path, argument: str, *, folder: Path, identity: users.Identity) -> str:
    """First line that the program prints when the identity runs it and can write to the folder; "" if it cannot."""
    settle = _settle(identity, signal.SIGKILL)

    def enter() -> None:
        settle()
        os.chdir(folder)
        os.close(os.open(".probe", os.O_CREAT | os.O_WRONLY, 0o600))
        os.unlink(".probe")  # noqa: PTH108 - between fork and exec: plain system calls

    try:
        done: subprocess.CompletedProcess[bytes] = subprocess.run(
            (str(program), argument),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
            check=True,
            preexec_fn=enter,
            **_lent(identity),
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace").partition("\n")[0]


def run_aloud(arguments: tuple[str, ...], environment: Mapping[str, str]) -> int:
    """Run a system command with its progress on our terminal; its exit code, 127 if it is not there."""
    try:
        return subprocess.run(arguments, env=dict(environment), stdin=subprocess.DEVNULL, check=False).returncode
    except OSError:
        return 127


def _lent(identity: users.Identity) -> dict[str, Any]:
    if identity.way != "user":
        return {}
    return {"user": identity.uid, "group": identity.gid, "extra_groups": []}


def _settle(identity: users.Identity, death_signal: int) -> Callable[[], None]:
    parent = os.getpid()

    def settle() -> None:
        identity.enter()
        LIBC.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)  # after the change of user, which clears it
        if os.getppid() != parent:
            os._exit(1)  # the launcher died in between

    return settle


def kill_group(leader: int, number: int) -> bool:
    """Signal a process group; False when nobody is left in it."""
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@dataclass(frozen=True)
class Running:
    """A process as /proc shows it."""

    pid: int
    parent: int
    group: int
    state: str


def running() -> Iterator[Running]:
    """Every process of the machine that /proc lets us see, zombies included."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            values = path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            yield Running(int(path.parent.name), int(values[1]), int(values[2]), values[0])


def forked(pid: int) -> int:
    """How many live children a process has."""
    return sum(process.parent == pid and process.state != "Z" for process in running())


def working_in(folder: Path) -> list[int]:
    """Live processes whose working directory is this folder: each PostgreSQL process sits in its data folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if path.readlink() == folder:
                found.append(int(path.parent.name))
    return found


def carrying(variable: str, start: str) -> list[int]:
    """Live processes in whose environment this variable has a value that starts so, as far as we may look."""
    wanted, found = f"{variable}={start}".encode(), []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if any(entry.startswith(wanted) for entry in path.read_bytes().split(b"\0")):
                found.append(int(path.parent.name))
    return found


def ancestors() -> set[int]:
    """We, our parent and so on up to process 1."""
    parents = {process.pid: process.parent for process in running()}
    chain, pid = set(), os.getpid()
    while pid and pid not in chain:
        chain.add(pid)
        pid = parents.get(pid, 0)
    return chain


def kill(pid: int) -> None:
    """End a process at once; one that is gone already is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
