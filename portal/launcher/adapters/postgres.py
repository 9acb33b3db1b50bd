"""A private PostgreSQL: its cluster, its stale locks, its roles."""

import contextlib
import os
import shutil
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import extensions

from portal.launcher import render
from portal.launcher.adapters import binaries, processes

SUPERUSER, DATABASE = "postgres", "portal"
LOGINS = ("portal_owner", "portal_app", "portal_matcher")


@dataclass(frozen=True)
class Postgres:
    """One cluster; passwords: role -> password, the superuser's too. throwaway: may be lost (tests)."""

    place: binaries.Place
    sockets: Path
    port: int
    run_folder: Path
    passwords: Mapping[str, str]
    throwaway: bool

    @property
    def data(self) -> Path:
        """One folder per major version, since none reads another's files."""
        return self.place.folder / f"postgres-{self.place.major}"

    def is_made(self) -> bool:
        """Whether initdb has finished once."""
        return (self.data / "PG_VERSION").exists()

    def initdb(self) -> processes.Spec:
        """The step that makes the cluster beside its final place; finish() moves it there."""
        new, password = self._new, self._password_file
        shutil.rmtree(new, ignore_errors=True)
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(self.passwords[SUPERUSER])
        self.place.identity.own(password)
        options = render.initdb_options(
            data=str(new), superuser=SUPERUSER, password_file=str(password), throwaway=self.throwaway
        )
        return self._spec("initdb", (str(self.place.programs.folder / "initdb"), *options), keep=False)

    def finish(self) -> None:
        """Move the new cluster to its place and forget the password file."""
        self._password_file.unlink()
        self._new.rename(self.data)

    def server(self) -> processes.Spec:
        """The server, supervised. SIGINT is its fast shutdown, SIGQUIT its immediate one (the log is replayed then)."""
        options = render.postgres_options(
            data=str(self.data), port=self.port, sockets=str(self.sockets), throwaway=self.throwaway
        )
        return self._spec("postgres", (str(self.place.programs.main), *options), keep=True)

    def _spec(self, name: str, arguments: tuple[str, ...], *, keep: bool) -> processes.Spec:
        return processes.Spec(
            name=name,
            arguments=arguments,
            environment=binaries.environment(self.run_folder),
            folder=self.place.folder,
            identity=self.place.identity,
            service=keep,
            keep=keep,
            stop_signal=signal.SIGINT,
            stop_seconds=20.0,
            death_signal=signal.SIGQUIT if keep else signal.SIGKILL,
            before=self.clear_stale if keep else lambda: True,
        )

    @property
    def _new(self) -> Path:
        return self.data.with_name(f"{self.data.name}.new")

    @property
    def _password_file(self) -> Path:
        return self.place.folder / "initdb.password"

    def clear_stale(self) -> bool:
        """Remove the locks of a server that is gone; False, and nothing removed, while one lives in the data folder.

        A lock names a pid; PostgreSQL believes it whenever such a process exists, be it a zombie or a stranger that
        got the number later. Each server process has the data folder as working directory, and that is asked instead.
        """
        if processes.working_in(self.data.resolve()):
            return False
        for lock in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            with contextlib.suppress(FileNotFoundError):
                lock.unlink()
        return True

    def is_ready(self) -> bool:
        """Whether the superuser can log in."""
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def _connect(self, database: str) -> "extensions.connection":
        connection = psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            password=self.passwords[SUPERUSER],
            dbname=database,
            connect_timeout=3,
            sslmode="disable",
            gssencmode="disable",
            application_name="maru launcher",
        )
        connection.autocommit = True
        return connection

    def restore(self, name: str) -> bool:
        """Replace the database by a copy of the one kept under this name; False when none is kept."""
        with contextlib.closing(self._connect("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            kept = cursor.fetchone() is not None
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
            if kept:
                cursor.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {name}")
        return kept

    def keep(self, name: str) -> None:
        """Keep a copy of the database, which nobody may be using, under this name, and forget older copies."""
        with contextlib.closing(self._connect("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{DATABASE}\\_%"])
            for (old,) in cursor.fetchall():
                cursor.execute(f"DROP DATABASE {old}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE}")

    def make_roles(self, roles_sql: str, *, tests: bool) -> None:
        """Make database and roles, set the passwords. Only in tests the owner may make databases (their copies)."""
        with contextlib.closing(self._connect("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        with contextlib.closing(self._connect(DATABASE)) as connection, connection.cursor() as cursor:
            cursor.execute(roles_sql)
            for role in LOGINS:
                # hashed here, so that the server never sees it; the libpq in psycopg2 knows SCRAM
                hashed = extensions.encrypt_password(self.passwords[role], role, connection, "scram-sha-256")
                cursor.execute(f"ALTER ROLE {role} PASSWORD %s", [hashed])
            cursor.execute(f"ALTER ROLE portal_owner {'CREATEDB' if tests else 'NOCREATEDB'}")
