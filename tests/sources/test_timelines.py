"""Timelines, channels, boards and posts in the JSON or pages of their own."""

from cases.detection.reading import Place
from cases.detection.sources import KINDS
from tests.sources.answers import asked, read, shown

LINK = '<https://social.example/api/v1/timelines/public?max_id=102>; rel="next", <https://evil.example/>; rel="prev"'


def test_it_reads_a_mastodon_timeline() -> None:
    found = read(
        "mastodon", "https://social.example/", "documented/mastodon-public.json", role="next", headers={"link": LINK}
    )
    assert shown(found)["https://files.social.example/original/bridge.png"] == "https://social.example/@ana/101"
    assert shown(found)["https://other.example/media/coffee.jpg"] == "https://other.example/@cat/77"
    assert asked(found) == [("next2", "https://social.example/api/v1/timelines/public?max_id=102")]
    assert "A bridge in fog" in found.items[0].text and found.outside == ("https://elsewhere.example/bridge",)
    kind, place = (
        KINDS["mastodon"],
        Place("https://social.example/", options={"tags": "#seoul bridges", "only": "local"}),
    )
    assert [ask.url.rpartition("/")[2] for ask in kind.start(place)] == [
        "seoul?limit=40&only_media=true&local=true", "bridges?limit=40&only_media=true&local=true",
    ]  # fmt: skip
    assert kind.asks(place, "Kim Min-ji!")[0].url.endswith("/tag/KimMinji?limit=40&local=true")  # type: ignore[attr-defined]


def test_it_reads_what_a_real_mastodon_answered() -> None:
    found = read("mastodon", "https://social.example/", "recorded/mastodon-public.json", role="next")
    assert [url.rpartition(".")[2] for url in shown(found)] == ["mp4", "jpg"]
    assert set(shown(found).values()) == {"https://social.example/@ana/117440821197397638"}
    assert [item.text for item in found.items] == ["A bridge in fog, more Two cats and coffee", "A rope bridge, more"]
    assert not [url for url in shown(found) if "avatars" in url or "headers" in url]


def test_it_stays_on_the_server_that_it_reads() -> None:
    away = '<https://evil.example/api>; rel="next"'
    found = read(
        "mastodon", "https://social.example/", "documented/mastodon-public.json", role="next", headers={"link": away}
    )
    assert not found.asks
    last = read(
        "mastodon", "https://social.example/", "documented/mastodon-public.json", role="next3", headers={"link": LINK}
    )
    assert not last.asks


def test_it_reads_a_real_activitypub_account() -> None:
    base = "http://127.0.0.1:8983"
    actor = read("activitypub", f"{base}/@ana", "recorded/fedify-actor.json", role="object", at=f"{base}/users/ana")
    assert asked(actor) == [("object", f"{base}/users/ana/outbox")] and f"{base}/pictures/header.jpg" in shown(actor)
    outbox = read(
        "activitypub", f"{base}/@ana", "recorded/fedify-outbox.json", role="object", at=f"{base}/users/ana/outbox"
    )
    assert asked(outbox) == [("next1", f"{base}/users/ana/outbox?cursor=0")]
    page = read(
        "activitypub", f"{base}/@ana", "recorded/fedify-page.json", role="next1", at=f"{base}/users/ana/outbox?cursor=0"
    )
    assert shown(page) == {f"{base}/pictures/3.jpg": f"{base}/@ana/3", f"{base}/pictures/2.jpg": f"{base}/@ana/2"}
    assert asked(page) == [("next2", f"{base}/users/ana/outbox?cursor=2")]
    note = read(
        "activitypub", f"{base}/@ana", "recorded/fedify-note.json", role="object", at=f"{base}/users/ana/posts/1"
    )
    assert note.items[0].at is not None and "A bridge in fog" in note.items[0].text


def test_it_reads_a_telegram_preview() -> None:
    found = read(
        "telegram", "https://t.me/bridges", "documented/telegram-channel.html", role="next", at="https://t.me/s/bridges"
    )
    assert shown(found) == {
        "https://cdn4.telesco.pe/file/photo118.jpg": "https://t.me/bridges/118",
        "https://cdn4.telesco.pe/file/thumb119.jpg": "https://t.me/bridges/119",
        "https://cdn4.telesco.pe/file/clip119.mp4": "https://t.me/bridges/119",
    }
    assert asked(found) == [("next2", "https://t.me/s/bridges?before=118")]
    assert set(found.outside) == {"https://t.me/otherbridges/5", "https://elsewhere.example/bridge"}
    kind = KINDS["telegram"]
    assert kind.start(Place("https://t.me/bridges"))[0].url == "https://t.me/s/bridges"
    assert kind.check(Place("https://t.me/+AbCdEf")) and kind.check(Place("https://t.me/joinchat/AbCd"))


def test_it_reads_a_channel_as_the_service_answers() -> None:
    """The recorded markup: albums, an answer to a message, a forwarded one, a link with a preview, and marks in the text."""
    found = read(
        "telegram", "https://t.me/bridges_daily", "recorded/telegram-channel.html", role="next",
        at="https://t.me/s/bridges_daily",
    )  # fmt: skip
    files, post = "https://cdn4.telesco.pe/file", "https://t.me/bridges_daily"
    assert shown(found) == {
        f"{files}/preview.jpg": f"{post}/1491",
        f"{files}/one.jpg": f"{post}/1495",
        f"{files}/two.jpg": f"{post}/1495",
        f"{files}/quote.jpg": f"{post}/1510",
        f"{files}/still.jpg": f"{post}/1510",
        f"{files}/clip.mp4?token=0": f"{post}/1510",
    }
    assert asked(found) == [("next2", f"{post.replace('/bridges', '/s/bridges')}?before=1491")]
    assert set(found.outside) == {"https://t.me/coffee_daily/77", "https://bridges.example/arch"}
    said = {item.url: item.text for item in found.items}
    assert "ARCH BRIDGES" in said[f"{post}/1491"] and "Two cups" in said[f"{post}/1495"]
    assert {item.at.day for item in found.items if item.at} == {30}


def test_it_reads_boards_as_they_answer() -> None:
    board = "https://boards.4chan.org/p/"
    catalog = read("imageboard", board, "recorded/4chan-catalog.json", role="catalog", threads="2")
    assert [url.rpartition("/")[2] for _, url in asked(catalog)] == ["53663750.json", "53671094.json"]
    thread = read("imageboard", board, "recorded/4chan-thread.json", role="thread")
    files = ("https://i.4cdn.org/p/1758875642585.jpg", "https://i.4cdn.org/p/1758876388005123.webm")
    assert shown(thread) == dict.fromkeys(files, f"{board}thread/53671094")
    assert len(thread.items) == 4 and "don't look" in thread.items[2].text
    vichan = read("imageboard", "https://board.example/p/", "recorded/vichan-thread.json", role="thread")
    assert {url.rpartition("/")[2] for url in shown(vichan)} == {"1758831618569.png", "1758831618570-1.png"}
    options = {"style": "lynxchan"}
    lynx = read("imageboard", "https://board.example/cat/", "recorded/lynxchan-thread.json", role="thread", **options)
    assert {url.rpartition("/")[2] for url in shown(lynx)} == {"cdc9ee93.jpg", "a1b2c3d4.jpg", "0f0f0f0f.jpg"}
    assert "https://elsewhere.example/cat" in lynx.outside


def test_it_reads_imageboards_of_three_kinds() -> None:
    board = "https://boards.4chan.org/p/"
    catalog = read("imageboard", board, "documented/4chan-catalog.json", role="catalog", threads="2")
    assert [url.rpartition("/")[2] for _, url in asked(catalog)] == ["1002.json", "1001.json"]
    thread = read("imageboard", board, "documented/4chan-thread.json", role="thread")
    assert shown(thread) == dict.fromkeys(
        ("https://i.4cdn.org/p/1767000000123.jpg", "https://i.4cdn.org/p/1767000200456.webm"), f"{board}thread/1001"
    )
    vichan = read("imageboard", "https://board.example/p/", "documented/vichan-thread.json", role="thread")
    assert {url.rpartition("/")[2] for url in shown(vichan)} == {"1767000000123.png", "1767000000123-1.jpg"}
    options = {"style": "lynxchan"}
    lynx = read("imageboard", "https://board.example/cat/", "documented/lynxchan-thread.json", role="thread", **options)
    assert set(shown(lynx)) == {"https://board.example/.media/abc.png", "https://board.example/.media/def.jpg"}
    catalog = read(
        "imageboard", "https://board.example/cat/", "documented/lynxchan-catalog.json", role="catalog", **options
    )
    assert asked(catalog) == [("thread", "https://board.example/cat/res/12.json")]


def test_it_reads_bluesky_posts() -> None:
    at = "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=ana.example"
    found = read("bluesky", "https://bsky.app/profile/ana.example", "documented/bluesky-feed.json", role="next", at=at)
    full = "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:abc/bafkrei1@jpeg"
    assert shown(found)[full] == "https://bsky.app/profile/ana.example/post/3kaaa"
    assert any(url.endswith("playlist.m3u8") for url in shown(found))
    assert asked(found) == [("next2", f"{at}&cursor=2026-03-01T10%3A00%3A00Z")]
    assert {item.text for item in found.items} == {"A bridge in fog", "clip water", "read Bridges long"}


def test_it_reads_reddit_listings() -> None:
    at = "https://www.reddit.com/r/bridges/new.json?limit=100"
    found = read("reddit", "https://www.reddit.com/r/bridges/", "documented/reddit-listing.json", role="next", at=at)
    assert list(shown(found)) == [
        "https://i.redd.it/bridge.jpg", "https://preview.redd.it/x1.jpg?width=100&s=2", "https://preview.redd.it/x2.gif?format=mp4&s=3",
        "https://v.redd.it/abc/DASH_720.mp4?source=fallback", "https://external-preview.redd.it/story.jpg?s=4",
    ]  # fmt: skip
    assert asked(found) == [("next2", f"{at}&after=t3_zzz")] and "https://elsewhere.example/story" in found.outside


def test_it_reads_discourse_topics() -> None:
    latest = read("discourse", "https://forum.example/", "documented/discourse-latest.json", role="next")
    assert asked(latest) == [
        ("topic", "https://forum.example/t/7/45.json"), ("next2", "https://forum.example/latest.json?no_definitions=true&page=1"),
    ]  # fmt: skip
    topic = read("discourse", "https://forum.example/", "documented/discourse-topic.json", role="topic")
    assert (
        shown(topic)["https://forum.example/uploads/default/original/1X/bridge.jpeg"]
        == "https://forum.example/t/bridges/7/1"
    )
    assert [item.text for item in topic.items] == ["Bridges A bridge x", "nice"]
