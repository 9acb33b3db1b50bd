"""Who the servers run as, and that no folder but our own changes."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.launcher.adapters import files, users
from portal.launcher.services import sessions
from tests.launcher.conftest import Furnish
from tests.launcher.launching import ROOT, environment, launch, python

pytestmark = pytest.mark.processes
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account or enters a namespace for uid 0")
STORE = """
import os, psycopg2, subprocess
c = psycopg2.connect(os.environ["OWNER_DATABASE_URL"]); c.autocommit = True; c = c.cursor()
c.execute("CREATE TABLE IF NOT EXISTS kept (id int); INSERT INTO kept VALUES (1); SELECT count(*) FROM kept")
print(c.fetchone()[0])
"""


@pytest.fixture
def closed_home(tmp_path: Path) -> Iterator[Path]:
    """A run folder below a home that nobody else may enter."""
    home = tmp_path / "home"
    (home / "checkout").mkdir(parents=True)
    home.chmod(0o700)
    yield home / "checkout/.run"
    launch(home / "checkout/.run", "clean")


def modes(path: Path) -> dict[Path, int]:
    venv = Path(sys.prefix)
    folders = [*path.parents, venv, *venv.parents, Path(os.path.realpath(sys.executable)).parent, Path("/var/lib")]
    return {folder: stat.S_IMODE(folder.stat().st_mode) for folder in folders}


def lent_folders() -> set[Path]:
    return set(users.STATE_FOLDER.glob("maru-*"))


@AS_ROOT
@pytest.mark.parametrize("way", ["namespace", "user"])
def test_it_runs_as_root_in_either_way(closed_home: Path, way: str) -> None:
    before, lent = modes(closed_home), lent_folders()
    who = next((i for i in users.candidates({"MARU_PG_RUN_AS": way})), None)
    if way == "namespace" and subprocess.run(["unshare", "--user", "true"], check=False).returncode:
        pytest.skip("user namespaces are forbidden here")
    for count in ("1", "2"):
        done = python(closed_home, STORE, MARU_PG_RUN_AS=way)
        assert (done.returncode, done.stdout.strip()) == (0, count), done.stderr
        assert f", {way})" in done.stderr
    assert modes(closed_home) == before
    new = lent_folders() - lent
    if way == "namespace":
        assert new == set() and (closed_home / "postgres-18").stat().st_uid == 0
    else:
        (folder,) = new
        assert who and folder.stat().st_uid == who.uid and stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert not (closed_home / "postgres-18").exists()
    assert launch(closed_home, "clean").returncode == 0
    assert lent_folders() == lent and not closed_home.exists()


def test_it_runs_as_an_ordinary_user(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        assert python(tmp_path, STORE).returncode == 0
        return
    entry = pwd.getpwnam("nobody")
    interpreter = next((p for p in (sys.executable, "/usr/bin/python3") if reachable(p, entry)), None)
    if not interpreter:
        pytest.skip("no Python that an ordinary user may start reaches the packages")
    home = Path(f"/tmp/maru-test-{os.getpid()}")
    home.mkdir(mode=0o700)
    os.chown(home, entry.pw_uid, entry.pw_gid)
    try:
        command = [interpreter, "-m", "portal.launcher.commands", "run", "--", interpreter, "-c", STORE]
        more = {"PYTHONPATH": packages(), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(home / ".run", **more),
            capture_output=True,
            text=True,
            user=entry.pw_uid,
            group=entry.pw_gid,
            extra_groups=[],
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
        assert ", self)" in done.stderr
        assert (home / ".run/secrets").stat().st_uid == entry.pw_uid
    finally:
        shutil.rmtree(home)


def packages() -> str:
    return next(path for path in sys.path if path.endswith("site-packages"))


def reachable(interpreter: str, entry: pwd.struct_passwd) -> bool:
    """Whether this account can start the interpreter, sees the checkout and has the locked packages' version."""
    code = "import sys, psycopg2, portal; sys.exit(sys.version_info[:2] != (3, 11))"
    try:
        return not subprocess.run(
            [interpreter, "-c", code],
            cwd=ROOT,
            env={"PYTHONPATH": packages(), "PYTHONDONTWRITEBYTECODE": "1"},
            user=entry.pw_uid,
            group=entry.pw_gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        ).returncode
    except OSError:
        return False


def test_it_refuses_a_folder_that_somebody_else_laid_out(tmp_path: Path) -> None:
    me = users.Identity("self", os.geteuid(), os.getegid(), "")
    (tmp_path / "real").mkdir()
    (tmp_path / "trap").symlink_to(tmp_path / "real")
    with pytest.raises(PermissionError):
        users.private_folder(tmp_path / "trap", me)
    assert stat.S_IMODE(users.private_folder(tmp_path / "mine", me).stat().st_mode) == 0o700


def test_it_puts_sockets_into_a_short_folder_when_the_path_is_long(tmp_path: Path, furnish: Furnish) -> None:
    run = tmp_path / ("very-long-folder-name-" * 4) / "a b" / ".run"
    folder = sessions.short_sockets(files.RunFolder(run))
    done = launch(furnish(run), "run", "--", "sh", "-c", f"cd {folder} && ls valkey.sock && stat -c %a .")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["valkey.sock", "700"]
    assert launch(run, "clean").returncode == 0


def test_it_names_an_unknown_way(tmp_path: Path) -> None:
    done = launch(tmp_path, "run", "--", "true", MARU_PG_RUN_AS="admin")
    assert done.returncode == 1 and "MARU_PG_RUN_AS must be self, namespace or user" in done.stderr


@pytest.mark.skipif(
    not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")), reason="Debian's postgresql is not there"
)
@pytest.mark.skipif(not (shutil.which("redis-server") or shutil.which("valkey-server")), reason="no redis-server there")
def test_it_falls_back_to_debian_packages(tmp_path: Path) -> None:
    done = python(tmp_path, STORE, MARU_SERVICES="debian")
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
    assert "(debian, " in done.stderr


def test_it_never_begins_an_empty_database_beside_the_old_one(tmp_path: Path, furnish: Furnish) -> None:
    furnish(tmp_path)
    (tmp_path / "database").write_text("/elsewhere/postgres-17", encoding="utf-8")
    done = launch(tmp_path, "run", "--", "true")
    assert done.returncode == 1 and "The data of this checkout is in /elsewhere/postgres-17" in done.stderr


def test_it_touches_no_folder_that_holds_other_files(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "bridge.txt").touch()
    done = launch(tmp_path, "run", "--", "true")
    assert done.returncode == 1 and "holds other files" in done.stderr
    assert launch(tmp_path, "clean").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["bridge.txt"] and stat.S_IMODE(
        tmp_path.stat().st_mode
    ) == 0o755
