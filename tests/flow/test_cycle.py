"""The demo's whole cycle with its real processes: from the report to the re-upload that is caught."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cases.fingerprints import describe
from portal.demo import tally
from portal.demo.accounts import ACCOUNTS
from portal.demo.adapters import pictures
from portal.launcher import plan
from portal.launcher.adapters import ports
from tests import databases
from tests.flow.stage import Stage

pytestmark = pytest.mark.processes


def demo_settings(folder: Path) -> dict[str, str]:
    """What `make demo` sets, on free ports."""
    hosts = plan.DEMO_HOSTS
    environment = plan.demo_environment(
        web_port=ports.free(), site_ports=(ports.free(hosts[0]), ports.free(hosts[1])), smtp_port=ports.free(),
        mail_port=ports.free(),
    )  # fmt: skip
    return environment | {"TESTING": "0", "DEMO_REPORT": str(folder / "demo.json"), "JOB_LEASE_SECONDS": "20"}


def manage(stage: Stage, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", command], cwd=databases.ROOT, env=stage.environment, timeout=300, check=False,
        capture_output=True, text=True,
    )  # fmt: skip


def test_it_runs_from_a_report_to_a_caught_reupload(stage: Callable[..., Stage], tmp_path: Path) -> None:
    demo = stage(**demo_settings(tmp_path))
    demo.start("sites", "manage.py", "demo_sites")
    demo.start("operator", "manage.py", "demo_operator")
    demo.worker()
    demo.beat()
    seeded = manage(demo, "demo_seed")
    assert seeded.returncode == 0, seeded.stderr
    done = manage(demo, "demo_cycle")
    assert done.returncode == 0, done.stdout + done.stderr + demo.log("worker")[-3000:]
    figures = json.loads((tmp_path / "demo.json").read_text(encoding="utf-8"))
    assert {step["name"] for step in figures["steps"]} == set(tally.STEPS.values())
    assert (figures["missed"], figures["missed_later"], figures["false"]) == (0, 0, 0)
    assert figures["matches"] == figures["noticed"] == figures["removed"] > 10
    assert 0 < figures["notices"] < figures["noticed"], "one notice names what its recipient has of one case"
    assert figures["reuploads"] == figures["reuploads_caught"] == 1
    assert figures["longest_fetch_to_desk"] < 30
    mails = list((demo.folder / "mail").glob("*.eml"))
    assert len(mails) == figures["notices"], "one mail for each notice"
    quiet_logs(demo)


def quiet_logs(stage: Stage) -> None:
    """At the lowest level too, the logs name no address, nobody's mail and no fingerprint."""
    forbidden = [*stage.environment["DEMO_SITES"].split(","), *(account.email for account in ACCOUNTS)]
    for media in pictures.registered():
        item = describe.describe(media.bytes, rate=2.0)
        forbidden += [item.sha256, *([item.pdq] if item.pdq else [])]
    for name in ("worker", "beat"):
        text = stage.log(name)
        assert len(text) > 1000, "the log is at its lowest level"
        assert [value for value in forbidden if value in text] == []
        assert re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", text) == []
        assert re.findall(r"https?://\S+", text) == []
        assert re.findall(r"\b[0-9a-f]{64}\b", text) == []
