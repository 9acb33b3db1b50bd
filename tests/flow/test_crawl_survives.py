"""Worker, browser, broker and database are killed during one crawl: every page is handled, no find is lost or doubled."""

import contextlib
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import InterfaceError, OperationalError, connection
from pytest_django import DjangoDbBlocker

from agencies.doors.adapters import chromium
from agencies.events.models import Event, Job
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import CrawlRound, FrontierEntry, Match, WatchSource
from cases.detection.services import sources
from cases.fingerprints import describe
from cases.fingerprints import services as fingerprints
from tests.crawl.site import Site, allow
from tests.flow.apart import apart, as_superuser
from tests.flow.stage import Stage, until
from tests.hashing import make
from tests.launcher.launching import Launched, alive, descendants
from tests.people import Cast, make_cast
from tests.takedowns.flow import a_case, confirm_bases

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.skipif(not any(map(shutil.which, chromium.NAMES)), reason="Debian's chromium is not installed"),
]
SEED = int(os.environ.get("SEED", "5"))
PAGES, RENDERED, COPIES = (
    24,
    5,
    (3, 9, 17, 22),
)  # plain pages of a site, pages that need a browser, posts that show a registered picture
SCRIPTED = """<!doctype html><title>Bridges</title><div id=list></div><script>
const list = document.getElementById('list');
for (const src of ['/NUMBER.jpg']) { const each = new Image(); each.src = src; list.append(each); }
const next = document.createElement('a'); next.href = '/p/NEXT'; next.textContent = 'Bridge'; list.append(next);
</script>"""


def picture(number: int) -> bytes:
    """A benign picture; those of COPIES, and number 100 + RENDERED, are registered."""
    return make.file(make.picture(320, 240, 300 + number), "JPEG", quality=90)


@pytest.fixture
def sites(settings: Any) -> Iterator[tuple[Site, Site]]:
    """A plain site, and one that shows nothing without a browser."""
    with Site("127.0.4.1") as plain, Site("127.0.4.2") as scripted:
        plain.page("/", links=tuple(f"/post/{number}" for number in range(PAGES)))
        for number in range(PAGES):
            plain.page(f"/post/{number}", shows=(f"/{number}.jpg",))
            plain.pages[f"/{number}.jpg"] = ("image/jpeg", picture(number))
        for number in range(RENDERED):
            body = SCRIPTED.replace("NUMBER", str(number)).replace("NEXT", str(min(number + 1, RENDERED - 1)))
            scripted.pages["/" if number == 0 else f"/p/{number}"] = ("text/html", body.encode())
            scripted.pages[f"/{number}.jpg"] = ("image/jpeg", picture(100 + number))
        allow(settings, plain, scripted)
        yield plain, scripted


@pytest.fixture
def services(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, django_db_blocker: DjangoDbBlocker
) -> Iterator[Launched]:
    with django_db_blocker.unblock(), apart(tmp_path / "own", monkeypatch, settings) as made:
        yield made


def prepare(cast: Cast, plain: Site, scripted: Site) -> None:
    """A case whose pictures both sites show, and a watch on each."""
    confirm_bases()
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(screenshots="none")
    case = a_case(cast)
    items = [describe.describe(picture(number)) for number in (*COPIES, 100 + RENDERED - 1)]
    fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=items)
    for site in (plain, scripted):
        row = sources.source_create(
            cast.manager,
            name=site.host,
            url=f"{site.base}/",
            country="DE",
            language="de",
            depth=9,
            cadence_seconds=3600,
        )
    with tenant_scope(cast.harbour.pk):
        WatchSource.objects.filter(id=row.pk).update(options={"browser": "yes"})


class Watcher:
    """What the crawl has done so far, asked patiently: the database may be away."""

    def __init__(self, cast: Cast) -> None:
        self.agency = cast.harbour.pk

    def ask(self, question: Callable[[], Any], default: Any = None) -> Any:
        try:
            with tenant_scope(self.agency):
                return question()
        except (OperationalError, InterfaceError):
            connection.close()
            return default

    def handled(self) -> int:
        """Addresses with an answer."""
        return int(self.ask(lambda: FrontierEntry.objects.filter(state__in=["done", "gone"]).count(), 0))

    def leased(self) -> set[int]:
        """What workers have in hand."""
        return set(
            self.ask(lambda: list(FrontierEntry.objects.filter(state="leased").values_list("id", flat=True)), [])
        )

    def waits(self, numbers: set[int]) -> bool:
        """Whether some of these have no answer yet, as far as the database tells."""
        rows = FrontierEntry.objects.filter(id__in=numbers, state__in=["queued", "leased"])
        return bool(self.ask(rows.exists, default=True)) if numbers else False

    def ended(self) -> bool:
        """Whether both rounds have ended and no job is left."""
        open_jobs = Job.objects.filter(state__in=["pending", "running"])
        return bool(
            self.ask(lambda: CrawlRound.objects.exclude(finished_at=None).count() == 2 and not open_jobs.exists())
        )


class Killer:
    """Ends one thing after the other as the kernel would, and starts again what nobody else does."""

    def __init__(self, own: Stage, services: Launched, broker: str) -> None:
        self.own, self.services, self.broker = own, services, broker

    def worker(self) -> None:
        self.own.kill("worker")
        self.own.worker()

    def browser(self) -> None:
        for pid in until(self.browsers, 60, "a browser"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def browsers(self) -> list[int]:
        """The first process of each browser below the worker."""
        found = []
        for pid in descendants(self.own.running["worker"].pid):
            with contextlib.suppress(OSError):
                line = Path(f"/proc/{pid}/cmdline").read_bytes()
                if b"chrom" in line.partition(b"\0")[0] and b"--type=" not in line:
                    found.append(pid)
        return found

    def valkey(self) -> None:
        os.kill(self.services.pid("valkey"), signal.SIGKILL)

    def postgres(self) -> None:
        os.kill(self.services.pid("postgres"), signal.SIGKILL)

    def emptied(self) -> None:
        """The broker forgets everything, the names of its queues too."""
        with contextlib.closing(redis.Redis.from_url(self.broker)) as client:
            client.flushall()

    def matcher(self) -> None:
        """The matcher's role may not log in for a moment."""
        gone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'portal_matcher'"
        as_superuser(self.services, "ALTER ROLE portal_matcher NOLOGIN", gone)
        time.sleep(1)
        as_superuser(self.services, "ALTER ROLE portal_matcher LOGIN")

    def supervise(self) -> bool:
        """Start again what ended, as the launcher does."""
        for name, start in (("worker", self.own.worker), ("beat", self.own.beat)):
            if self.own.running[name].poll() is not None:
                start()
        return True


def test_it_handles_every_page_although_everything_is_killed_meanwhile(
    services: Launched, sites: tuple[Site, Site], tmp_path: Path
) -> None:
    cast, (plain, scripted), lots = make_cast(), sites, random.Random(SEED)
    broker = os.environ["BROKER_URL"]
    networks, ports = (",".join(each) for each in zip(*((f"{s.host}/32", str(s.port)) for s in sites), strict=True))
    own = Stage(
        "portal", tmp_path / "stage", CRAWL_ALLOWED_NETWORKS=networks, CRAWL_ALLOWED_PORTS=ports,
        CRAWL_REQUESTS_PER_SECOND="3",
    )  # fmt: skip
    killer, watcher, times = Killer(own, services, broker), Watcher(cast), list[str]()
    blows = [killer.worker, killer.valkey, killer.postgres, killer.emptied, killer.matcher]
    hit = set[int]()
    lots.shuffle(blows)
    blows.insert(lots.randrange(2), killer.browser)
    try:
        prepare(cast, plain, scripted)
        own.worker()
        own.beat()
        for blow in blows:
            progress(killer, watcher, hit)
            time.sleep(lots.uniform(0.0, 0.7))
            assert not watcher.ended(), f"the crawl ended before {blow.__name__}"
            times.append(f"{blow.__name__} at {watcher.handled()}")
            hit = watcher.leased()
            blow()
        until(lambda: killer.supervise() and watcher.ended(), 90, "the end of the crawl")
        print(
            f"killed (after so many addresses, seed {SEED}): {', '.join(times)}; most requests of an address: {max(crawled(cast, *sites).values())}"
        )
        check(cast, plain, scripted)
    except AssertionError:
        print(times, own.log("worker")[-4000:])
        raise
    finally:
        below = {pid for process in own.running.values() for pid in descendants(process.pid)}
        own.close()
    until(lambda: not any(map(alive, below)), 10, "the end of all children")


def progress(killer: Killer, watcher: Watcher, hit: set[int]) -> None:
    """Wait until the crawl has visibly gone on, and has answers to what the last blow took from it."""
    before = watcher.handled()
    until(lambda: killer.supervise() and watcher.handled() > before + 2 and not watcher.waits(hit), 60, "progress")


def crawled(cast: Cast, *sites: Site) -> Counter[str]:
    """How often the crawl asked for each page and picture: without what each attempt to capture a find asks for."""
    asked = Counter(
        {f"{s.base}{path}": count for s in sites for (path, _), count in s.asked.items() if path in s.pages}
    )
    with tenant_scope(cast.harbour.pk):
        pages = dict(Match.objects.values_list("id", "page_url"))
        for args, attempts in Job.objects.filter(kind="takedowns.evidence.capture").values_list("args", "attempts"):
            asked[pages[args["match_id"]]] -= attempts
    return asked


def check(cast: Cast, plain: Site, scripted: Site) -> None:
    """Everything was asked for, nothing more than twice; each copy is one find."""
    for site in (plain, scripted):
        assert {path for path, status in site.asked if status == 200} >= set(site.pages)
    assert {url: count for url, count in crawled(cast, plain, scripted).items() if count > 2} == {}
    last = RENDERED - 1
    wanted = {f"{plain.base}/post/{number}" for number in COPIES} | {f"{scripted.base}/p/{last}"}
    with tenant_scope(cast.harbour.pk):
        assert sorted(Match.objects.values_list("page_url", flat=True)) == sorted(wanted)
        assert (
            Event.objects.filter(kind="match.found").count()
            == Event.objects.filter(kind="evidence.captured").count()
            == len(wanted)
        )
        assert set(FrontierEntry.objects.values_list("state", flat=True)) == {"done"}
        assert set(Job.objects.values_list("state", flat=True)) == {"done"}
        for row in CrawlRound.objects.all():
            assert row.finished_at
