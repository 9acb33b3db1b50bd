"""What the crawl decides by itself: robots.txt, traps, and when to look again."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from cases.detection import cadence, marking, robots, traps
from portal import checks

ROBOTS = b"""
User-agent: *
Disallow: /private
Allow: /private/open$
Crawl-delay: 2.5

User-agent: OtherBot
User-agent: LinkCheck
Disallow: /*.zip   # not for us
"""


def test_it_reads_robots() -> None:
    usual = robots.parse(ROBOTS, "Mozilla/5.0")
    assert usual.delay == 2.5
    assert [usual.allows(path) for path in ("/", "/private/x", "/private/open", "/private/open/x")] == [
        True, False, True, False,
    ]  # fmt: skip
    own = robots.parse(ROBOTS, "Mozilla/5.0 (compatible; LinkCheck/1.0)")
    assert (own.delay, own.allows("/private"), own.allows("/a/b.zip?x")) == (0.0, True, False)
    assert robots.parse(b"\xff\x00 nonsense\n: :\nCrawl-delay: 99999", "x") == robots.Rules()
    assert robots.parse(b"User-agent:*\nCrawl-delay: 99999", "x").delay == robots.MOST_DELAY
    hostile = robots.parse(b"User-agent: *\nDisallow: /" + b"*a" * 5000, "x")
    assert hostile.allows("/" + "b" * 5000)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://a.example/x?PHPSESSID=0f&b=1", "http://a.example/x?b=1"),
        ("http://a.example/x;jsessionid=AB12?b=1", "http://a.example/x?b=1"),
        ("http://a.example/x?sid=12", "http://a.example/x"),
        ("http://a.example/x?inside=12", "http://a.example/x?inside=12"),
    ],
)
def test_it_leaves_sessions_out_of_addresses(url: str, kept: str) -> None:
    assert traps.without_session(url) == kept


def test_it_sees_circles_and_endless_rows() -> None:
    assert traps.circles("http://a.example/" + "x/y/" * 5)
    assert traps.circles("http://a.example/" + "/".join(map(str, range(40))))
    assert not traps.circles("http://a.example/2026/11/22/2026/a/b")
    barren: dict[str, int] = {}
    for month in range(1, 200):
        url = f"http://a.example/calendar/2026/{month}"
        if traps.endless(barren, url):
            break
        barren = traps.counted(barren, traps.shape(url), brought=False)
    assert month == traps.PATIENCE + 1
    assert not traps.endless(barren, "http://a.example/photo/1")
    assert not traps.endless(traps.counted(barren, traps.shape(url), brought=True), url)


def test_it_looks_sooner_where_much_is_new_and_later_where_nothing_is() -> None:
    def after(now: int | None, fresh: int, idle: int) -> int:
        return cadence.interval(3600, now, shortest=900, fresh=fresh, looked=100, idle=idle)

    assert after(None, 10, 0) == 1800
    assert after(900, 10, 0) == 900  # the agency's shortest
    assert after(None, 0, 1) == 3600  # one idle round says nothing
    assert after(900, 0, 1) == 1350
    assert after(3600, 0, cadence.IDLE) == 5400
    assert after(14_000, 0, 50) == 4 * 3600
    assert after(14_000, 1, 0) == 3600
    assert cadence.interval(60, None, shortest=1, fresh=9, looked=9, idle=0) == 60


def test_it_waits_for_the_end_of_quiet_hours() -> None:
    def due(hour: int) -> datetime:
        return datetime(2026, 11, 22, hour, 30, tzinfo=UTC)

    night = time(22, 0), time(6, 0)
    assert cadence.after_quiet(due(12), *night) == due(12)
    assert cadence.after_quiet(due(23), *night) == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert cadence.after_quiet(due(3), *night) == datetime(2026, 11, 22, 6, tzinfo=UTC)
    assert cadence.after_quiet(due(9), time(8), time(10)) == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert cadence.after_quiet(due(9), None, time(10)) == due(9)


def test_it_binds_marks_to_the_address_and_the_agency() -> None:
    marks = {marking.shown(b"k", agency, key, b"x") for agency in (1, 2) for key in ("a", "b")}
    assert len(marks) == 4


def test_it_starts_only_with_a_word_on_robots(settings: Any) -> None:
    settings.TESTING = settings.DEMO = False
    settings.CRAWL_ROBOTS_REASON = ""
    for word, wrong in (("obey", []), ("delay-only", []), ("ignore", ["portal.E041"]), ("never", ["portal.E040"])):
        settings.CRAWL_ROBOTS = word
        assert [message.id for message in checks.robots_decided()] == wrong
    settings.CRAWL_ROBOTS, settings.CRAWL_ROBOTS_REASON = "ignore", "the public prosecutor's order"
    assert checks.robots_decided() == []
