"""The long measurements: `make proof`. Appends a dated section to portal/docs/measurements.md.

`make proof ARGS=--clone` measures a fresh clone with empty caches as well (it downloads all packages anew).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "portal/docs/measurements.md"
LIMITS = {"clone": 180, "again": 60, "fetch to desk": 30}


def environment(home: str) -> dict[str, str]:
    """Nearly empty, as a newcomer's: caches lie below the home that is given."""
    return {"HOME": home, "PATH": os.environ["PATH"], "MARU_NO_INSTALL": "1"}


def demo(folder: Path, home: str) -> tuple[float, dict[str, Any]]:
    """Seconds and figures of `make demo ONCE=1` in a checkout; raises CalledProcessError when it fails."""
    began = time.monotonic()
    subprocess.run(["make", "demo", "ONCE=1"], cwd=folder, env=environment(home), check=True, stdout=sys.stderr)
    return time.monotonic() - began, json.loads((folder / ".run/demo.json").read_text(encoding="utf-8"))


def machine() -> str:
    """Cores, memory and load: what a figure means depends on them."""
    memory = Path("/proc/meminfo").read_text(encoding="ascii").split()[1]
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {int(memory) / 1048576:.0f} GiB memory, load {load:.1f} before the start"


def commit() -> str:
    """The commit that is measured, and whether the checkout differs from it."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "no commit"


def rows(name: str, seconds: float, figures: dict[str, Any], limit: int) -> list[str]:
    """Table lines of one run."""
    story = {step["name"]: step["seconds"] for step in figures["steps"]}
    return [
        f"| {name}, whole command | {seconds:.0f} s | under {limit} s |",
        f"| {name}, longest way from fetch to desk | {figures['longest_fetch_to_desk']:.1f} s | under {LIMITS['fetch to desk']} s |",
        f"| {name}, registration to first verified removal | {story['the removal is verified']:.0f} s | – |",
        f"| {name}, matches, missed, false | {figures['matches']}, {figures['missed']}, {figures['false']} | –, 0, 0 |",
        f"| {name}, notices, removed, re-uploads caught | {figures['notices']}, {figures['removed']}, "
        f"{figures['reuploads_caught']} of {figures['reuploads']} | all |",
        f"| {name}, missed of the group that comes later | {figures['missed_later']} | – |",
    ]


def main() -> int:
    """Measure, write, and fail when a cycle failed."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--clone", action="store_true", help="also a fresh clone with empty caches")
    asked = parser.parse_args()
    about, lines = machine(), list[str]()
    if asked.clone:
        with tempfile.TemporaryDirectory() as home:
            folder = Path(home) / "clone"
            subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
            lines += rows("fresh clone, empty caches", *demo(folder, home), LIMITS["clone"])
            lines += rows("the same again", *demo(folder, home), LIMITS["again"])
    else:
        demo(ROOT, os.environ.get("HOME", "/"))
        lines += rows("again, warm", *demo(ROOT, os.environ.get("HOME", "/")), LIMITS["again"])
    head = f"\n## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit()}\n\n{about}. Command: `make proof"
    head += " ARGS=--clone`.\n" if asked.clone else "`.\n"
    text = "\n".join([head, "| figure | measured | wanted |", "|---|---|---|", *lines, ""])
    with BOOK.open("a", encoding="utf-8") as book:
        book.write(text)
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
