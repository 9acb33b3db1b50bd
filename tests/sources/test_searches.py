"""Kinds that can be asked for words."""

import pytest

from cases.detection.reading import Ask, Option, Place
from cases.detection.sources import KINDS, OFFERED
from tests.sources.answers import answer, asked, read, shown

WIKI = "http://127.0.0.1:8981/"
SITE = "https://site.example/"


def test_it_learns_how_a_real_mediawiki_is_asked() -> None:
    found = read(
        "opensearch", WIKI, "recorded/mediawiki-opensearch.xml", role="describe", at=f"{WIKI}opensearch_desc.php"
    )
    learned = dict(found.learned)
    assert learned["template"].startswith(WIKI) and "{searchTerms}" in learned["template"]
    place = Place(WIKI, 1, options=learned)
    asks = KINDS["opensearch"].asks(place, "김 bridge&x")  # type: ignore[attr-defined]
    assert asks and all("%EA%B9%80+bridge%26x" in ask.url for ask in asks)
    hits = read("opensearch", WIKI, "recorded/mediawiki-search.html", role="results", at=asks[0].url, **learned)
    assert ("hit", f"{WIKI}index.php/Rope_bridge") in asked(hits)


def test_it_fills_a_template_in_the_character_set_of_the_site() -> None:
    options = {"template": "https://site.example/s?q={searchTerms}&n={startIndex}&p={startPage?}&x={unknown?}", "encoding": "euc-kr",
               "first": "0", "pages": "2"}  # fmt: skip
    asks = KINDS["opensearch"].asks(Place(SITE, options=options), "가")  # type: ignore[attr-defined]
    assert [ask.url for ask in asks] == [f"{SITE}s?q=%B0%A1&n=0&p=0&x=", f"{SITE}s?q=%B0%A1&n=20&p=1&x="]
    assert not KINDS["opensearch"].asks(Place(SITE), "가")  # type: ignore[attr-defined]
    assert KINDS["opensearch"].check(Place(SITE, options={"template": "https://site.example/s?q=x"}))


DESCRIPTION = """<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><InputEncoding>EUC-KR</InputEncoding>
<Url type="application/x-suggestions+json" template="/suggest?q={searchTerms}"/><Url type="text/html" template="/html?q={searchTerms}"/>
<Url type="application/rss+xml" pageOffset="0" template="/rss?q={searchTerms}&amp;p={startPage?}"/></OpenSearchDescription>"""


def test_it_takes_the_most_telling_results_of_a_description_of_this_site() -> None:
    kind = KINDS["opensearch"]
    found = kind.read(Place(SITE), Ask(SITE, "describe"), answer(SITE, DESCRIPTION, "application/xml"))
    assert dict(found.learned) == {
        "template": f"{SITE}rss?q={{searchTerms}}&p={{startPage?}}",
        "encoding": "euc-kr",
        "first": "0",
    }
    foreign = DESCRIPTION.replace('template="/', 'template="https://evil.example/')
    assert kind.read(Place(SITE), Ask(SITE, "describe"), answer(SITE, foreign, "application/xml")).trouble == "format"
    moved = kind.read(
        Place(SITE), Ask(SITE, "describe"), answer("https://evil.example/os.xml", DESCRIPTION, "application/xml")
    )
    assert (moved.trouble, moved.learned) == ("moved", ())
    leaking = Place(SITE, options={"template": "https://evil.example/?q={searchTerms}"})
    assert kind.check(leaking) and not kind.asks(leaking, "다리")  # type: ignore[attr-defined]
    page = '<html><head><link rel="search" type="application/opensearchdescription+xml" href="/os.xml"></head></html>'
    assert asked(kind.read(Place(SITE), Ask(SITE, "describe"), answer(SITE, page))) == [("describe", f"{SITE}os.xml")]


def test_it_reads_results_that_are_a_feed() -> None:
    rss = "<rss><channel><item><title>A bridge</title><link>/1</link></item></channel></rss>"
    found = KINDS["opensearch"].read(Place(SITE), Ask(SITE, "results"), answer(SITE, rss, "application/rss+xml"))
    assert asked(found) == [("hit", f"{SITE}1")] and found.items[0].text == "A bridge"


def test_it_reads_the_answers_of_a_real_meta_search() -> None:
    base = "http://127.0.0.1:8984/"
    assert read("searxng", base, "recorded/searx-config.json", role="config").trouble == ""
    pages = read("searxng", base, "recorded/searx-general.json", role="results")
    assert ("hit", f"{WIKI}index.php/Rope_bridge") in asked(pages) and any("rope" in item.text for item in pages.items)
    pictures = read("searxng", base, "recorded/searx-images.json", role="results")
    assert any(
        "bridge.jpg" in url and about.startswith(f"{WIKI}index.php/File:") for url, about in shown(pictures).items()
    )
    asks = KINDS["searxng"].asks(Place(f"{base}search", language="ko"), "다리 x")  # type: ignore[attr-defined]
    assert asks[0].url == f"{base}search?q=%EB%8B%A4%EB%A6%AC+x&format=json&categories=general&pageno=1&language=ko"


@pytest.mark.parametrize(
    ("provider", "host", "name", "media"),
    [
        ("naver", "openapi.naver.com", "naver-image", "https://pictures.example/bridge.jpg"),
        ("kakao", "dapi.kakao.com", "kakao-image", "https://blog.example/files/bridge.jpg"),
        ("brave", "api.search.brave.com", "brave-web", "https://imgs.search.brave.com/x"),
    ],
)
def test_it_reads_the_answers_of_paid_searches(provider: str, host: str, name: str, media: str) -> None:
    found = read("websearch", f"https://{host}/", f"documented/{name}.json", role="results", provider=provider)
    assert media in shown(found)
    kind, place = KINDS["websearch"], Place(f"https://{host}/", options={"provider": provider, "key": "secret-key"})
    asks = kind.asks(place, "다리")  # type: ignore[attr-defined]
    assert len(asks) == 2 and all("secret-key" not in ask.url and "%EB%8B%A4" in ask.url for ask in asks)


def test_it_sends_a_key_to_its_own_provider_alone() -> None:
    kind, place = (
        KINDS["websearch"],
        Place("https://dapi.kakao.com/", options={"provider": "kakao", "key": "secret-key"}),
    )
    assert kind.headers(place, Ask("https://dapi.kakao.com/v2/search/web?query=x")) == {
        "Authorization": "KakaoAK secret-key"
    }  # type: ignore[attr-defined]
    for other in ("https://blog.example/1", "http://dapi.kakao.com/", "https://dapi.kakao.com.evil.example/"):
        assert kind.headers(place, Ask(other)) == {}  # type: ignore[attr-defined]
    assert kind.check(Place("https://evil.example/", options={"provider": "kakao"}))


def test_it_offers_only_kinds_that_were_tried_with_the_real_thing() -> None:
    assert set(OFFERED) == {
        "website", "sitemap", "feed", "wordpress", "mastodon", "activitypub", "links", "direct", "opensearch", "searxng",
        "telegram", "imageboard",
    }  # fmt: skip
    for name, kind in KINDS.items():
        assert kind.name == name and kind.label and kind.help and len(name) <= 20
        assert bool(kind.withheld) == (name not in OFFERED)
        assert all(isinstance(option, Option) and option.label for option in kind.options)
