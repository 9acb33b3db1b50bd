"""A part of the crawl over small sites: what is fetched again and what is not, hosts that fail, budgets, and finds."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import CrawlDay, CrawlRound, CrawlSlot, FrontierEntry, HostPace, Match, WatchSource
from cases.detection.services import answers, crawl, reported, slots, sources
from cases.fingerprints import describe
from cases.fingerprints import services as fingerprints
from cases.intake import services as intake
from tests.crawl.site import Site, allow
from tests.hashing import make
from tests.people import Cast
from tests.takedowns.flow import a_case

pytestmark = pytest.mark.processes
PICTURES = {number: make.file(make.picture(320, 240, 700 + number), "JPEG", quality=97) for number in range(4)}


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with Site() as one:
        one.page("/", links=("/post",), shows=("/0.jpg", "/1.jpg"))
        one.page("/post", links=("/", "/gone"), shows=("/2.jpg",))
        one.pages |= {f"/{number}.jpg": ("image/jpeg", data) for number, data in PICTURES.items()}
        allow(settings, one)
        yield one


def watch(actor: Actor, url: str) -> WatchSource:
    return sources.source_create(
        actor, name="Bridges", url=url, country="DE", language="de", depth=3, cadence_seconds=3600
    )


def a_round(actor: Actor, source: WatchSource, *, parts: int = 30) -> CrawlRound:
    """One round to its end, as workers would do it."""
    sources.source_visit_now(actor, source_id=source.pk)
    system = Actor.system(actor.agency_id)
    assert sources.round_start(system, source_id=source.pk)
    for _part in range(parts):
        crawl.work(system, seconds=3)
        with tenant_scope(actor.agency_id):
            found = CrawlRound.objects.filter(source=source).latest("id")
        if found.finished_at:
            return found
    raise AssertionError("the round did not end")


def register(cast: Cast, *numbers: int) -> Any:
    case = a_case(cast)
    items = [describe.describe(PICTURES[number]) for number in numbers]
    fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=items)
    return case


def test_it_fetches_again_only_what_changed_or_must_be_compared(committed_cast: Cast, site: Site) -> None:
    cast = committed_cast
    register(cast, 0)
    source = watch(cast.manager, f"{site.base}/")
    first = a_round(cast.manager, source)
    assert (first.pages, first.media, first.finds, first.fresh, first.errors) == (3, 3, 1, 3, 0)
    again = a_round(cast.manager, source)
    assert (again.media, again.unchanged, again.fresh) == (0, 3, 0)

    site.etags = False  # now only length and first bytes tell, and a long file is not read to its end
    site.sent.clear()
    quiet = a_round(cast.manager, source)
    assert (quiet.media, quiet.unchanged) == (0, 3)

    register(cast, 2)  # registered later: found at the next full round, although nothing changed
    late = a_round(cast.manager, source)
    assert (late.finds, late.media) == (1, 3)
    site.pages["/1.jpg"] = ("image/jpeg", PICTURES[0])
    changed = a_round(cast.manager, source)
    assert (changed.media, changed.unchanged) == (1, 2)
    with tenant_scope(cast.harbour.pk):
        assert {row.page_url.rpartition("/")[2] for row in Match.objects.all()} == {"", "post"}
        kept = FrontierEntry.objects.filter(kind="media").first()
        assert kept is not None and len(bytes(kept.full_mark)) == 16
    assert max(count for (_path, status), count in site.asked.items() if status == 200) <= 6
    assert site.most <= 2


def test_it_gives_up_a_host_that_does_not_answer_and_goes_on_with_others(
    committed_cast: Cast, site: Site, settings: Any
) -> None:
    cast = committed_cast
    with Site("127.0.0.9") as dead:
        allow(settings, site, dead)
        settings.CRAWL_BACKOFF_SECONDS = 0.05
        site.page("/", shows=("/0.jpg", *(f"{dead.base}/{number}.jpg" for number in range(30))))
        dead.server.shutdown()
        dead.server.server_close()
        source = watch(cast.manager, f"{site.base}/")
        done = a_round(cast.manager, source)
    assert done.media == 1
    assert len(site.times) == 2
    with tenant_scope(cast.harbour.pk):
        assert FrontierEntry.objects.filter(state="failed").count() == 30
    assert sorted(row.failures > 0 for row in HostPace.objects.all()) == [False, True]
    assert not HostPace.objects.filter(lease_until__gt=timezone.now()).exists()


def test_it_keeps_urgent_lanes_going_when_the_budget_is_used_up(committed_cast: Cast, site: Site) -> None:
    cast, system = committed_cast, Actor.system(committed_cast.harbour.pk)
    source = watch(cast.manager, f"{site.base}/")
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(crawl_pages_day=1)
        slots.spend(system, pages=2, media=0, received=0, millis=0)
        assert slots.overdrawn(system)
        CrawlDay.objects.all().delete()
    sources.round_start(system, source_id=source.pk)
    with tenant_scope(cast.harbour.pk):
        FrontierEntry.objects.update(lane=5)
    first = crawl.work(system, seconds=2, over=True)
    assert first.leased <= crawl.TRICKLE
    with tenant_scope(cast.harbour.pk):
        FrontierEntry.objects.filter(state="queued").update(lane=0)
    assert crawl.work(system, seconds=2, over=True).leased >= 1


def test_it_runs_one_chain_of_parts_for_each_slot(committed_cast: Cast, site: Site, settings: Any) -> None:
    cast, system = committed_cast, Actor.system(committed_cast.harbour.pk)
    settings.CRAWL_SLOTS, settings.CRAWL_PART_SECONDS = 2, 2
    source = watch(cast.manager, f"{site.base}/")
    assert sources.round_start(system, source_id=source.pk)
    with tenant_scope(cast.harbour.pk):
        slots.wake(cast.harbour.pk)
        held = list(CrawlSlot.objects.order_by("number"))
        assert [row.part for row in held] == [1, 1]
    crawl.part_work(system, slot=0, part=7)  # not this one's turn
    assert not site.asked
    crawl.part_work(system, slot=0, part=1)
    crawl.part_work(system, slot=1, part=1)
    with tenant_scope(cast.harbour.pk):
        assert [row.busy_until for row in CrawlSlot.objects.all()] == [None, None]
        assert CrawlRound.objects.get().finished_at
        assert CrawlDay.objects.get().pages == 3


def test_it_ends_a_round_whose_worker_died_after_the_last_answer(
    committed_cast: Cast, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, system = committed_cast, Actor.system(committed_cast.harbour.pk)
    source = watch(cast.manager, f"{site.base}/")
    assert sources.round_start(system, source_id=source.pk)
    with monkeypatch.context() as dying:
        dying.setattr(answers, "rounds_close", lambda *_: [])
        crawl.work(system, seconds=3)
    with tenant_scope(cast.harbour.pk):
        assert not CrawlRound.objects.get().finished_at
        assert not FrontierEntry.objects.filter(state__in=["queued", "leased"]).exists()
        CrawlSlot.objects.all().delete()
    sources.source_visit_now(cast.manager, source_id=source.pk)
    assert not sources.round_start(system, source_id=source.pk)  # it is open still, and the crawl is woken
    crawl.part_work(system, slot=0, part=1)
    with tenant_scope(cast.harbour.pk):
        assert CrawlRound.objects.get().finished_at


def test_it_asks_robots_as_the_deployment_wants(committed_cast: Cast, site: Site, settings: Any) -> None:
    cast = committed_cast
    site.pages["/robots.txt"] = ("text/plain", b"User-agent: *\nDisallow: /post\nCrawl-delay: 0.3")
    settings.CRAWL_ROBOTS = "obey"
    done = a_round(cast.manager, watch(cast.manager, f"{site.base}/"))
    assert (done.pages, done.media) == (1, 2)
    with tenant_scope(cast.harbour.pk):
        assert FrontierEntry.objects.get(url__endswith="/post").state == "refused"
    assert HostPace.objects.get().delay_ms == 300
    gaps = [b - a for a, b in zip(site.times[1:], site.times[2:], strict=False)]
    assert min(gaps) > 0.2


def test_it_looks_once_from_the_command(committed_cast: Cast, site: Site, settings: Any) -> None:
    cast = committed_cast
    case = register(cast, 0, 2)
    settings.CRAWL_ALLOWED_NETWORKS, settings.CRAWL_ALLOWED_PORTS = [], []

    def lines(agency: str, *more: str) -> list[dict[str, Any]]:
        out = StringIO()
        call_command("watch", f"{site.base}/", "--agency", agency, "--now", "--json", *more, stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    with pytest.raises(CommandError, match="could not be read"):
        lines("harbour")
    with pytest.raises(CommandError, match="nobody"):
        lines("nobody", "--allow-host", "127.0.0.1")
    found = {
        line["media"].rpartition("/")[2]: line for line in lines("harbour", "--allow-host", "127.0.0.1", "--depth", "1")
    }
    assert {name: line["match"] for name, line in found.items()} == {
        "0.jpg": case.reference, "1.jpg": None, "2.jpg": case.reference,
    }  # fmt: skip
    assert {line["kind"] for line in found.values()} == {"image"} and found["0.jpg"]["band"] == "certain"
    with tenant_scope(cast.harbour.pk):
        assert Match.objects.count() == 2 and WatchSource.objects.count() == 0
    assert {line["match"] for line in lines("island", "--allow-host", "127.0.0.1")} == {None}


def test_it_looks_at_once_at_reported_addresses_that_are_nobodys_own(committed_cast: Cast, site: Site) -> None:
    cast, system = committed_cast, Actor.system(committed_cast.harbour.pk)
    items = [describe.describe(PICTURES[number]) for number in (0, 1)]
    text = f"{site.base}/ {site.base}/1.jpg {site.base}/post?token=abc https://t.me/+AbCdEf123456 http://site.invalid/"
    case = intake.report_submit(
        cast.worker, channel="worker", age_band="adult", purposes=["detection", "notices"], items=items, addresses=text
    )
    with tenant_scope(cast.harbour.pk):
        (job,) = Job.objects.filter(kind="cases.detection.reported")
    assert reported.reported_look(system, **job.args) == 3
    with tenant_scope(cast.harbour.pk):
        assert set(FrontierEntry.objects.values_list("lane", "url", "page_url")) == {(0, "", "")}
    for _part in range(5):
        crawl.work(system, seconds=2)
    with tenant_scope(cast.harbour.pk):
        found = Match.objects.filter(case=case)
        assert {row.page_url for row in found} == {f"{site.base}/", f"{site.base}/1.jpg"}
        assert CrawlRound.objects.get().finished_at and not FrontierEntry.objects.exists()
        assert WatchSource.objects.get().next_due_at.year == 9000
    assert not [path for path, _status in site.asked if "token" in path]
    case = intake.report_submit(
        cast.worker, channel="worker", age_band="adult", purposes=[], addresses=f"{site.base}/2.jpg"
    )
    with tenant_scope(cast.harbour.pk):
        job = Job.objects.filter(kind="cases.detection.reported").latest("id")
    assert reported.reported_look(system, **job.args) == 0
