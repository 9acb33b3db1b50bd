"""The long measurements: python -m tests.proof (make proof). Adds a dated section to portal/docs/measurements.md.

--clone also measures the first start: a fresh clone in a temporary folder with empty package caches. --long runs the benches
in full (ten million values, all photographs, 20,000 damaged files: hours); --photos names a folder of photographs for
them; --python another interpreter that has the programs to compare with (`make peers` puts them into this one).
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from portal.demo import catalogue
from tests import benches, bounds

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "portal/docs/measurements.md"
KEPT = re.compile(r"(PATH|HOME|PYTHON|LANG|PIP_.*|UV_.*|.*_proxy|.*_PROXY|SSL_CERT_.*|REQUESTS_CA_BUNDLE)")
HEAD = """# Measurements

Written by `make proof`: figures of real runs on the machine named in each section, newest last. Times are upper bounds
where the machine was busy with other things; the load says how busy it was. `make bench` prints the speed of single parts.
"""
SEEDS = (5, 6, 7)
FIGURES = (
    "matches", "missed", "missed_later", "hints", "false", "notices", "noticed", "removed", "reuploads_caught", "longest_fetch_to_desk",
)  # fmt: skip


def environment(**more: str) -> dict[str, str]:
    """A plain shell's environment: the launcher's own must not reach another launcher."""
    return {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)} | more


def timed(command: list[str], folder: Path, **more: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    """Seconds that a command took, and what it said."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=environment(**more), capture_output=True, text=True, check=False)
    return time.monotonic() - began, done


def demo(folder: Path, label: str, **more: str) -> list[str]:
    """One cycle of the demo: lines of the section. Raises SystemExit when it did not come to its end."""
    seconds, done = timed(["make", "demo", "ONCE=1"], folder, **more)
    if done.returncode:
        raise SystemExit(f"make demo ONCE=1 ({label}) failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    report = json.loads((folder / ".run/demo.json").read_text(encoding="utf-8"))
    lines = [f"- `make demo ONCE=1`, {label}: {seconds:.1f} s in all."]
    lines.append("  " + ", ".join(f"{name} {report[name]}" for name in FIGURES) + ".")
    lines += bounds.lines("demo", report | ({"seconds": seconds} if not more else {}), long=False)
    return lines + [f"  - {step['seconds']:.2f} s: {step['name']}" for step in report["steps"]]


def clone() -> list[str]:
    """The same from a fresh clone with empty caches."""
    with tempfile.TemporaryDirectory() as temporary:
        target, caches = Path(temporary) / "clone", {
            "UV_CACHE_DIR": f"{temporary}/uv", "PIP_CACHE_DIR": f"{temporary}/pip",
        }  # fmt: skip
        subprocess.run(["git", "clone", "-q", str(ROOT), str(target)], check=True)
        return demo(target, "fresh clone, empty caches, system packages there", **caches)


def crawl() -> list[str]:
    """A whole round over each of the two sample sites."""
    command = [sys.executable, "-m", "portal.launcher.commands", "test", "tests/cases/test_crawl.py", "-q", "-s"]
    _, done = timed(command, ROOT)
    found = re.search(r"two rounds: ([\d.]+) s", done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"the crawl failed:\n{done.stdout[-3000:]}")
    seconds, posts = float(found[1]), len(catalogue.POSTS)
    return [
        f"- Crawl of both sample sites, one after the other in one process: {posts} posts in {seconds:.1f} s, "
        f"{posts / seconds:.0f} posts a second."
    ]


def wall() -> list[str]:
    """What row-level security costs, with a million cases of a thousand agencies."""
    command = [sys.executable, "-m", "portal.launcher.commands", "test", "tests/bench_rls.py", "-q", "-s"]
    _, done = timed(command, ROOT)
    found = re.findall(r"^rls: (.*)$", done.stdout, re.MULTILINE)
    if done.returncode or not found:
        raise SystemExit(f"the wall could not be measured:\n{done.stdout[-3000:]}")
    return [f"- Row-level security (`make bench ARGS=rls`): {found[0]}.", *(f"  - {line}." for line in found[1:])]


def tested(path: str, **more: str) -> tuple[str, bool]:
    """What a test printed, and whether it passed."""
    command = [sys.executable, "-m", "portal.launcher.commands", "test", path, "-q", "-s"]
    _, done = timed(command, ROOT, **more)
    return done.stdout, not done.returncode


def desk() -> list[str]:
    """How long people wait for a package on the desk, with worker and clock as deployed."""
    said, whole = tested("tests/flow/test_to_desk.py", PROOF="1")
    term = re.search(r"keyword to desk: first ([\d.]+) s, last of (\d+) ([\d.]+) s", said)
    link = re.search(r"link to desk: ([\d.]+) s", said)
    report = {"first": float(term[1])} if term else {}
    report |= {"link": float(link[1])} if link else {}
    last = [f"  - search term to the last of {term[2]} packages: {term[3]} s."] if term else []
    failed = [] if whole else ["  - **failed**: not every package came."]
    return ["- To the desk, worker and clock as deployed:", *bounds.lines("desk", report, long=False), *last, *failed]


def fifty() -> list[str]:
    """Fifty matches at once to complete packages on the desk, worker and clock as deployed."""
    said, whole = tested("tests/flow/test_fifty.py", PROOF="1")
    found = re.search(r"(match to desk: .*p95 ([\d.]+) s.*)", said)
    report = {"p95": float(found[2])} if found else {}
    told = [f"  - {found[1]}."] if found else []
    failed = [] if whole else ["  - **failed**: not every package came."]
    return ["- Fifty matches at once:", *bounds.lines("fifty", report, long=False), *told, *failed]


def pictures() -> list[str]:
    """The proof that a minor's case holds no picture: sides that were tried, parts that were looked at."""
    said, whole = tested("tests/flow/test_no_picture.py", PROOF="1")
    found = re.search(r"(no picture: (\d+) sides; .*)", said)
    report = {"sides": int(found[2])} if found else {}
    told = [f"  - {found[1]}."] if found else []
    failed = [] if whole else ["  - **failed**: a picture was found, or the run did not come to its end."]
    return ["- No picture in a minor's case:", *bounds.lines("pictures", report, long=False), *told, *failed]


KNOWN = re.compile(
    r"desk with known answers: \d+ decisions, (?P<known>\d+) known \((?P<wrong>\d+) wrong\), caught (?P<caught>[\d.]+) % "
    r"\(wrong (?P<stopped>[\d.]+) %\), false alarms (?P<alarms>\d+) of (?P<ordinary>\d+), p50 [\d.]+ s, p95 (?P<p95>[\d.]+) s, "
    r"most keys (?P<keys>\d+) to approve.*"
)


def officer() -> list[str]:
    """The software's share of an officer's decision by keyboard, in a real browser, and what an officer made of a rule catches."""
    said, whole = tested("tests/e2e/test_desk.py", PROOF="1")
    found = re.search(r"desk by keyboard: (\d+) decisions, p95 ([\d.]+) s, most keys (\d+)", said)
    report = dict(zip(("decisions", "p95", "keys"), map(float, found.groups()), strict=True)) if found else {}
    known = KNOWN.search(said)
    met = {name: float(value) for name, value in known.groupdict().items()} if known else {}
    told = [f"  - {known[0]}."] if known else []
    failed = [] if whole else ["  - **failed**: not every test of the desk passed."]
    return [
        "- An officer's decision by keyboard:", *bounds.lines("officer", report, long=False),
        "- The same, with known answers among the packages, decided by what the page shows (ADR 0051 says what that does not show):",
        *bounds.lines("known", met, long=False), *told, *failed,
    ]  # fmt: skip


def kills() -> list[str]:
    """Everything that works is killed during one crawl, at other times with each seed."""
    lines, report = [], {"whole": 0, "most": 0}
    for seed in SEEDS:
        said, whole = tested("tests/flow/test_crawl_survives.py", SEED=str(seed))
        found = re.search(r"^\.?(killed .*; most requests of an address: (\d+))$", said, re.MULTILINE)
        report["whole"] += whole
        report["most"] = max(report["most"], int(found[2]) if found else 0)
        lines.append(f"  - {found[1]}." if found else f"  - seed {seed}: **failed**.")
    return ["- A crawl that everything is killed in:", *bounds.lines("kills", report, long=False), *lines]


def machine() -> str:
    """Size and state of the machine, and what was measured."""
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(encoding="ascii"))
    size = f"{int(memory[1]) / 1_048_576:.0f} GiB" if memory else "unknown"
    commit = timed(["git", "rev-parse", "--short=12", "HEAD"], ROOT)[1].stdout.strip()
    changed = bool(timed(["git", "status", "--porcelain", "-uno"], ROOT)[1].stdout.strip())
    dirty = " with uncommitted changes" if changed else ""
    return (
        f"{len(os.sched_getaffinity(0))} processors, {size} of memory, shared with other work "
        f"(load {os.getloadavg()[0]:.1f} before the start); commit {commit}{dirty}."
    )


FLOW = {
    "demo": lambda: demo(ROOT, "warm"), "crawl": crawl, "desk": desk, "fifty": fifty, "pictures": pictures,
    "officer": officer, "kills": kills, "wall": wall,
    "reference": benches.reference,
}  # fmt: skip


def arguments() -> argparse.Namespace:
    """What is to be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clone", action="store_true", help="measure a fresh clone too")
    parser.add_argument(
        "--long", action="store_true", help="the benches in full; without it each takes a minute or two"
    )
    parser.add_argument("--photos", type=Path, default=os.environ.get("PHOTOS") or None, metavar="FOLDER")
    parser.add_argument("--python", default=sys.executable, help="interpreter for the benches (default this one)")
    names = [*FLOW, *benches.RUNS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="SECTION", help=", ".join(names))
    return parser.parse_args()


def measured(chosen: argparse.Namespace) -> list[str]:
    """The lines of every section that was asked for."""
    lines = clone() if chosen.clone else []
    for name in (name for name in FLOW if name in chosen.only):
        lines += FLOW[name]()
    wanted = [name for name in benches.RUNS if name in chosen.only]
    with benches.photographs(chosen.photos) as (folder, words):
        lines += [f"- Benches, {'long' if chosen.long else 'short'} runs, with {words}."] if wanted else []
        for name in wanted:
            lines += benches.section(name, long=chosen.long, python=chosen.python, photos=folder)
    return lines


def main() -> None:
    """Measure, print, write."""
    chosen = arguments()
    lines = [f"\n## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "", machine(), "", *measured(chosen)]
    text = "\n".join(lines) + "\n"
    print(text)
    before = REPORT.read_text(encoding="utf-8") if REPORT.exists() else HEAD
    REPORT.write_text(before + text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
