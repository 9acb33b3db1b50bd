"""Kinds against the real software on the loopback; skipped with the reason where it is not installed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.detection.reading import Ask, Place
from cases.detection.sources import KINDS
from tests.sources import real

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        not os.environ.get("LIVE"), reason="`make live` tries this against real software, in about a minute"
    ),
]


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with real.mediawiki(tmp_path_factory.mktemp("wiki")) as base:
        yield base


def learn(browser: real.Browser, kind: str, place: Place) -> Place:
    """The place with the options that its first answers tell."""
    return Place(place.url, place.depth, options=dict(browser.round(KINDS[kind], place).learned))


def test_it_reads_a_mediawiki_page_by_page(wiki: str) -> None:
    with real.Browser("mediawiki") as browser:
        place = Place(f"{wiki}/index.php/Main_Page", 2, options={"include": "/index.php/*"})
        found = browser.round(KINDS["website"], place)
        browser.read(KINDS["website"], place, Ask(f"{wiki}/index.php/Bridge"), "page.html")
        browser.read(KINDS["website"], place, Ask(f"{wiki}/index.php/File:Fog_bridge.jpg"), "file.html")
    shown = {shown.url.rpartition("/")[2] for shown in found.media}
    assert {"Fog_bridge.jpg", "Rope_bridge.jpg"} <= shown  # the pictures in full, not only as thumbnails
    assert "https://elsewhere.example/rope" in found.outside
    assert any("spans a river" in item.text for item in found.items)


def test_it_asks_a_mediawiki_for_a_word_as_its_description_says(wiki: str) -> None:
    kind = KINDS["opensearch"]
    with real.Browser("mediawiki") as browser:
        first = Place(f"{wiki}/index.php/Main_Page", 1)
        browser.read(kind, first, Ask(f"{wiki}/opensearch_desc.php", "describe"), "opensearch.xml")
        place = learn(browser, "opensearch", first)
        assert "{searchTerms}" in place.options["template"]
        asks = kind.asks(place, "rope")  # type: ignore[attr-defined]
        browser.read(kind, place, asks[0], "search.html")
        found = browser.round(kind, place, asks=asks)
    assert any(shown.url.endswith("/Rope_bridge.jpg") for shown in found.media)
    assert any("Made of rope" in item.text for item in found.items)


def test_it_asks_a_meta_search_for_a_word(wiki: str, tmp_path: Path) -> None:
    kind = KINDS["searxng"]
    with real.searx(tmp_path / "searx", wiki) as base, real.Browser("searx") as browser:
        place = Place(base, 1, options={"categories": "general,images", "pages": "1"})
        assert browser.read(kind, place, kind.start(place)[0], "config.json").trouble == ""
        asks = kind.asks(place, "bridge")  # type: ignore[attr-defined]
        for ask, name in zip(asks, ("general.json", "images.json"), strict=True):
            browser.read(kind, place, ask, name)
        found = browser.round(kind, place, asks=asks)
        pictures = browser.round(kind, place, asks=asks[1:], most=1)
    assert any(shown.url.endswith("/Rope_bridge.jpg") for shown in found.media)
    assert any("bridge.jpg" in shown.url for shown in pictures.media)  # the result's own picture
    assert any("Bridge" in item.text for item in found.items)


def test_it_reads_a_wordpress_by_its_interface_feed_sitemap_and_pages(tmp_path: Path) -> None:
    with real.wordpress(tmp_path / "blog") as base, real.Browser("wordpress") as browser:
        kind, place = KINDS["wordpress"], Place(f"{base}/", 1)
        for ask, name in zip(kind.start(place), ("posts.json", "media.json", "front.html"), strict=True):
            browser.read(kind, place, ask, name)
        found = browser.round(kind, place)
        assert {"fog.jpg", "rope.jpg"} <= {shown.url.rpartition("/")[2] for shown in found.media}
        assert {"https://elsewhere.example/Fog", "https://elsewhere.example/Rope"} <= set(found.outside)
        searched = browser.round(kind, place, asks=kind.asks(place, "rope"))  # type: ignore[attr-defined]
        assert any(shown.url.endswith("/rope.jpg") for shown in searched.media)
        feed = Place(f"{base}/?feed=rss2", 1)
        browser.read(KINDS["feed"], feed, KINDS["feed"].start(feed)[0], "rss.xml")
        browser.read(KINDS["feed"], feed, Ask(f"{base}/?feed=atom", "feed"), "atom.xml")
        fed = browser.round(KINDS["feed"], feed)
        assert any("Fog bridge" in item.text for item in fed.items) and any("/fog" in shown.url for shown in fed.media)
        browser.read(KINDS["sitemap"], place, Ask(f"{base}/?sitemap=index", "sitemap"), "sitemaps.xml")
        browser.read(
            KINDS["sitemap"],
            place,
            Ask(f"{base}/?sitemap=posts&sitemap-subtype=post&paged=1", "sitemap"),
            "sitemap.xml",
        )
        mapped = browser.round(KINDS["sitemap"], place, asks=(Ask(f"{base}/?sitemap=index", "sitemap"),))
        assert any("/fog" in shown.url for shown in mapped.media)


def test_it_reads_an_activitypub_account_to_the_end_of_its_outbox(tmp_path: Path) -> None:
    with real.fediverse(tmp_path) as account, real.Browser("fedify") as browser:
        kind, place = KINDS["activitypub"], Place(account, 1)
        base = account.removesuffix("/@ana")
        for path, name in (("/users/ana", "actor"), ("/users/ana/outbox", "outbox"), ("/users/ana/outbox?cursor=0", "page"),
                           ("/users/ana/posts/1", "note")):  # fmt: skip
            browser.read(kind, place, Ask(base + path, "object", accept=kind.start(place)[0].accept), f"{name}.json")
        found = browser.round(kind, place)
    assert {f"{base}/pictures/{number}.jpg" for number in (1, 2, 3)} <= {shown.url for shown in found.media}
    assert {shown.page_url for shown in found.media if shown.url.endswith("/1.jpg")} == {f"{base}/@ana/1"}
    assert "https://elsewhere.example/2" in found.outside
    assert any("Two cats" in item.text and item.at for item in found.items)
