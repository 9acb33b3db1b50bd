"""Runs `manage.py bench` for `make proof`: short runs unless told, one after the other, so that none disturbs another."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests import bounds

ROOT = Path(__file__).resolve().parents[1]
WHEEL = (
    *("astronaut.png", "brick.png", "camera.png", "chelsea.png", "coffee.png", "coins.png", "grass.png", "gravel.png"),
    *("hubble_deep_field.jpg", "ihc.png", "moon.png", "motorcycle_left.png", "retina.jpg", "rocket.jpg"),
)
WALLPAPERS = tuple(Path("/usr/share") / name for name in ("backgrounds", "wallpapers", "gcompris-qt"))
ENDINGS, LEAST = {".jpg", ".jpeg", ".png", ".webp"}, 60_000  # bytes: smaller files are icons and drawings
PHOTOS = "{photos}"
# section -> title, arguments of a short run, of a long one; both begin with the bench
RUNS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "hashing": ("Hashing, one thread", ("hashing", "--pictures=2", "--rounds=2"), ("hashing",)),
    "matching": ("Index of a million values", ("matching", "--queries=200"), ("matching",)),
    "ten million": ("Index of ten million values", (), ("matching", "--count=10000000")),
    "exactness": (
        "Index beside a look at every value", ("matching", "--exactness=20000"), ("matching", "--exactness=1000000"),
    ),
    "robustness": (
        "Altered pictures", ("robustness", "--photos", PHOTOS, "--sample=3"), ("robustness", "--photos", PHOTOS),
    ),
    "clips": ("Altered clips", ("clips", "--photos", PHOTOS, "--made=2"), ("clips", "--photos", PHOTOS)),
    "crawl": (
        "Crawl of local sites", ("crawl", "--sites=12", "--pages=8", "--no-peer"), ("crawl", "--seconds=900"),
    ),
    "fuzz": ("Damaged files", ("fuzz", "--count=300"), ("fuzz",)),
}  # fmt: skip


def section(name: str, *, long: bool, python: str, photos: Path) -> list[str]:
    """The lines of one bench. Never raises for a bench that fails: the line says so."""
    title, *ways = RUNS[name]
    chosen = ways[long]
    if not chosen:
        return [f"- {title}: left out of a short run (--long)."]
    arguments = [str(photos) if part == PHOTOS else part for part in chosen]
    shown = " ".join("FOLDER" if part == PHOTOS else part for part in chosen)
    done = _ran([python, "manage.py", "bench", *arguments, "--json"])
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or ["no word"]
        return [f"- {title} (`bench {shown}`): **failed**: {said[0]}"]
    report: dict[str, Any] = json.loads(done.stdout)
    return [f"- {title} (`bench {shown}`):", *bounds.lines(name, report, long=long), *_more(name, report)]


def _more(name: str, report: dict[str, Any]) -> Iterator[str]:
    """What has no bound and has to be stated."""
    if name == "robustness":
        wrong = report["false matches"]
        yield f"  - 95 % upper bound of the rate of false matches: {wrong['upper bound, 95 %']}."
        yield f"  - {report['registered']} pictures registered, {report['questions']} questions."
        yield from (f"  - false: {line}" for line in wrong["which"][:10])
    elif name == "clips":
        yield f"  - recall of groups: {', '.join(f'{group} {rate}' for group, rate in report['groups'].items())}."
    elif name in {"matching", "ten million"}:
        yield f"  - single question {report['single_ms_p50']} ms, {report['index_bytes_a_value']} bytes a value."


def reference() -> list[str]:
    """The checks against the hash's authors' own files, in the folder that PDQ_REFERENCE names."""
    title = "- Reference set (PDQ_REFERENCE)"
    if not os.environ.get("PDQ_REFERENCE"):
        return [f"{title}: not measured; PDQ_REFERENCE names no folder."]
    command = [sys.executable, "-m", "portal.launcher.commands", "test", "tests/hashing", "-q", "-k", "reference"]
    said = _ran(command).stdout
    counts = {name: int(number) for number, name in re.findall(r"(\d+) (passed|failed|skipped)", said)}
    return [f"{title}:", *bounds.lines("reference", {"passed": 0, "failed": 0, "skipped": 0} | counts, long=True)]


@contextlib.contextmanager
def photographs(named: Path | None) -> Iterator[tuple[Path, str]]:
    """A folder of photographs and words about it: the named one, or links to what is installed here."""
    if named is not None:
        yield named, "photographs of a folder of the operator's"
        return
    with tempfile.TemporaryDirectory() as temporary:
        wheel, packages = _wheel(), _wallpapers()
        for number, path in enumerate([*wheel, *packages]):
            shutil.copy(path, Path(temporary) / f"{number:04d}{path.suffix.lower()}")
        words = f"{len(wheel)} photographs of scikit-image's wheel, {len(packages)} of installed wallpaper packages"
        yield Path(temporary), words


def _wheel() -> list[Path]:
    spec = find_spec("skimage")
    data = Path(spec.origin).parent / "data" if spec and spec.origin else Path("/nowhere")
    return [data / name for name in WHEEL if (data / name).exists()]


def _wallpapers() -> list[Path]:
    """One file of each installed wallpaper: the largest of those that are one picture in several sizes."""
    largest: dict[str, Path] = {}
    for folder in (folder for folder in WALLPAPERS if folder.is_dir()):
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() not in ENDINGS or not path.is_file() or path.stat().st_size < LEAST:
                continue
            sizes = path.parent.name.startswith("images") and path.parent.parent.name == "contents"
            key = str(path.parent.parent) if sizes else hashlib.sha256(path.read_bytes()).hexdigest()
            if key not in largest or largest[key].stat().st_size < path.stat().st_size:
                largest[key] = path
    return list(largest.values())


def _ran(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
