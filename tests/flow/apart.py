"""A database and a broker of one's own that a test may kill: a launcher keeps them up, as it does where the portal is deployed."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest
from django.db import connection

from cases.fingerprints import adapters as matcher
from portal.launcher.adapters import binaries
from portal.launcher.adapters.postgres import SUPERUSER
from tests import databases
from tests.launcher.launching import Launched, launched

URLS = ("DATABASE_URL", "OWNER_DATABASE_URL", "MATCHER_DATABASE_URL", "BROKER_URL")


@contextmanager
def apart(run: Path, environment: pytest.MonkeyPatch, settings: Any) -> Iterator[Launched]:
    """Services of one's own with migrated tables; inside, Django, the matcher and a Stage use them."""
    before, made = dict(connection.settings_dict), databases.address("OWNER_DATABASE_URL", databases.template())
    connection.close()
    with launched(run) as services:
        try:
            known = services.ready()["environment"]
            for name in URLS:
                environment.setenv(name, known[name])
            _fill(services, made)
            connection.settings_dict.update(_place(known["DATABASE_URL"]))
            settings.MATCHER_DATABASE_URL = known["MATCHER_DATABASE_URL"]
            settings.SHRED_LIST, settings.MATCH_INDEX_DIR = run / "shredded.txt", run / "match"
            yield services
        finally:
            connection.close()
            connection.settings_dict.update(before)
            matcher.disconnect()


def _place(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "NAME": parts.path.strip("/"), "HOST": parts.hostname, "PORT": parts.port, "USER": parts.username,
        "PASSWORD": unquote(parts.password or ""),
    }  # fmt: skip


def _fill(services: Launched, made: str) -> None:
    """The tables of the tests' template: copying them takes a tenth of the time of migrating."""
    programs = binaries.postgres(os.environ)[0].folder
    source = _superuser(Path(os.environ["RUN_DIR"]), made)
    target = _superuser(services.run, services.state()["environment"]["DATABASE_URL"])
    dump = subprocess.run([programs / "pg_dump", "-d", source], check=True, capture_output=True)
    subprocess.run(
        [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", target],
        check=True,
        input=dump.stdout,
        stdout=subprocess.DEVNULL,
    )


def _superuser(run: Path, url: str) -> str:
    """The superuser's address of a launcher's database."""
    secret = (run / "secrets" / f"{SUPERUSER}.password").read_text(encoding="ascii").strip()
    parts = urlsplit(url)
    return f"postgres://{SUPERUSER}:{secret}@{parts.hostname}:{parts.port}{parts.path}"


def as_superuser(services: Launched, *statements: str) -> None:
    """Say statements about roles and sessions."""
    session = psycopg2.connect(_superuser(services.run, services.state()["environment"]["DATABASE_URL"]))
    session.autocommit = True
    with contextlib.closing(session), session.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
