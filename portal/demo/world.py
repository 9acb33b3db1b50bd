"""The state of the two sample sites: which posts there are and which were removed. A value; changes give a new one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from portal.demo import alter, catalogue
from portal.demo.alter import Group
from portal.demo.catalogue import Post, Site


@dataclass(frozen=True)
class World:
    """Both sites at one moment. Bases: "http://host:port" by site key, without a slash at the end."""

    bases: Mapping[str, str]
    posts: Mapping[int, Post]
    removed: frozenset[int]
    started: datetime
    changed: datetime

    def shown(self, site: Site) -> list[Post]:
        """The posts of a site that are still there, newest first."""
        there = [post for post in self.posts.values() if post.site == site.key and post.number not in self.removed]
        return sorted(there, key=lambda post: post.number, reverse=True)

    def find(self, site: Site, number: int) -> Post | None:
        """A post of this site, or None if there is none or it was removed."""
        post = self.posts.get(number)
        return post if post and post.site == site.key and number not in self.removed else None

    def posted(self, post: Post) -> datetime:
        """When a post was written."""
        return self.started - timedelta(seconds=round(post.age))


def start(addresses: Iterable[tuple[str, int]], now: datetime) -> World:
    """The world at the start; addresses (host, port) in the order of catalogue.SITES. Raises ValueError if too few."""
    pairs = zip(catalogue.SITES, addresses, strict=True)
    bases = {key: f"http://{host}:{port}" for key, (host, port) in pairs}
    moment = now.replace(microsecond=0)
    return World(bases, dict(catalogue.POSTS), frozenset(), moment, moment)


_POST_IN_PATH = re.compile(r"^/(?P<prefix>photo|post|media|files)/(?P<number>\d{1,9})(?:-240)?(?:\.jpg|\.mp4)?$")
_POST_IN_FRAGMENT = re.compile(r"^post-(?P<number>\d{1,9})$")


def locate(world: World, url: str) -> Post | None:
    """The post that a URL names: its page, its picture in either size, or its place on a thread page.

    A page that lists many posts names none. None also for other hosts, other ports and numbers never used; a removed
    post is found.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    base = f"{parts.scheme}://{parts.netloc}".lower()
    key = next((key for key, known in world.bases.items() if known == base), None)
    found = _POST_IN_PATH.match(parts.path) or _POST_IN_FRAGMENT.match(parts.fragment)
    if key is None or found is None:
        return None
    prefixes = (catalogue.SITES[key].post_prefix, catalogue.SITES[key].media_prefix)
    if found.groupdict().get("prefix", prefixes[0]) not in prefixes:
        return None
    post = world.posts.get(int(found["number"]))
    return post if post and post.site == key else None


def remove(world: World, post: Post, now: datetime) -> World:
    """The world without a post and its picture; removing twice changes nothing."""
    if post.number in world.removed:
        return world
    return replace(world, removed=world.removed | {post.number}, changed=now.replace(microsecond=0))


def reupload(world: World, post: Post, site: Site | None, now: datetime) -> tuple[World, Post]:
    """The world with the post's picture posted anew, altered in another way of group NOW; site None is the other one."""
    if site is None:
        site = next(other for other in catalogue.SITES.values() if other.key != post.site)
    table = list(alter.CLIP_ALTERATIONS) if post.media.is_clip else alter.names(Group.NOW)
    before = post.media.alteration
    name = table[(table.index(before) + 1) % len(table)] if before in table else table[0]
    again = replace(
        post,
        number=max(world.posts) + 1,
        site=site.key,
        thread=len(catalogue.THREADS) if site.key == catalogue.FORUM else 0,
        title="Once more",
        age=(world.started - now).total_seconds(),
        media=replace(post.media, alteration=name),
    )
    posts = {**world.posts, again.number: again}
    return replace(world, posts=posts, changed=now.replace(microsecond=0)), again
