"""demo and serve over a small stand-in for the portal: real gunicorn, real Celery, no Django."""

import os
import shutil
import signal
import socket
from pathlib import Path

import pytest

from portal.launcher.adapters import ports
from tests.launcher.conftest import Furnish
from tests.launcher.launching import ROOT, Launched, alive, descendants, launch, launched, until

pytestmark = pytest.mark.processes

MANAGE = """
import os, socket, sys, time
role = os.environ["DATABASE_URL"].split("//")[1].split(":")[0]
with open(os.path.join(os.environ["RUN_DIR"], "calls"), "a") as file:
    file.write(f"{sys.argv[1]} {role}\\n")
if sys.argv[1] == "collectstatic":
    os.makedirs(os.path.join(os.environ["RUN_DIR"], "static"), exist_ok=True)
listen = {"demo_sites": os.environ.get("DEMO_SITES"), "demo_operator": "127.0.0.1:" + os.environ.get("SMTP_PORT", "")}
if sys.argv[1] == "demo_cycle":
    sys.exit(5)
if sys.argv[1] in listen:
    print(sys.argv[1], "listens", flush=True)
    listeners = [socket.create_server((a.split(":")[0], int(a.split(":")[1]))) for a in listen[sys.argv[1]].split(",")]
    time.sleep(600)
"""
WSGI = """
import os
def application(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [("OWNER_DATABASE_URL" in os.environ and b"owner" or b"plain")]
"""
CELERY = "import os, celery\napp = celery.Celery('portal', broker=os.environ['BROKER_URL'])\n"


@pytest.fixture
def checkout(tmp_path: Path, furnish: Furnish) -> Path:
    return lay_out(tmp_path / "one", furnish)


def lay_out(root: Path, furnish: Furnish) -> Path:
    """A checkout with our launcher and a stand-in for everything else."""
    furnish(root / ".run")
    furnish(root / ".run/demo")
    ignore = shutil.ignore_patterns("__pycache__")
    for part in ("launcher", "deploy"):
        shutil.copytree(ROOT / "portal" / part, root / "portal" / part, ignore=ignore)
    commands = root / "portal/management/commands"
    commands.mkdir(parents=True)
    for name in ("demo_seed", "demo_sites", "demo_operator", "demo_cycle"):
        (commands / f"{name}.py").touch()
    (root / "portal/__init__.py").touch()
    (root / "portal/wsgi.py").write_text(WSGI, encoding="utf-8")
    (root / "portal/celery.py").write_text(CELERY, encoding="utf-8")
    (root / "portal/settings.py").touch()
    (root / "requirements.txt").touch()
    (root / "manage.py").write_text(MANAGE, encoding="utf-8")
    return root


def web_port(one: Launched) -> int:
    return int(one.ready()["environment"]["WEB_PORT"])


def test_it_brings_up_the_whole_demo_and_takes_it_down(checkout: Path) -> None:
    run = checkout / ".run/demo"
    with launched(checkout / ".run", "demo", root=checkout) as one:
        port = web_port(one)
        calls = (run / "calls").read_text(encoding="utf-8").splitlines()
        assert {"collectstatic portal_app", "migrate portal_owner", "demo_seed portal_app"} <= set(calls)
        assert calls.index("migrate portal_owner") < calls.index("demo_seed portal_app")
        assert ports.http_answers("127.0.0.1", port, "/")
        before = one.state()["pids"]
        assert {"postgres", "valkey", "web", "worker", "beat", "sites", "operator"} <= set(before)
        workers = until(lambda: len(found := descendants(before["web"])) == 2 and found)

        os.kill(before["web"], signal.SIGKILL)
        until(lambda: one.pid("web") not in {0, before["web"]})
        until(lambda: ports.http_answers("127.0.0.1", port, "/"))
        assert not {pid for pid in workers if alive(pid)}
        assert {n: p for n, p in one.state()["pids"].items() if n != "web"} == {
            n: p for n, p in before.items() if n != "web"
        }

        below = descendants(one.process.pid)
        code, output = one.end(signal.SIGINT)
        assert code == 128 + signal.SIGINT and not {pid for pid in below if alive(pid)}
        assert f"http://127.0.0.1:{port}" in output and "Ctrl-C stops everything" in output
        assert "sites    | demo_sites listens" in output
        assert "demo_sites listens" in (run / "log/sites.log").read_text(encoding="utf-8")


def test_it_runs_two_checkouts_and_leaves_no_process_of_a_killed_one(
    checkout: Path, tmp_path: Path, furnish: Furnish
) -> None:
    other = lay_out(tmp_path / "two", furnish)
    with launched(checkout / ".run", "demo", root=checkout) as one:
        first = web_port(one)
        with launched(other / ".run", "serve", root=other) as two:
            assert web_port(two) != first
            until(lambda: len(descendants(one.pid("worker"))) == 2)
            below = descendants(one.process.pid)
            one.process.kill()
            one.process.wait()
            until(lambda: not {pid for pid in below if alive(pid)}, 10.0)
            assert ports.http_answers("127.0.0.1", web_port(two), "/")


def test_it_returns_the_code_of_one_demo_cycle_and_skips_work_already_done(checkout: Path) -> None:
    run = checkout / ".run/demo"
    for _ in range(2):
        done = launch(checkout / ".run", "demo", "--once", root=checkout)
        assert done.returncode == 5, done.stderr
    calls = (run / "calls").read_text(encoding="utf-8").splitlines()
    assert calls.count("demo_cycle portal_app") == 2 and calls.count("collectstatic portal_app") == 1


def test_it_says_what_failed_and_where_to_read(checkout: Path) -> None:
    (checkout / "portal/wsgi.py").write_text("raise RuntimeError('no bridge today')", encoding="utf-8")
    done = launch(checkout / ".run", "serve", root=checkout)
    assert done.returncode == 1
    assert (
        "web did not become ready" in done.stderr and "log/web.log" in done.stderr and "no bridge today" in done.stderr
    )


def test_it_refuses_a_taken_port_that_was_asked_for(checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        done = launch(checkout / ".run", "serve", root=checkout, WEB_PORT=str(port))
    assert done.returncode == 1 and f"Port {port} is taken" in done.stderr
