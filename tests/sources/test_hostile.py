"""Whatever a server answers, a kind reads it in bounded time, within its bounds, and never raises."""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.detection import extract, linklist, markup, plainjson, syndication
from cases.detection.reading import MOST_ASKS, MOST_ITEMS, MOST_MEDIA, TROUBLES, Answer, Ask, Place, Reading
from cases.detection.sources import KINDS
from tests.sources.answers import FIXTURES, TYPES, answer

PLACES = {
    "telegram": "https://t.me/s/bridges", "imageboard": "https://board.example/b/", "reddit": "https://www.reddit.com/r/x/",
    "bluesky": "https://bsky.app/profile/ana.example", "websearch": "https://dapi.kakao.com/",
}  # fmt: skip
ROLES = ("page", "next", "sitemap", "robots", "feed", "describe", "results", "config", "object", "catalog", "thread", "topic",
         "post", "posts", "uploads", "found", "hit")  # fmt: skip
OPTIONS = {"provider": "kakao", "comments": "yes", "template": "https://site.example/?q={searchTerms}&p={startPage?}"}
FILES = sorted(path for path in FIXTURES.rglob("*.*") if path.suffix in TYPES)
SECONDS = 20.0  # of one hostile answer, on a busy machine


def bounded(reading: Reading) -> None:
    """What every reading promises."""
    assert len(reading.asks) <= MOST_ASKS and len(reading.media) <= MOST_MEDIA and len(reading.items) <= MOST_ITEMS
    assert reading.trouble in ("", *TROUBLES)
    for ask in reading.asks:
        assert ask.url.startswith(("http://", "https://")) and len(ask.role) <= 12 and ask.depth >= 0
    assert all(shown.url.startswith(("http://", "https://")) and len(shown.text) <= 300 for shown in reading.media)
    assert all(item.text and len(item.text) <= 20_000 for item in reading.items)


def every(body: bytes, content_type: str, roles: tuple[str, ...] = ROLES) -> Iterator[Reading]:
    """The body read by every kind in every role."""
    for name, kind in KINDS.items():
        place = Place(PLACES.get(name, "https://site.example/b/"), options=OPTIONS)
        for role in roles:
            yield kind.read(place, Ask(place.url, role), answer(place.url, body, content_type))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_reads_an_answer_meant_for_another_kind(path: Path) -> None:
    for reading in every(path.read_bytes()[:50_000], TYPES[path.suffix], ("next",)):
        bounded(reading)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_it_survives_answers_that_are_cut_or_spoiled(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(FILES))
    body = bytearray(path.read_bytes()[:20_000])
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, max(0, len(body) - 1)))
        body[at : at + data.draw(st.integers(0, 40))] = data.draw(
            st.one_of(
                st.binary(max_size=12),
                st.sampled_from([b"<", b'"', b"{", b"[", b"null", b"\x00", b"&#0;", b"]]>", b"1e999"]),
            )
        )
    name = data.draw(st.sampled_from(sorted(KINDS)))
    place = Place(PLACES.get(name, "https://site.example/b/"), options=OPTIONS)
    ask = Ask(place.url, data.draw(st.sampled_from(ROLES)), data.draw(st.integers(0, 4)))
    bounded(KINDS[name].read(place, ask, answer(place.url, bytes(body), TYPES[path.suffix])))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["https://x.example/a.jpg", "/b", "http://[bad", "2026-03-01T10:00:00Z", "Create", "Note", "Listing"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "kind", "data", "items", "posts", "feed", "post", "children", "url", "object", "orderedItems",
                         "attachment", "first", "next", "results", "media_attachments", "threads", "embed", "id", "content"]),
        inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(JSON_VALUES, st.sampled_from(sorted(KINDS)), st.sampled_from(ROLES))
def test_it_survives_json_of_any_shape(value: object, name: str, role: str) -> None:
    place = Place(PLACES.get(name, "https://site.example/b/"), options=OPTIONS)
    bounded(KINDS[name].read(place, Ask(place.url, role), answer(place.url, json.dumps(value), "application/json")))


BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>&d;&d;&e;</title><link>https://site.example/1</link></item></channel></rss>"""
HOSTILE = {
    "links": (b"<ul>" + b"".join(b'<li><a href="/p/%d">t</a>' % n for n in range(10_000)), "text/html"),
    "deep": (b"<div class=post>" * 100_000 + b"<img src=/a.jpg>", "text/html"),
    "deep json": (b"[" * 2_000_000, "application/json"),
    "deep objects": (b'{"object":' * 50_000 + b"1" + b"}" * 50_000, "application/activity+json"),
    "long json": (b'{"items":[' + b'{"url":"https://site.example/"},' * 150_000 + b"{}]}", "application/json"),
    "large json": (b'[' + b"1," * 4_500_000 + b"1]", "application/json"),
    "large number": (b'{"items":[{"id":' + b"9" * 1_000_000 + b"}]}", "application/json"),
    "entities": (BOMB, "application/rss+xml"),
    "deep xml": (b"<urlset>" + b"<url>" * 300_000, "application/xml"),
    "attributes": (b"<img " + b"data-a=1 " * 300_000 + b">", "text/html"),
    "srcset": (b'<img srcset="' + b"/x.jpg 1w, " * 200_000 + b'">', "text/html"),
    "style": (b'<div style="' + b"url(" * 500_000 + b'">', "text/html"),
    "script": (b"<script>" + b"https://a/" * 200_000 + b"</script>", "text/html"),
    "gzip": (gzip.compress(b"<urlset>" + b"\x00" * 60_000_000, 1), "application/gzip"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_it_reads_hostile_answers_in_bounded_time(name: str) -> None:
    body, content_type = HOSTILE[name]
    roles = {"text/html": [("website", "page")], "application/json": [("mastodon", "next"), ("feed", "feed")]}
    for kind, role in roles.get(content_type, [("sitemap", "sitemap"), ("feed", "feed"), ("activitypub", "object")]):
        begun = time.process_time()
        place = Place("https://site.example/")
        bounded(KINDS[kind].read(place, Ask(place.url, role), answer(place.url, body, content_type)))
        assert time.process_time() - begun < SECONDS


def test_it_resolves_no_entity() -> None:
    reading = KINDS["feed"].read(Place("https://site.example/"), Ask("https://site.example/", "feed"),
                                 answer("https://site.example/", BOMB, "application/xml"))  # fmt: skip
    assert "aaaaaaaaaa" not in str(reading) and "root:" not in str(reading)


def test_it_refuses_json_that_is_too_long_or_too_deep() -> None:
    assert plainjson.read(b"[" * 100_000) is None
    assert plainjson.read(b'"' + b"a" * 9_000_000 + b'"') is None
    assert plainjson.read(b'{"a": NaN, "b": 1}') == {"a": None, "b": 1}


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/html; charset=euc-kr", "text/html; charset=utf-16", "x; charset=nonsense"]),
)
def test_it_decodes_any_bytes(body: bytes, content_type: str) -> None:
    assert isinstance(markup.decoded(body, content_type), str)
    extract.read(body, "https://site.example/", content_type)
    syndication.read(extract.Gather("https://site.example/"), Answer("https://site.example/", 200, body))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_it_reads_any_list(text: str) -> None:
    found = linklist.read(text)
    assert len(set(found.addresses)) == len(found.addresses)
