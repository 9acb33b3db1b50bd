"""Web sites, sitemaps, feeds, WordPress, forums and file hosts."""

import gzip

from cases.detection.reading import Ask, Place, Reading
from cases.detection.sources import KINDS
from tests.sources.answers import answer, asked, body, read, shown

SITE = "https://site.example/"
PAGE = """<html><head><title>Pictures</title><base href="/g/"><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>
<nav class="pagination"><a href="?page=1">1</a> <a href="?page=2">2</a> <a rel="next" href="?page=2">›</a></nav>
<a class="lightbox" href="/full.php?id=1"><img src="/t/1.jpg" alt="fog"></a>
<img data-src="/lazy/2.webp" src="data:image/gif;base64,R0"><noscript><img src="/plain/3.png"></noscript>
<img srcset="/s/4,w_100.jpg 100w, /s/4,w_900.jpg 900w" src="/s/4,w_100.jpg">
<img src="/wp-content/uploads/bridge-300x200.jpg"><div style="background:url(&quot;/b/5.jpg&quot;)"></div>
<video poster="/v/6.jpg"><source data-src="/v/6.mp4"></video><script>var p = {"src": "https:\\/\\/cdn.example\\/7.jpg"}</script>
<article id="post-9"><h2><a href="/p/9">Nine</a></h2><time datetime="2026-03-01T10:00:00Z"></time><p>the words</p><img src="/i/9.jpg"></article>
<a href="/p/10?PHPSESSID=0123456789abcdef0123456789abcdef&amp;x=1">ten</a> <a href="/logout">out</a> <a href="/p/11?replytocom=4">reply</a>
<a href="https://www.site.example/p/12">same site</a> <a href="https://elsewhere.example/x">away</a> <a href="javascript:alert(1)">no</a>
<a href="/wiki/File:Bridge.jpg">about a picture</a> <a href="/skip/this">skipped</a></body></html>"""  # fmt: skip


def website(page: str, *, depth: int = 0, role: str = "page", at: str = SITE, **options: str) -> Reading:
    return KINDS["website"].read(Place(SITE, 3, options=options), Ask(at, role, depth), answer(at, page))


def test_it_finds_what_a_page_shows_in_every_way() -> None:
    found = website(PAGE)
    urls = {url.removeprefix("https://site.example") for url in shown(found)}
    assert urls == {
        "/full.php?id=1", "/t/1.jpg", "/lazy/2.webp", "/plain/3.png", "/s/4,w_900.jpg", "/wp-content/uploads/bridge-300x200.jpg",
        "/wp-content/uploads/bridge.jpg", "/b/5.jpg", "/v/6.jpg", "/v/6.mp4", "https://cdn.example/7.jpg", "/i/9.jpg",
    }  # fmt: skip
    nine = next(media for media in found.media if media.url.endswith("/i/9.jpg"))
    assert nine.page_url == "https://site.example/p/9" and nine.at is not None and nine.at.year == 2026


def test_it_follows_pages_one_deeper_and_lists_to_their_end() -> None:
    found = website(PAGE, exclude="/skip/")
    assert [(ask.role, ask.depth, ask.url.removeprefix("https://site.example")) for ask in found.asks] == [
        ("next1", 0, "/g/?page=1"), ("next1", 0, "/g/?page=2"), ("page", 1, "/p/9"), ("page", 1, "/p/10?x=1"),
        ("page", 1, "https://www.site.example/p/12"), ("page", 1, "/wiki/File:Bridge.jpg"),
    ]  # fmt: skip
    assert found.outside == ("https://elsewhere.example/x",)
    assert [ask.role for ask in website(PAGE, depth=3).asks] == ["next1", "next1"]
    assert "next1" not in {ask.role for ask in website(PAGE, role="next30").asks}
    assert {ask.role for ask in website(PAGE, role="next30").asks} == {"page"}


def test_it_keeps_the_rules_for_paths() -> None:
    found = website(PAGE, include="/p/*1 /g/?page=2$")
    assert [ask.url.removeprefix("https://site.example") for ask in found.asks] == [
        "/g/?page=2", "/p/10?x=1", "https://www.site.example/p/12",
    ]  # fmt: skip
    kind = KINDS["website"]
    assert kind.check(Place(SITE, options={"include": "gallery"})) and not kind.check(
        Place(SITE, options={"include": "/a *.b$"})
    )
    assert kind.check(Place(SITE, options={"also": "nonsense"}))
    assert [ask.url for ask in kind.start(Place(SITE, options={"also": "https://site.example/new"}))] == [
        SITE,
        f"{SITE}new",
    ]


def test_it_keeps_the_words_of_posts_with_their_addresses() -> None:
    items = website(PAGE).items
    assert [item.url for item in items if item.text.startswith("Nine the words")] == ["https://site.example/p/9"]
    assert any(item.url == SITE and "skipped" in item.text for item in items)


def test_it_says_when_a_site_has_moved_and_does_not_follow_it() -> None:
    place = Place(SITE)
    found = KINDS["website"].read(place, Ask(SITE), answer("https://new.example/", PAGE))
    assert (found.trouble, found.outside, found.asks) == ("moved", ("https://new.example/",), ())
    assert KINDS["website"].read(place, Ask(SITE), answer("https://www.site.example/", PAGE)).trouble == ""


def test_it_takes_a_picture_in_a_pages_place_for_a_picture() -> None:
    given = answer(f"{SITE}x", b"\xff\xd8\xff\xe0", "image/jpeg")
    assert shown(KINDS["website"].read(Place(SITE), Ask(f"{SITE}x"), given)) == {f"{SITE}x": f"{SITE}x"}
    assert KINDS["website"].read(Place(SITE), Ask(SITE), answer(SITE, b"%PDF", "application/pdf")).trouble == "format"


MAP = b"""<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://site.example/old</loc><lastmod>2020-01-01</lastmod></url>
<url><loc>https://site.example/new</loc><lastmod>2026-03-01T10:00:00+09:00</lastmod>
<image:image><image:loc>https://cdn.example/new.jpg</image:loc><image:title>A bridge</image:title></image:image>
<video:video><video:thumbnail_loc>https://cdn.example/t.jpg</video:thumbnail_loc><video:title>Film</video:title>
<video:content_loc>https://cdn.example/film.mp4</video:content_loc></video:video></url>
<url><loc>https://site.example/news</loc><news:news><news:publication_date>2026-04-01</news:publication_date><news:title>Now</news:title></news:news></url>
<url><loc>https://site.example/help/x</loc></url></urlset>"""  # fmt: skip


def test_it_reads_a_sitemap_newest_first_with_its_extensions() -> None:
    kind, place = KINDS["sitemap"], Place(f"{SITE}sitemap.xml.gz", options={"exclude": "/help/"})
    found = kind.read(place, kind.start(place)[0], answer(place.url, gzip.compress(MAP), "application/gzip"))
    assert [ask.url.removeprefix(SITE) for ask in found.asks] == ["news", "new", "old"]
    assert shown(found) == dict.fromkeys(
        ("https://cdn.example/new.jpg", "https://cdn.example/t.jpg", "https://cdn.example/film.mp4"), f"{SITE}new"
    )
    assert {item.text for item in found.items} == {"A bridge Film", "Now"}


def test_it_finds_the_sitemaps_of_a_site() -> None:
    kind, place = KINDS["sitemap"], Place(SITE)
    assert [(ask.role, ask.url) for ask in kind.start(place)] == [
        ("robots", f"{SITE}robots.txt"),
        ("sitemap", f"{SITE}sitemap.xml"),
    ]
    robots = kind.read(
        place, kind.start(place)[0], answer(f"{SITE}robots.txt", "User-agent: *\nSitemap: /maps/all.xml\n")
    )
    assert asked(robots) == [("sitemap", f"{SITE}maps/all.xml")]
    index = b"<sitemapindex><sitemap><loc>/maps/1.xml</loc></sitemap></sitemapindex>"
    assert asked(kind.read(place, Ask(SITE, "sitemap"), answer(SITE, index))) == [("sitemap", f"{SITE}maps/1.xml")]
    assert not kind.read(place, Ask(SITE, "sitemap", 3), answer(SITE, index)).asks


def test_it_reads_the_sitemap_of_a_real_wordpress() -> None:
    found = read("sitemap", "http://127.0.0.1:8982/", "recorded/wordpress-sitemaps.xml", role="sitemap")
    assert len(found.asks) >= 2 and {ask.role for ask in found.asks} == {"sitemap"}
    pages = read("sitemap", "http://127.0.0.1:8982/", "recorded/wordpress-sitemap.xml", role="sitemap")
    assert len(pages.asks) >= 2 and {ask.role for ask in pages.asks} == {"page"}


def test_it_reads_the_feeds_of_a_real_wordpress() -> None:
    for name in ("rss", "atom"):
        found = read("feed", "http://127.0.0.1:8982/", f"recorded/wordpress-{name}.xml", role="feed")
        fog = next(media for media in found.media if "/fog" in media.url)
        assert fog.page_url in {ask.url for ask in found.asks}
        assert any("Fog bridge" in item.text and item.at and item.at.year == 2026 for item in found.items)
        assert "https://elsewhere.example/Fog" in found.outside


def test_it_reads_media_in_feeds() -> None:
    rss = """<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><title>One</title><link>/1</link>
<pubDate>Sun, 01 Mar 2026 10:00:00 +0900</pubDate><enclosure url="/e.mp4" type="video/mp4"/><enclosure url="/e.mp3" type="audio/mpeg"/>
<media:group><media:content url="https://cdn.example/g" medium="image"/><media:thumbnail url="https://cdn.example/th.jpg"/></media:group>
<description>&lt;img src="/d.jpg"&gt; words</description></item></channel></rss>"""
    found = KINDS["feed"].read(Place(SITE), Ask(SITE, "feed"), answer(SITE, rss, "text/xml"))
    assert shown(found) == dict.fromkeys(
        (f"{SITE}e.mp4", "https://cdn.example/g", "https://cdn.example/th.jpg", f"{SITE}d.jpg"), f"{SITE}1"
    )
    json = """{"version":"https://jsonfeed.org/version/1.1","next_url":"/feed2","items":[{"url":"/1","content_html":"<img src='/i.jpg'>words",
"attachments":[{"url":"/a.mp4","mime_type":"video/mp4"}],"date_published":"2026-03-01T10:00:00Z"}]}"""
    found = KINDS["feed"].read(Place(SITE), Ask(SITE, "feed"), answer(SITE, json, "application/feed+json"))
    assert set(shown(found)) == {f"{SITE}i.jpg", f"{SITE}a.mp4"} and ("feed2", f"{SITE}feed2") in asked(found)


def test_it_finds_the_feed_that_a_page_names() -> None:
    assert asked(KINDS["feed"].read(Place(SITE), Ask(SITE, "feed"), answer(SITE, PAGE))) == [("feed", f"{SITE}feed")]


def test_it_reads_a_real_wordpress_by_its_interface() -> None:
    base = "http://127.0.0.1:8982/"
    posts = read("wordpress", base, "recorded/wordpress-posts.json", role="posts", headers={"x-wp-totalpages": "2"},
                 at=f"{base}?rest_route=/wp/v2/posts&per_page=20")  # fmt: skip
    assert {url.rpartition("/")[2] for url in shown(posts)} >= {"rope.jpg"}
    assert asked(posts) == [("posts2", f"{base}?rest_route=/wp/v2/posts&per_page=20&page=2")]
    uploads = read("wordpress", base, "recorded/wordpress-media.json", role="uploads")
    assert {url.rpartition("/")[2] for url in shown(uploads)} == {"rope.jpg", "fog.jpg"} and not uploads.asks
    assert read("wordpress", base, "recorded/wordpress-front.html").media


def test_it_shows_the_full_pictures_of_a_real_mediawiki() -> None:
    base = "http://127.0.0.1:8981/index.php/"
    page = read("website", f"{base}Bridge", "recorded/mediawiki-page.html")
    assert any(url.endswith("/Fog_bridge.jpg") and "/thumb/" not in url for url in shown(page))
    assert f"{base}File:Fog_bridge.jpg" in {ask.url for ask in page.asks}
    assert not [ask.url for ask in page.asks if "action=" in ask.url or "UserLogin" in ask.url]


def test_it_reads_forums_post_by_post() -> None:
    for name, at, media, page in (
        ("phpbb", "viewtopic.php?f=2&t=7", "https://forum.example/download/file.php?id=12&mode=view", "viewtopic.php?f=2&t=7"),
        ("vbulletin", "showthread.php?7-Bridges", "https://forum.example/attachment.php?attachmentid=12&d=1767000000",
         "showthread.php?7-Bridges&p=70"),
        ("xenforo", "threads/bridges.7/", "https://forum.example/attachments/fog-jpg.12/", "threads/bridges.7/post-70"),
    ):  # fmt: skip
        found = read(
            "forum", "https://forum.example/", f"documented/{name}-thread.html", at=f"https://forum.example/{at}"
        )
        urls = {url: about.removeprefix("https://forum.example/") for url, about in shown(found).items()}
        assert urls[media] == page and any(url.endswith("pictures.example/bridge.jpg") for url in urls)
        assert not [url for url in urls if "avatar" in url or "faces" in url]
        assert [ask.role for ask in found.asks] == ["next1", "page"] and "sid=" not in str(found.asks)
        assert [item.url.removeprefix("https://forum.example/") for item in found.items] == [page]


def test_it_reads_an_album_of_a_file_host_without_pressing_anything() -> None:
    found = read("filehost", "https://host.example/a/x", "documented/filehost-album.html")
    assert {
        "https://cdn.host.example/t/one.jpg",
        "https://cdn.host.example/t/two.jpg",
        "https://host.example/dl/8Jd2",
    } <= set(shown(found))
    assert asked(found)[-1] == ("next1", "https://host.example/a/x?page=2")
    assert "holiday film.mp4" in found.items[0].text
    gone = KINDS["filehost"].read(
        Place(SITE), Ask(SITE), answer(SITE, "<html><body>File has been deleted</body></html>")
    )
    assert gone.trouble == "empty"
    assert body("documented/filehost-album.html")
