"""Databases of the tests: one migrated template, made as the owner role; the tests connect as the plain role.

Django's flush needs the owner, so tests that commit get a copy of the template of their own.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.db import connection

from cases.fingerprints import adapters as matcher

ROOT = Path(__file__).resolve().parents[1]
MEETING = "postgres"  # where statements about databases are said: no copy is made of one that somebody is connected to


def address(name: str, database: str) -> str:
    """The database address of the environment variable, for another database of the same server."""
    return urlunsplit(urlsplit(os.environ[name])._replace(path=f"/{database}"))


def _migrations() -> str:
    """Digest of everything that makes the schema: ours and the versions of the packages."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    digest.update(" ".join(settings.INSTALLED_APPS).encode())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update((ROOT / "agencies/tenancy/rls.py").read_bytes())
    return digest.hexdigest()[:12]


def _run(*statements: str) -> None:
    session = psycopg2.connect(address("OWNER_DATABASE_URL", MEETING))
    session.autocommit = True
    try:
        with session.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        session.close()


def _exists(name: str) -> bool:
    session = psycopg2.connect(address("OWNER_DATABASE_URL", MEETING))
    try:
        with session.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None
    finally:
        session.close()


def empty() -> str:
    """Name of the database without any table that templates are made of."""
    return urlsplit(os.environ["OWNER_DATABASE_URL"]).path.strip("/")


def migrate(name: str, *target: str) -> None:
    """Run migrations as the owner of the tables, up to `target` (app and name), or all."""
    env = os.environ | {"DATABASE_URL": address("OWNER_DATABASE_URL", name)}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", *target, "-v0", "--skip-checks"], cwd=ROOT, env=env, check=True
    )


def template() -> str:
    """Name of the migrated template; made once per state of the migrations."""
    name = f"template_{_migrations()}"
    if not _exists(name):
        base = urlsplit(os.environ["OWNER_DATABASE_URL"]).path.strip("/")
        building = f"{name}_new"
        _run(f'DROP DATABASE IF EXISTS "{building}"', f'CREATE DATABASE "{building}" TEMPLATE "{base}"')
        migrate(building)
        _run(f'ALTER DATABASE "{building}" RENAME TO "{name}"')
    return name


def shred_list(database: str) -> Path:
    """What was shredded in this database: another database must not find it."""
    return Path(settings.RUN_DIR) / f"shred-{database}.txt"


def match_index(database: str) -> Path:
    """Where this database's index would lie."""
    return Path(settings.RUN_DIR) / f"match-{database}"


def environment(database: str) -> dict[str, str]:
    """What a child process needs to work on that database."""
    return os.environ | {
        "SHRED_LIST": str(shred_list(database)),
        "DATABASE_URL": address("DATABASE_URL", database),
        "OWNER_DATABASE_URL": address("OWNER_DATABASE_URL", database),
        "MATCHER_DATABASE_URL": address("MATCHER_DATABASE_URL", database),
        "MATCH_INDEX_DIR": str(match_index(database)),
    }


@contextmanager
def copy(source: str = "") -> Iterator[str]:
    """A fresh copy of the template, or of another database, that Django and the matcher use inside the block."""
    name, source = f"test_{uuid.uuid4().hex[:12]}", source or template()
    before = (
        connection.settings_dict["NAME"],
        settings.MATCHER_DATABASE_URL,
        settings.SHRED_LIST,
        settings.MATCH_INDEX_DIR,
    )
    connection.close()
    _run(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    connection.settings_dict["NAME"] = name
    settings.MATCHER_DATABASE_URL, settings.SHRED_LIST = address("MATCHER_DATABASE_URL", name), shred_list(name)
    settings.MATCH_INDEX_DIR = match_index(name)
    try:
        yield name
    finally:
        connection.close()
        (
            connection.settings_dict["NAME"],
            settings.MATCHER_DATABASE_URL,
            settings.SHRED_LIST,
            settings.MATCH_INDEX_DIR,
        ) = before
        shred_list(name).unlink(missing_ok=True)
        shutil.rmtree(match_index(name), ignore_errors=True)
        matcher.disconnect()
        _drop(name)


def _drop(name: str) -> None:
    """Other roles' sessions cannot be ended by the owner: wait until they are gone, at most some seconds."""
    for _ in range(50):
        try:
            return _run(f'DROP DATABASE IF EXISTS "{name}"')
        except psycopg2.errors.ObjectInUse:
            time.sleep(0.1)
    raise AssertionError(f"somebody is still connected to {name}")


if __name__ == "__main__":
    template()
