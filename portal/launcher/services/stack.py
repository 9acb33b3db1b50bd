"""The embedded database and broker of a session."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from portal.launcher import plan, render
from portal.launcher.adapters import binaries, files, ports, postgres, processes, supervisor, users, valkey
from portal.launcher.services import sessions

SERVICE_SECONDS, INITDB_SECONDS, LEFTOVER_SECONDS = 60.0, 180.0, 15.0


@dataclass
class Started:
    """Services on their way up; None: the environment names one of the user's own."""

    cluster: postgres.Postgres | None = None
    making: supervisor.Child | None = None  # initdb
    broker: valkey.Valkey | None = None
    broker_child: supervisor.Child | None = None


def start(session: sessions.Session) -> Started:
    """Start what the environment does not name already, and export the addresses."""
    started = Started()
    who = users.candidates(os.environ)
    if not plan.has(session.environment, "DATABASE_URL"):
        place = binaries.settle(
            session.run.path, binaries.postgres(os.environ), who, sessions.key(session.run), "PostgreSQL"
        )
        started.cluster = cluster = _cluster(session, place)
        _keep_place(session, cluster)
        _await_no_server(cluster)
        for variable, role in zip(("OWNER_", "", "MATCHER_"), postgres.LOGINS, strict=True):
            session.environment[f"{variable}DATABASE_URL"] = render.database_url(
                role=role, password=cluster.passwords[role], port=cluster.port, database=postgres.DATABASE
            )
        files.tell(f"Starting {place.version} ({place.programs.source}, {place.identity.way}).\n")
        if cluster.is_made():
            session.watcher.start(cluster.server())
        else:
            started.making = session.watcher.start(cluster.initdb())
    if not plan.has(session.environment, "BROKER_URL"):
        place = binaries.settle(session.run.path, binaries.valkey(os.environ), who, sessions.key(session.run), "Valkey")
        started.broker = broker = _broker(session, place)
        session.environment["BROKER_URL"] = render.broker_url(password=broker.password, port=broker.port)
        files.tell(f"Starting {' '.join(place.version.split()[:3])} ({place.programs.source}, {place.identity.way}).\n")
        started.broker_child = session.watcher.start(broker.server())
    return started


def _cluster(session: sessions.Session, place: binaries.Place) -> postgres.Postgres:
    passwords = {role: session.run.secret(f"{role}.password") for role in (postgres.SUPERUSER, *postgres.LOGINS)}
    sockets = _sockets(session.run, place)
    return postgres.Postgres(place, sockets, ports.free(), session.run.path, passwords, throwaway=session.tests)


def _keep_place(session: sessions.Session, cluster: postgres.Postgres) -> None:
    """Refuse to begin a new, empty database because the machine changed under the old one."""
    if session.tests:
        return
    known = session.run.stays("database", str(cluster.data))
    if known != str(cluster.data):
        raise supervisor.Failed(
            f"The data of this checkout is in {known}, but PostgreSQL would now start in {cluster.data}: "
            "the version, or the way it runs as root, has changed. MARU_PG_RUN_AS and MARU_SERVICES choose as before; "
            "`make clean` begins anew without the data (portal/docs/operator.md)."
        )


def _broker(session: sessions.Session, place: binaries.Place) -> valkey.Valkey:
    password = session.run.secret("valkey.password")
    broker = valkey.Valkey(place, _sockets(session.run, place), ports.free(), session.run.path, password)
    users.private_folder(broker.data, place.identity)
    return broker


def _sockets(run: files.RunFolder, place: binaries.Place) -> Path:
    """A private folder for the Unix sockets whose path is short enough for them."""
    folder = place.folder / "sockets"
    return users.private_folder(
        folder if render.socket_folder_fits(str(folder)) else sessions.short_sockets(run), place.identity
    )


def _await_no_server(cluster: postgres.Postgres) -> None:
    """A server whose launcher was killed is already on its way out; wait for it, and never start beside it."""
    limit = time.monotonic() + LEFTOVER_SECONDS
    while left := processes.working_in(cluster.data.resolve()):
        if time.monotonic() > limit:
            raise supervisor.Failed(
                f"PostgreSQL (process {min(left)}) still uses {cluster.data}. Stop it: kill {min(left)}"
            )
        time.sleep(0.1)


def wait(session: sessions.Session, started: Started, *, blank: str = "") -> bool:
    """Wait until all of them answer, and make the roles.

    blank: the name of a kept, migrated database without data that takes the place of the last one; True when it did.
    """
    restored = False
    watcher, cluster = session.watcher, started.cluster
    if cluster:
        if started.making:
            watcher.wait_ended([started.making], INITDB_SECONDS)
            cluster.finish()
            watcher.start(cluster.server())
        server = next(child for child in watcher.children if child.spec.name == "postgres")
        watcher.wait_ready(server, cluster.is_ready, SERVICE_SECONDS)
        restored = cluster.restore(blank) if blank else False
        cluster.make_roles((sessions.ROOT / "portal/deploy/roles.sql").read_text(encoding="utf-8"), tests=session.tests)
    if started.broker and started.broker_child:
        watcher.wait_ready(started.broker_child, started.broker.is_ready, SERVICE_SECONDS)
    return restored
