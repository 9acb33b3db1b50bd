"""The embedded services: how they start, die and come back."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from portal.launcher.adapters import ports
from tests.launcher.conftest import Furnish
from tests.launcher.launching import alive, descendants, launch, launched, python, until

pytestmark = pytest.mark.processes

RIGHTS = """
import os, psycopg2
def ask(name, *statements):
    connection = psycopg2.connect(os.environ[name + "DATABASE_URL"]); connection.autocommit = True
    cursor = connection.cursor()
    for statement in statements:
        try: cursor.execute(statement)
        except psycopg2.Error as error: print(name or "APP_", "refused", error.pgcode)
    return cursor.fetchone() if cursor.description else None
ask("OWNER_", "CREATE TABLE IF NOT EXISTS t (id int)", "SET ROLE portal_lookup", "DROP FUNCTION IF EXISTS f()", "RESET ROLE",
    "CREATE FUNCTION f() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'", "ALTER FUNCTION f() OWNER TO portal_lookup", "CREATE DATABASE copy")
ask("", "INSERT INTO t VALUES (1)", "CREATE TABLE mine (id int)", "TRUNCATE t", "CREATE TEMP TABLE mine (id int)")
ask("MATCHER_", "SELECT * FROM t")
print(ask("", "SELECT current_setting('TimeZone'), current_setting('data_checksums'), current_setting('server_encoding')"))
print(ask("", "SELECT rolsuper OR rolbypassrls OR rolcreatedb FROM pg_roles WHERE rolname = current_user"))
print(ask("", "SELECT count(*) FROM pg_class WHERE relowner = 'portal_app'::regrole"))
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, furnish: Furnish) -> Path:
    """A run folder whose cluster is made already; tests of this file take turns."""
    return furnish(tmp_path_factory.mktemp("cluster"))


def value(text: str, name: str) -> str:
    return next(line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{name}="))


def test_it_gives_each_role_its_rights_and_no_more(cluster: Path) -> None:
    for _ in range(2):  # the second start finds everything made
        done = python(cluster, RIGHTS)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == [
            "OWNER_ refused 42501",  # no databases outside tests
            "APP_ refused 42501",  # no table
            "APP_ refused 42501",  # no truncate
            "APP_ refused 42501",  # no temporary table
            "MATCHER_ refused 42501",
            "('UTC', 'on', 'UTF8')",
            "(False,)",
            "(0,)",
        ]


def test_it_passes_the_exit_code_on_and_keeps_secrets_private(cluster: Path) -> None:
    done = launch(cluster, "run", "--", "sh", "-c", "env; cat /proc/[0-9]*/cmdline | tr '\\0' ' '; exit 7")
    assert done.returncode == 7, done.stderr
    password = (cluster / "secrets/valkey.password").read_text(encoding="ascii")
    assert done.stdout.count(password) == 1  # in BROKER_URL, in no argument of any process
    assert value(done.stdout, "SECRET_KEY_FILE") == str(cluster / "secrets/secret_key")
    assert {stat.S_IMODE(p.stat().st_mode) for p in (cluster / "secrets").iterdir()} == {0o600}
    assert stat.S_IMODE(cluster.stat().st_mode) == 0o700


def test_it_restarts_only_the_service_that_died(cluster: Path) -> None:
    with launched(cluster) as one:
        state = one.ready()
        database, broker = state["environment"]["DATABASE_URL"], state["environment"]["BROKER_URL"]
        password, port = broker.partition("@")[0][9:], int(broker.rpartition(":")[2].partition("/")[0])
        postgres, valkey = one.pid("postgres"), one.pid("valkey")
        assert (cluster / "sockets/valkey.sock").is_socket() and list((cluster / "sockets").glob(".s.PGSQL.*"))

        os.kill(postgres, signal.SIGKILL)
        until(lambda: one.pid("postgres") not in {0, postgres})
        until(lambda: can_connect(database))
        assert one.pid("valkey") == valkey and alive(valkey)

        postgres = one.pid("postgres")
        os.kill(valkey, signal.SIGKILL)
        until(lambda: one.pid("valkey") not in {0, valkey})
        until(lambda: ports.valkey_answers(port, password))
        assert one.pid("postgres") == postgres and alive(postgres)
        assert not ports.valkey_answers(port, "wrong")


def can_connect(url: str) -> bool:
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


def test_it_leaves_no_orphan_when_it_is_killed_and_starts_again(cluster: Path) -> None:
    with launched(cluster, "run", "--", "sh", "-c", "(setsid sleep 600 &) ; sleep 600") as one:
        one.ready()
        below = until(lambda: len(found := descendants(one.process.pid)) > 10 and found)
        one.process.kill()
        one.process.wait()
        with launched(cluster) as two:
            two.ready()
            until(lambda: not {pid for pid in below if alive(pid)}, 10.0)
            assert can_connect(two.state()["environment"]["DATABASE_URL"])


def test_it_stops_everything_on_a_signal(cluster: Path) -> None:
    with launched(cluster) as one:
        one.ready()
        below = descendants(one.process.pid)
        code, _ = one.end(signal.SIGTERM)
        assert code == 128 + signal.SIGTERM
        assert {pid for pid in below if alive(pid)} == set()
        assert "database system is shut down" in (cluster / "log/postgres.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["zombie", "stranger"])
def test_it_clears_the_lock_of_a_server_that_is_gone(cluster: Path, kind: str) -> None:
    other = subprocess.Popen(["sleep", "0" if kind == "zombie" else "600"])
    try:
        if kind == "zombie":
            until(lambda: not alive(other.pid))
        (data,) = cluster.glob("postgres-*")
        (data / "postmaster.pid").write_text(f"{other.pid}\n{data}\n1\n5432\n/tmp\n127.0.0.1\n 1 1\n", encoding="ascii")
        assert launch(cluster, "run", "--", "true").returncode == 0
        assert kind == "zombie" or alive(other.pid)
    finally:
        other.kill()
        other.wait()


def test_it_says_that_one_runs_already_and_lets_commands_join(cluster: Path) -> None:
    with launched(cluster) as one:
        state = one.ready()
        second = launch(cluster, "serve")
        assert second.returncode == 3 and f"process {one.process.pid}" in second.stderr
        joined = launch(cluster, "run", "--", "sh", "-c", "echo $DATABASE_URL")
        assert joined.stdout.strip() == state["environment"]["DATABASE_URL"]
        assert alive(one.process.pid)


def test_it_uses_servers_that_the_environment_names(tmp_path: Path) -> None:
    own = {"DATABASE_URL": "postgres://a@127.0.0.1:1/b", "BROKER_URL": "redis://127.0.0.1:1/0"}
    refused = launch(tmp_path, "run", "--", "true", **own)
    assert refused.returncode == 1 and "OWNER_DATABASE_URL and MATCHER_DATABASE_URL" in refused.stderr
    rest = {"OWNER_DATABASE_URL": "x", "MATCHER_DATABASE_URL": "y"}
    done = launch(
        tmp_path, "run", "--", sys.executable, "-c", "import os; print(os.environ['BROKER_URL'])", **own, **rest
    )
    assert done.stdout.strip() == own["BROKER_URL"]
    assert not list(tmp_path.glob("postgres-*")) and not list((tmp_path / "log").iterdir())


def test_it_names_the_log_when_a_service_cannot_start(cluster: Path) -> None:
    (data,) = cluster.glob("postgres-*")
    (data / "pg_hba.conf").rename(data / "hidden")
    try:
        done = launch(cluster, "run", "--", "true")
    finally:
        (data / "hidden").rename(data / "pg_hba.conf")
    assert done.returncode == 1
    assert f"Read {cluster}/log/postgres.log" in done.stderr and "pg_hba.conf" in done.stderr
