"""What the launcher does: one function per verb; each returns the exit code of the whole command."""

import os
import shutil
import sys

from portal.launcher import plan, render
from portal.launcher.adapters import files, packages, ports, users
from portal.launcher.services import portal, sessions, stack


def demo(*, once: bool) -> int:
    """The portal with sample agencies, sample sites and a mail catcher; once: run demo_cycle and stop."""
    return sessions.opened(lambda session: _demo(session, once=once), kind="demo")


def _demo(session: sessions.Session, *, once: bool) -> int:
    web = portal.web_port(session.environment)
    others = (ports.free(plan.DEMO_HOSTS[0]), ports.free(plan.DEMO_HOSTS[1]), ports.free(), ports.free())
    session.environment |= plan.demo_environment(
        web_port=web, site_ports=others[:2], smtp_port=others[2], mail_port=others[3]
    )
    portal.begin(session, demo=True)
    if once:
        arguments = (sys.executable, "manage.py", "demo_cycle")
        return session.watcher.foreground(arguments, render.without_owner(session.environment), sessions.ROOT)
    files.tell(plan.banner(session.environment))
    session.watcher.watch()
    return 0


def serve() -> int:
    """The portal for real use; its settings come from the environment."""
    return sessions.opened(_serve)


def _serve(session: sessions.Session) -> int:
    web = portal.web_port(session.environment)
    session.environment |= {"WEB_PORT": str(web)}
    session.environment.setdefault("PUBLIC_URL", f"http://127.0.0.1:{web}")
    portal.begin(session, demo=False)
    files.tell(plan.banner(session.environment))
    session.watcher.watch()
    return 0


def tests(arguments: tuple[str, ...]) -> int:
    """pytest with services of its own (.run/test), so that it may run beside a demo."""

    def body(session: sessions.Session) -> int:
        session.environment |= {"TESTING": "1"}
        session.environment.pop("DEMO", None)
        portal.prepare_tests(session)
        return session.watcher.foreground(
            (sys.executable, "-m", "pytest", *arguments), session.environment, sessions.ROOT
        )

    return sessions.opened(body, kind="test")


def guest(arguments: tuple[str, ...]) -> int:
    """Run a command on this terminal with the services up; uses those of a running demo or portal if there is one."""

    def body(session: sessions.Session) -> int:
        stack.wait(session, stack.start(session))
        session.ready = True
        session.note(session.pids)
        return session.watcher.foreground(arguments, session.environment, sessions.ROOT)

    return sessions.opened(body, attach=arguments)


def manage(arguments: tuple[str, ...]) -> int:
    """manage.py with the services up; `migrate` connects as the owner of the tables."""
    start = (sys.executable, "manage.py", *arguments)
    if arguments and arguments[0] in plan.OWNER_COMMANDS:
        start = (sys.executable, "-m", "portal.launcher.commands", "as-owner", *start)
    return guest(start)


def as_owner(arguments: tuple[str, ...]) -> int:
    """Become this command with the owner's address as DATABASE_URL; used inside a session."""
    os.execvpe(arguments[0], arguments, render.owner_environment(os.environ))


def prepare() -> int:
    """Check the system packages, install them where we may; only a missing needed one is an error."""
    listed = render.parse_packages((sessions.ROOT / "portal/deploy/packages.txt").read_text(encoding="utf-8"))
    missing = packages.missing(listed)
    if missing and packages.can_install(os.environ):
        files.tell(f"Installing system packages: {' '.join(package.name for package in missing)}\n")
        packages.install([package.name for package in missing], os.environ)
        missing = packages.missing(listed)
    if not missing:
        return 0
    files.tell(render.missing_message(missing) + "\n")
    if any(package.needed for package in missing):
        files.tell("The portal cannot run without " + ", ".join(p.name for p in missing if p.needed) + ".\n")
        return 1
    files.tell("The portal runs without them.\n")
    return 0


def clean() -> int:
    """Delete the run folder and what a lent user got below /var/lib. All data of this checkout is gone then."""
    top = sessions.run_folder()
    runs = [
        files.RunFolder(folder)
        for folder in (top, *top.glob("test*"), top / "demo")
        if files.RunFolder(folder).is_ours()
    ]
    for run in runs:
        try:
            run.lock()
        except files.Busy:
            return sessions.busy(run)
    for run in runs:
        shutil.rmtree(users.STATE_FOLDER / f"maru-{sessions.key(run)}", ignore_errors=True)
        shutil.rmtree(sessions.short_sockets(run), ignore_errors=True)
        shutil.rmtree(run.path, ignore_errors=True)
    return 0
