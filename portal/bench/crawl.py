"""The crawl on this machine: many local sites, real workers, a database of its own; pages and media a second, and their cost.

It starts PostgreSQL, the broker and the sites itself, on the loopback, in a folder that it removes. Pictures are drawn, or
taken from a folder that you name. A Scrapy spider that only downloads the same files is run beside it, if installed.
"""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from portal.bench import crawling
from portal.bench.refusal import Refused
from portal.launcher.adapters import ports

ROOT = Path(__file__).resolve().parents[2]
INSIDE = "BENCH_CRAWL"
Say = Callable[[str], None]


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--sites", type=int, default=200, help="hosts (default 200)")
    parser.add_argument("--pages", type=int, default=50, help="pages of each (default 50)")
    parser.add_argument("--media", type=int, default=4, help="pictures and clips on a page (default 4)")
    parser.add_argument("--workers", default="2", help="worker processes; several runs: 1,2,4 (default 2)")
    parser.add_argument("--seconds", type=float, default=900.0, help="longest time of a run (default 900)")
    parser.add_argument("--details", action="store_true", help="register details too, so that they are looked for")
    parser.add_argument("--photos", type=Path, help="folder with JPEGs that the sites show (default: drawn scenes)")
    parser.add_argument("--no-peer", action="store_true", help="leave out Scrapy")


def run(say: Say, /, *, workers: str, **options: Any) -> dict[str, Any]:
    """Start services of its own and measure in there; the report as `portal.bench.crawling` made it."""
    if INSIDE in os.environ:
        told = json.loads(os.environ.pop(INSIDE))
        Path(told["report"]).write_text(json.dumps(crawling.measure(say, told)), encoding="utf-8")
        return {}
    counts = _counts(workers)
    if min(options["sites"], options["pages"], options["media"]) < 1 or options["seconds"] <= 0:
        raise Refused("There must be at least one site with one page and one picture, and some seconds.")
    if options["sites"] * len(counts) > 50_000:
        raise Refused("So many sites find no place on the loopback; use at most 50,000 over all runs.")
    photos = options["photos"]
    if photos is not None and not photos.is_dir():
        raise Refused(f"{photos} is no folder that can be read.")
    with TemporaryDirectory(prefix="bench-crawl-") as folder:
        report = Path(folder) / "report.json"
        port = ports.free()
        told = {**options, "photos": str(photos or ""), "workers": counts, "report": str(report), "port": port}
        env = {**os.environ, INSIDE: json.dumps(told), "MARU_RUN_DIR": f"{folder}/run", **_settings(port, max(counts))}
        env.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".run" / "numba"))
        for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "BROKER_URL", "REDIS_URL", "MATCHER_DATABASE_URL"):
            env.pop(name, None)
        command = [sys.executable, "-m", "portal.launcher.commands", "run", "--"]
        done = subprocess.run(
            [*command, sys.executable, "manage.py", "bench", "crawl"], cwd=ROOT, env=env, stdout=2, check=False
        )
        if done.returncode or not report.is_file():
            raise Refused("The measurement did not come to its end; what it said stands above.")
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found


def _counts(workers: str) -> list[int]:
    try:
        counts = [int(part) for part in workers.split(",")]
    except ValueError:
        counts = [0]
    if not all(1 <= count <= 64 for count in counts):
        raise Refused("--workers is a number from 1 to 64, or several with commas.")
    return counts


def _settings(port: int, slots: int) -> dict[str, str]:
    """A deployment that may read the loopback, as fast as the sites answer, and otherwise has the usual settings."""
    return {
        "CRAWL_ALLOWED_NETWORKS": "127.0.0.0/8",
        "CRAWL_ALLOWED_PORTS": str(port),
        "CRAWL_SLOTS": str(slots),
        "CRAWL_REQUESTS_PER_SECOND": "2000",
        "CRAWL_PRIORITY": "3",
        "CRAWL_PART_SECONDS": "5",
        "CRAWL_ROBOTS": "delay-only",
        "DEMO": "1",  # only a demo may read private networks; what follows from it is set back above
        "LOG_LEVEL": "ERROR",
        "PUBLIC_URL": "http://127.0.0.1:9",
        "SMTP_SECURITY": "none",
    }
