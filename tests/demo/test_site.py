"""The sample sites without sockets: what a path gets, what a removal takes away, what a re-upload brings back."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.demo import catalogue, control, pages, site, world
from portal.demo.alter import Group
from portal.demo.catalogue import FORUM, GALLERY, SITES, Media, Post, Shown
from portal.demo.site import Response
from portal.demo.world import World

LINK = re.compile(r'(?:href|src|data-src)="(/[^"]*)"|url\(\'(/[^\']*)\'\)|(/[^ "]+) \d+w')


def drawn(media: Media, small: bool) -> bytes:
    return repr((media, small)).encode()


def ask(now: World, key: str, path: str) -> Response:
    return site.respond(path, now, SITES[key], drawn)


def crawl(now: World, key: str) -> dict[str, Response]:
    """Every path of a site that can be reached from its front page."""
    found: dict[str, Response] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found[path] = ask(now, key, path)
        if found[path].content_type == site.HTML:
            waiting += [link for links in LINK.findall(found[path].body.decode()) for link in links if link]
    return found


@pytest.mark.parametrize("key", SITES)
def test_it_leads_a_crawler_to_every_picture(start: World, key: str) -> None:
    found = crawl(start, key)
    assert {path: answer.status for path, answer in found.items() if answer.status != 200} == {}
    posts = [post for post in catalogue.POSTS.values() if post.site == key]
    assert {catalogue.media_path(post) for post in posts} <= set(found)
    assert {catalogue.post_path(post) for post in posts} <= set(found)


def test_it_pages_by_twenty(start: World) -> None:
    assert ask(start, GALLERY, "/").body.count(b"<figure>") == pages.PAGE
    assert ask(start, GALLERY, "/page/2").body.count(b"<figure>") == pages.PAGE
    assert ask(start, FORUM, "/thread/1").body.count(b"<article") == pages.PAGE
    for missing in ("/page/99", "/page/0", "/thread/1", "/post/1001"):
        assert ask(start, GALLERY, missing).status == 404
    for missing in ("/page/1", "/thread/1?page=99", "/thread/1?page=x", "/thread/7", "/photo/1002", "/nowhere"):
        assert ask(start, FORUM, missing).status == 404


def test_it_shows_pictures_in_every_way(start: World) -> None:
    shown = {post.shown for post in catalogue.POSTS.values()}
    assert shown == set(Shown)
    text = "".join(a.body.decode() for key in SITES for a in crawl(start, key).values() if a.content_type == site.HTML)
    for mark in ("<img src=", "srcset=", "data-src=", "background-image:url(", "<source src=", ">Full size</a>"):
        assert mark in text


def test_it_answers_304_while_nothing_changed(start: World) -> None:
    post = next(iter(catalogue.POSTS.values()))
    for path in (catalogue.media_path(post), catalogue.post_path(post), "/"):
        full, headers = site.conditional(ask(start, post.site, path), {})
        assert full.status == 200 and headers["ETag"] and headers["Last-Modified"].endswith("GMT")
        for condition in ({"If-None-Match": headers["ETag"]}, {"If-Modified-Since": headers["Last-Modified"]}):
            short, kept = site.conditional(ask(start, post.site, path), condition)
            assert (short.status, short.body) == (304, b"")
            assert kept["ETag"] == headers["ETag"]
        for condition in ({"If-None-Match": '"other"'}, {"If-Modified-Since": "yesterday"}, {"If-None-Match": ""}):
            assert site.conditional(ask(start, post.site, path), condition)[0].status == 200


def test_it_takes_a_removed_post_its_picture_and_its_places_away(start: World) -> None:
    for post in list(catalogue.POSTS.values())[:40]:
        later = world.remove(start, post, start.started + timedelta(minutes=1))
        for path in filter(
            None, (catalogue.post_path(post), catalogue.media_path(post), catalogue.thumbnail_path(post))
        ):
            assert ask(start, post.site, path).status == 200
            assert ask(later, post.site, path).status == 404
        assert catalogue.post_path(post).encode() not in b"".join(
            ask(later, post.site, path).body
            for path in (["/", "/page/9"] if post.site == GALLERY else [f"/thread/{post.thread}"])
        )
        others = [other for other in catalogue.POSTS.values() if other.number != post.number]
        assert {ask(later, other.site, catalogue.media_path(other)).status for other in others} == {200}


def test_it_changes_the_list_pages_when_a_post_goes(start: World) -> None:
    before, headers = site.conditional(ask(start, GALLERY, "/"), {})
    newest = start.shown(SITES[GALLERY])[0]
    later = world.remove(start, newest, start.started + timedelta(minutes=1))
    assert before.status == 200
    assert site.conditional(ask(later, GALLERY, "/"), {"If-None-Match": headers["ETag"]})[0].status == 200


def test_it_finds_the_post_that_a_url_names(start: World) -> None:
    post = next(post for post in catalogue.POSTS.values() if post.site == FORUM and not post.media.is_clip)
    base = start.bases[FORUM]
    paths = [catalogue.post_path(post), catalogue.media_path(post), catalogue.thumbnail_path(post)]
    for path in [*paths, f"/thread/{post.thread}#post-{post.number}"]:
        assert world.locate(start, base + path) == post
    for url in (base, f"{base}/thread/1", f"{base}/photo/{post.number}", f"{base}/post/1001", f"{base}/post/99999"):
        assert world.locate(start, url) is None
    for url in (start.bases[GALLERY] + paths[0], "http://127.0.0.9:8102" + paths[0], "http://[", "", paths[0]):
        assert world.locate(start, url) is None


def copy_of(group: Group, *, clip: bool = False) -> Post:
    posts = catalogue.POSTS.values()
    return next(post for post in posts if post.media.group is group and post.media.is_clip is clip)


@pytest.mark.parametrize("post", [copy_of(Group.NOW), copy_of(Group.LATER), copy_of(Group.NOW, clip=True)])
def test_it_reuploads_as_another_alteration_on_the_other_site(start: World, post: Post) -> None:
    gone = world.remove(start, post, start.started)
    later, again = world.reupload(gone, post, None, start.started + timedelta(seconds=9))
    assert again.site != post.site and again.number not in catalogue.POSTS
    assert again.media.name == post.media.name and again.media.alteration != post.media.alteration
    assert again.media.group is Group.NOW
    assert later.posted(again) == start.started + timedelta(seconds=9)
    assert ask(later, again.site, catalogue.media_path(again)).status == 200
    assert catalogue.media_path(again) in crawl(later, again.site)
    assert len(catalogue.truth(later.posts.values())) == len(catalogue.truth()) + 1
    same = world.reupload(gone, post, SITES[post.site], start.started)[1]
    assert same.site == post.site


def test_it_refuses_control_requests_that_make_no_sense(start: World) -> None:
    known = (start.bases[GALLERY] + catalogue.post_path(start.shown(SITES[GALLERY])[0])).encode()
    for method, action, body, status in (
        ("GET", "remove", b"{}", 404),
        ("POST", "state", b"{}", 404),
        ("POST", "remove", b"nonsense", 400),
        ("POST", "remove", b"[]", 400),
        ("POST", "remove", b'{"url": 3}', 400),
        ("POST", "remove", b'{"url": "http://127.0.0.9/post/1000"}', 404),
        ("POST", "remove", b'{"url": "%s"}' % known, 200),
    ):
        changed, answer = control.handle(start, method, control.PREFIX + action, body, start.started)
        assert answer.status == status
        assert (changed == start) is (status != 200)


def test_it_reads_a_site_only_under_its_own_address(start: World) -> None:
    post = start.shown(SITES[GALLERY])[0]
    assert start.find(SITES[FORUM], post.number) is None
    assert replace(start, removed=frozenset({post.number})).find(SITES[GALLERY], post.number) is None
