"""The portal on top of the services: preparation steps, then the long-running processes."""

import functools
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from portal.launcher import plan, render
from portal.launcher.adapters import files, ports, processes, supervisor
from portal.launcher.services import sessions, stack

TEMPLATE_SECONDS = 600.0
SHREDDED = "shred-list.txt"  # the portal's SHRED_LIST when nobody says otherwise


Begun = list[tuple[plan.Step, supervisor.Child]]
Waiting = list[tuple[plan.Process, supervisor.Child]]


def begin(session: sessions.Session, *, demo: bool) -> None:
    """Services, tables, files and the long-running processes, each as soon as what it needs is there; returns when all answer."""
    started = stack.start(session)
    waiting = _start(session, plan.demo_processes(session.environment)) if demo else []
    beside = _prepare(session, started, demo=demo)
    waiting += _start(session, plan.processes(session.environment))
    _end(session, beside)
    for process, child in waiting:
        session.watcher.wait_ready(child, functools.partial(_is_ready, process, child), process.ready_seconds)
    session.ready = True
    session.note(session.pids)


def _prepare(session: sessions.Session, started: stack.Started, *, demo: bool) -> Begun:
    """Tables and files; what needs no database runs meanwhile. Returns the steps that may go on beside the processes."""
    early, beside = _begin_early(session, plan.early_steps()), Begun()
    blank = f"portal_{_schema_digest()}" if demo else ""
    restored = stack.wait(session, started, blank=blank)
    if demo:
        session.run.forget(SHREDDED)  # a fresh database must not look like one restored from a backup
    for step in plan.late_steps(demo=demo):
        if restored and step.as_owner:
            continue
        child = _begin(session, step)
        if child and step.beside:
            beside.append((step, child))
        elif child:
            session.watcher.wait_ended([child], step.seconds)
        if blank and step.as_owner and started.cluster:
            started.cluster.keep(blank)
    _end(session, early)
    return beside


def _schema_digest() -> str:
    """Changes with everything that makes the tables: migrations and the packages that bring some. Moving files is no change."""
    made = sorted(sessions.ROOT.glob("*/migrations"))
    return files.digest(
        [
            *made,
            sessions.ROOT / "agencies/tenancy/rls.py",
            sessions.ROOT / "portal/settings.py",
            sessions.ROOT / "requirements.txt",
        ],
        contents=True,
    )[:12]


def prepare_tests(session: sessions.Session) -> None:
    """Services and translations; the tests make their databases themselves, the template beside a long preparation."""
    started = stack.start(session)
    early = _begin_early(session, [step for step in plan.early_steps() if step.for_tests])
    stack.wait(session, started)
    if early and (sessions.ROOT / "tests/databases.py").exists():
        template = session.python("template", ("-m", "tests.databases"), session.environment, keep=False)
        session.watcher.wait_ended([session.watcher.start(template)], TEMPLATE_SECONDS)
    _end(session, early)


def _begin_early(session: sessions.Session, steps: Iterable[plan.Step]) -> Begun:
    return [(step, child) for step in steps if (child := _begin(session, step))]


def _end(session: sessions.Session, begun: Begun) -> None:
    for step, child in begun:
        session.watcher.wait_ended([child], step.seconds)
        session.run.stamp(step.name, _digest(step))


def _digest(step: plan.Step) -> str:
    return files.digest([*(sessions.ROOT / path for path in step.stamped), Path(sys.executable)])


def _begin(session: sessions.Session, step: plan.Step) -> supervisor.Child | None:
    """Start a step unless its work is done already or this checkout has no such command."""
    if step.optional and not files.has_command(sessions.ROOT, step.name):
        files.tell(f"{step.name} is not part of this checkout; left out.\n")
        return None
    made = not step.product or any(any(folder.glob(step.product)) for folder in (session.run.path, sessions.ROOT))
    if step.stamped and made and session.run.is_current(step.name, _digest(step)):
        return None
    environment = render.owner_environment(session.environment) if step.as_owner else session.environment
    files.tell(f"Preparing: {step.name}\n")
    return session.watcher.start(session.python(step.name, ("manage.py", *step.arguments), environment, keep=False))


def _start(session: sessions.Session, listed: Iterable[plan.Process]) -> Waiting:
    """Start these processes, at once and without waiting."""
    environment = render.without_owner(session.environment)
    waiting = Waiting()
    for process in listed:
        if process.command and not files.has_command(sessions.ROOT, process.command):
            files.tell(f"{process.command} is not part of this checkout; left out.\n")
            continue
        spec = session.python(process.name, process.arguments, environment, stop_seconds=process.stop_seconds)
        waiting.append((process, session.watcher.start(spec)))
    return waiting


def _is_ready(process: plan.Process, child: supervisor.Child) -> bool:
    if child.lived() < process.steady_seconds or processes.forked(child.pid) < process.pool:
        return False
    if process.http:
        return all(ports.http_answers(host, port, "/healthz") for host, port in process.ready)
    return all(ports.answers(host, port) for host, port in process.ready)


def web_port(environment: Mapping[str, str]) -> int:
    """WEB_PORT when it is set (and free), else the first port from 8000 on that nobody uses or has claimed."""
    wanted, host = environment.get("WEB_PORT"), environment.get("WEB_BIND", "127.0.0.1")
    if not wanted:
        return ports.claimed(8000, host)
    if not ports.is_free(int(wanted), host):
        raise supervisor.Failed(f"Port {wanted} is taken. Choose another: WEB_PORT=number, or unset WEB_PORT.")
    return int(wanted)
