"""No byte of crawled media reaches a disk (HARMS 2): the kernel forbids it here, and the crawl does not even try."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agencies.tenancy.scope import tenant_scope
from cases.detection.models import CrawlRound, Match
from cases.detection.services import sources
from cases.fingerprints import describe
from cases.fingerprints import services as fingerprints
from portal.demo.adapters import pictures
from portal.demo.adapters.sites import Sites
from tests import databases
from tests.flow.stage import Stage
from tests.people import Cast
from tests.takedowns.flow import a_case

pytestmark = pytest.mark.processes
BEYOND = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); open('written', 'wb', 0).write(b'xxx')"


def watched(stage: Stage, agency_id: int, round_id: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-B", "-m", "tests.flow.watched", str(agency_id), str(round_id)], cwd=databases.ROOT,
        env=stage.environment, capture_output=True, text=True, timeout=150, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def files(*folders: Path) -> set[tuple[Path, int]]:
    """Every regular file with its size."""
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {(path, path.stat().st_size) for path in found}


def test_it_crawls_without_writing_a_byte_to_any_file(
    committed_cast: Cast, stage: Callable[..., Stage], settings: Any, tmp_path: Path
) -> None:
    cast, temporary = committed_cast, tmp_path / "tmp"
    temporary.mkdir()
    with Sites([("127.0.0.1", 0), ("127.0.0.2", 0)], "t" * 32) as sites:
        bases = list(sites.bases.values())
        settings.CRAWL_ALLOWED_NETWORKS = ["127.0.0.1/32", "127.0.0.2/32"]
        settings.CRAWL_ALLOWED_PORTS = [int(base.rpartition(":")[2]) for base in bases]
        own = stage(
            CRAWL_ALLOWED_NETWORKS="127.0.0.1/32,127.0.0.2/32", TMPDIR=str(temporary), HOME=str(temporary),
            CRAWL_ALLOWED_PORTS=",".join(map(str, settings.CRAWL_ALLOWED_PORTS)),
        )  # fmt: skip
        case = a_case(cast)
        items = [describe.describe(media.bytes, rate=2.0) for media in pictures.registered()]
        fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=items)
        sources.source_create(
            cast.manager, name="Sample", url=f"{bases[0]}/", country="DE", language="de", depth=12, cadence_seconds=60
        )
        sources.rounds_start()
        with tenant_scope(cast.harbour.pk):
            visit = CrawlRound.objects.get()
        before = files(tmp_path, databases.ROOT / "cases")
        seen = watched(own, cast.harbour.pk, visit.pk)
    assert seen["opened"] == []
    assert len(seen["programs"]) == 1 and "cases.fingerprints.sandbox" in seen["programs"][0]
    wanted = {"Max file size": "0", "Max core file size": "0", "Max open files": "3"}
    assert {name: seen["decoder"][name] for name in wanted} == wanted
    assert [held for held in seen["held"] if not held.startswith("pipe:") and held != os.devnull] == []
    assert files(tmp_path, databases.ROOT / "cases") == before
    with tenant_scope(cast.harbour.pk):
        visit.refresh_from_db()
        assert Match.objects.count() > 3
    assert visit.media > 100


def test_it_would_notice_a_written_byte(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-B", "-c", BEYOND], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode != 0
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0
