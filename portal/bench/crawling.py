"""What `bench crawl` does once its services are up: files, rows, sites, workers, and what they cost."""

import json
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from django.db.models import Count, Q, Sum
from PIL import Image

from agencies.events import services as events
from agencies.people import services as people
from agencies.tenancy.actor import Actor
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import agency_open
from cases.casework.states import Purpose
from cases.detection.models import CrawlRound, Match
from cases.detection.services import sources
from cases.fingerprints import describe
from cases.intake import services as intake
from portal.bench import crawled, hosts, load
from portal.bench.refusal import Refused
from portal.demo import scenes
from portal.demo.adapters import pictures

ROOT = Path(__file__).resolve().parents[2]
BASES, PLANTED = 48, 16  # so many that no registration is held for being found on many sites
LIGHT, HEAVY = 100_000, 800_000  # bytes of a picture
SWEEP_SECONDS, LOOK_SECONDS = 1.0, 5.0


def measure(say: Callable[[str], None], told: dict[str, Any]) -> dict[str, Any]:
    """Make the database and the files, measure each number of workers; the report. `told`: the bench's options."""
    port = told["port"]
    owner = (sys.executable, "-m", "portal.launcher.commands", "as-owner", "--")
    subprocess.run([*owner, sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"], cwd=ROOT, check=True)
    with TemporaryDirectory(prefix="bench-files-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        sizes = files_make(Path(folder), told["photos"])
        say(f"{BASES} pictures of {min(sizes) // 1000} to {max(sizes) // 1000} KB, and clips.")
        actor = agency_make(Path(folder), details=told["details"])
        runs: list[dict[str, Any]] = []
        everything = told["sites"] * len(told["workers"])
        with sites_served(port, everything, told["pages"], told["media"], folder):
            for at, workers in enumerate(told["workers"]):
                runs.append(measured(say, actor, told, first=at * told["sites"], workers=workers))
            peer = None if told["no_peer"] else spider(port, told)
    return report(told, runs, peer, sizes)


# ---- files and rows -------------------------------------------------------------------------------------------


def files_make(folder: Path, photos: str) -> list[int]:
    """Pictures of usual size, a clip, and pictures that will be registered; returns the sizes in bytes."""
    rng, sizes = Random(7), list[int]()
    given = (
        sorted(path for path in Path(photos).rglob("*") if path.suffix.lower() in {".jpg", ".jpeg"}) if photos else []
    )
    usable = [path for path in given if LIGHT <= path.stat().st_size <= HEAVY][:BASES]
    for number in range(BASES):
        if number < len(usable):
            data = usable[number].read_bytes()
        else:
            data = _drawn(scenes.draw(rng.choice(list(scenes.KINDS)), 1000 + number, size=_size(rng)), rng)
        (folder / f"base-{number:02}.jpg").write_bytes(data)
        sizes.append(len(data))
    for number in range(PLANTED):
        data = _drawn(
            scenes.draw(sorted(scenes.KINDS)[number % len(scenes.KINDS)], 90_000 + number, size=(1600, 1200)), rng
        )
        (folder / f"planted-{number:02}.jpg").write_bytes(data)
    clip = next(media.bytes for media in pictures.registered() if media.bytes[4:8] == b"ftyp")
    (folder / "clip-0.mp4").write_bytes(clip)
    return sizes


def _size(rng: Random) -> tuple[int, int]:
    wide = rng.choice((1000, 1280, 1600, 1920))
    return wide, wide * 3 // 4


def _drawn(picture: Any, rng: Random) -> bytes:
    """A JPEG with the grain of a camera, between LIGHT and HEAVY bytes."""
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 6, (picture.height, picture.width, 1))
    grainy = Image.fromarray(np.clip(np.asarray(picture, np.float32) + noise, 0, 255).astype(np.uint8))
    data = b""
    for quality in (88, 80, 70, 60, 50):
        out = BytesIO()
        grainy.save(out, "JPEG", quality=quality)
        data = out.getvalue()
        if len(data) <= HEAVY:
            break
    return data


def agency_make(folder: Path, *, details: bool) -> Actor:
    """An agency with a case whose pictures are registered; returns a person who may do everything."""
    agency = agency_open(
        name="Bench", slug="bench", kind="ngo", country="NL", crawl_min_seconds=2, patch_search=details,
        crawl_pages_day=10_000_000, crawl_megabytes_day=10_000_000, crawl_seconds_day=10_000_000,
    )  # fmt: skip
    roles = [role for role in Role if role is not Role.PLATFORM_ADMIN]
    for role in roles:
        user = people.member_add(
            Actor.system(agency.pk),
            email="bench@example.org",
            name="Bench",
            role=role,
            password="a long one for the bench",
        )
    actor = Actor(agency_id=agency.pk, roles=frozenset(roles), user_id=user.pk)
    items = [describe.describe(path.read_bytes(), patches=details) for path in sorted(folder.glob("planted-*.jpg"))]
    purposes = [Purpose.DETECTION, *([Purpose.DETAILED_DETECTION] if details else [])]
    intake.report_submit(actor, channel="worker", age_band="adult", purposes=purposes, items=items)
    return actor


@contextmanager
def sites_served(port: int, sites: int, pages: int, media: int, folder: str) -> Iterator[None]:
    """The sample sites in a process of their own."""
    command = [sys.executable, "-m", "portal.bench.hosts", *map(str, (port, sites, pages, media)), folder]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        if b"ready" not in process.stdout.readline():
            raise Refused("The sample sites did not start.")
        yield
    finally:
        process.kill()
        process.wait()


# ---- measuring ------------------------------------------------------------------------------------------------


@contextmanager
def workers_started(number: int) -> Iterator[int]:
    """A worker with so many processes, as the launcher starts it; yields its process number."""
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "ERROR")
    celery = ("-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "-A", "portal.celery", "--quiet")
    command = [sys.executable, *celery, "worker", "--concurrency", str(number), *quiet]
    env = {**os.environ, "CRAWL_SLOTS": str(number)}
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def measured(
    say: Callable[[str], None], actor: Actor, told: dict[str, Any], *, first: int, workers: int
) -> dict[str, Any]:
    """Watch the sites from `first` on with so many worker processes, until all were read or the time is over."""
    for site in range(first, first + told["sites"]):
        sources.source_create(
            actor, name=f"Site {site}", url=f"http://{hosts.address(site)}:{told['port']}/", country="NL", language="en",
            depth=10, cadence_seconds=86_400,
        )  # fmt: skip
    with workers_started(workers):
        _until(lambda: load.cpu(os.getpid()).get("fetch, read, match, write", 0) > 0.5, 30)
        before, began, peak = load.cpu(os.getppid()), time.monotonic(), dict[str, int]()
        looked = 0.0
        done = figures(actor, first, told["sites"])
        while time.monotonic() - began < told["seconds"] and done["rounds ended"] < told["sites"]:
            sources.rounds_start()
            events.sweep()
            time.sleep(SWEEP_SECONDS)
            done = figures(actor, first, told["sites"])
            if time.monotonic() - looked > LOOK_SECONDS:
                looked = time.monotonic()
                for name, held in load.memory(os.getppid()).items():
                    peak[name] = max(peak.get(name, 0), held)
                say(f"{workers} processes, {looked - began:.0f} s: {done['pages']} pages, {done['media']} media")
        passed, after = time.monotonic() - began, load.cpu(os.getppid())
    spent = {name: round(value - before.get(name, 0), 1) for name, value in after.items() if name != "peer"}
    return {
        "worker_processes": workers, "seconds": round(passed, 1), **done, "work": crawled.checked(actor, told, first=first),
        "pages_a_second": round(done["pages"] / passed, 2), "media_a_second": round(done["media"] / passed, 2),
        "megabytes_a_second": round(done["bytes"] / passed / 1e6, 1),
        "sites_of_50_media_a_day": round(done["media"] / passed * 86_400 / 50),
        "cpu_seconds": spent,
        "cpu_ms_a_medium": {name: round(1000 * value / max(done["media"], 1), 2) for name, value in spent.items()},
        "peak_megabytes": {name: round(held / 1e6) for name, held in peak.items()},
    }  # fmt: skip


def _until(true: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)


def figures(actor: Actor, first: int, number: int) -> dict[str, int]:
    """What the rounds of these sites say by now; nothing may be handled twice, so media beyond the plan would show it."""
    names = [f"Site {site}" for site in range(first, first + number)]
    with tenant_scope(actor.agency_id):
        rows = CrawlRound.objects.visible_to(actor).filter(source__name__in=names)
        sums = rows.aggregate(
            *(Sum(name) for name in ("pages", "media", "errors", "bytes")),
            ended=Count("id", filter=~Q(finished_at=None)),
        )
        finds = Match.objects.visible_to(actor).count()
    told = {name: int(sums[f"{name}__sum"] or 0) for name in ("pages", "media", "errors", "bytes")}
    return {**told, "rounds ended": int(sums["ended"]), "finds": finds}


def spider(port: int, told: dict[str, Any]) -> dict[str, Any]:
    """Scrapy over the sites of the first run."""
    if find_spec("scrapy") is None:
        return {
            "missing": "Scrapy is not installed (make peers, then that environment's python manage.py bench crawl)."
        }
    seconds = min(told["seconds"], 300.0)
    command = [sys.executable, "-m", "portal.bench.spider", *map(str, (port, told["sites"], seconds))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["no word"])[-1]}
    found = json.loads(done.stdout)
    found["media_a_second"] = round(found["media"] / found["seconds"], 2)
    found["cpu_ms_a_medium"] = round(1000 * found.pop("cpu_seconds") / max(found["media"], 1), 2)
    return dict(found)


def report(
    told: dict[str, Any], runs: list[dict[str, Any]], peer: dict[str, Any] | None, sizes: list[int]
) -> dict[str, Any]:
    """Everything that was measured, and on what."""
    sized = {"least": min(sizes), "mean": sum(sizes) // len(sizes), "most": max(sizes)}
    return {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "corpus": {name: told[name] for name in ("sites", "pages", "media")} | {"bytes of a picture": sized},
        "details": told["details"],
        "runs": runs,
        **crawled.compared(runs, peer, os.cpu_count() or 1),
    }
