"""Bluesky: public posts with pictures and clips (lexicons app.bsky.feed.* of the AT Protocol)."""

import re
from datetime import datetime
from urllib.parse import quote, urlencode

from cases.detection import following, moments, plainjson
from cases.detection.gather import Gather, next_role
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.rules import split
from cases.detection.words import gettext_noop

JSON = "application/json"
SERVICE = "https://public.api.bsky.app/"
POST = re.compile(r"at://([\w:.%-]{3,200})/app\.bsky\.feed\.post/([\w.~-]{1,60})")
ACTOR = re.compile(r"/profile/([\w:.%-]{3,200})")
FEED = re.compile(r"/profile/([\w:.%-]{3,200})/feed/([\w.~-]{1,60})")
IMAGES, VIDEO = "app.bsky.embed.images#view", "app.bsky.embed.video#view"
EXTERNAL, BOTH = "app.bsky.embed.external#view", "app.bsky.embed.recordWithMedia#view"
MOST_PAGES = 10


class Bluesky:
    """Reads accounts, feeds and searches through the public interface, newest first."""

    name = "bluesky"
    label = gettext_noop("Bluesky account, feed or search")
    help = gettext_noop("The address of the account or feed: https://bsky.app/profile/NAME.")
    options: tuple[Option, ...] = (
        Option("accounts", gettext_noop("More accounts"), "name.example other.example"),
        Option("service", gettext_noop("Another server of the interface"), SERVICE),
        Option("pages", gettext_noop("How many pages of 100 posts a round"), "2"),
    )
    withheld = gettext_noop("Tried with the documented answers only.")

    def check(self, place: Place) -> str:
        """An address that names an account or a feed."""
        return (
            ""
            if ACTOR.search(place.url)
            else gettext_noop("The address names no account: https://bsky.app/profile/NAME.")
        )

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The account's posts with media, or the feed."""
        if feed := FEED.search(place.url):
            uri = f"at://{feed[1]}/app.bsky.feed.generator/{feed[2]}"
            return (_ask(place, "getFeed", {"feed": uri, "limit": "100"}),)
        actor = ACTOR.search(place.url)
        names = [*([actor[1]] if actor else []), *split(place.options.get("accounts", ""))]
        return tuple(
            _ask(place, "getAuthorFeed", {"actor": name.lstrip("@"), "filter": "posts_with_media", "limit": "100"})
            for name in names
        )

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        """Posts with the term, newest first."""
        return (_ask(place, "searchPosts", {"q": term, "sort": "latest", "limit": "100"}, "found"),)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """A page of posts."""
        value = plainjson.read(answer.body)
        rows = [row.get("post") for row in plainjson.rows(value, "feed")] or plainjson.rows(value, "posts")
        if not isinstance(value, dict) or not ({"feed", "posts"} & set(value)):
            return Reading(trouble="format")
        gather = Gather(answer.url)
        for row in rows:
            if isinstance(row, dict):
                _post(gather, row)
        name = "found" if ask.role.startswith("found") else "next"
        role = next_role(ask.role, name, following.number(place, "pages", 2, MOST_PAGES))
        cursor = plainjson.text(value, "cursor", most=500)
        if role and cursor:
            bare = re.sub(r"[?&]cursor=[^&]*", "", answer.url)
            gather.ask(f"{bare}&cursor={quote(cursor, safe='')}", role, accept=JSON)
        return gather.reading()


def _ask(place: Place, method: str, query: dict[str, str], role: str = "next") -> Ask:
    service = (place.options.get("service") or SERVICE).rstrip("/")
    return Ask(f"{service}/xrpc/app.bsky.feed.{method}?{urlencode(query)}", role, accept=JSON)


def _post(gather: Gather, row: dict[str, object]) -> None:
    """One post: its page, its words, and the addresses of its pictures on the content network."""
    named = POST.fullmatch(plainjson.text(row, "uri"))
    author = plainjson.text(row, "author", "handle") or (named[1] if named else "")
    if named is None or not author or author == "handle.invalid":
        author = named[1] if named else ""
    link = f"https://bsky.app/profile/{author}/post/{named[2]}" if named else ""
    at = moments.read(plainjson.at(row, "record", "createdAt") or row.get("indexedAt"))
    said = plainjson.words(row, "record", "text")
    alts = _embed(gather, row.get("embed"), link, said, at)
    for facet in plainjson.rows(row, "record", "facets"):
        for feature in plainjson.rows(facet, "features"):
            gather.away(feature.get("uri"))
    gather.item(link, " ".join([said, *alts]), at)


def _embed(gather: Gather, embed: object, link: str, said: str, moment: datetime | None) -> list[str]:
    """What a post shows; returns the descriptions of its pictures. A quoted post is its own author's affair."""
    kind = plainjson.text(embed, "$type")
    if kind == BOTH:
        embed = plainjson.at(embed, "media")
        kind = plainjson.text(embed, "$type")
    if kind == VIDEO:
        gather.show(plainjson.at(embed, "playlist"), link, said, moment)
        gather.show(plainjson.at(embed, "thumbnail"), link, said, moment)
        return [plainjson.words(embed, "alt")]
    if kind == EXTERNAL:
        gather.show(plainjson.at(embed, "external", "thumb"), link, said, moment)
        gather.away(plainjson.at(embed, "external", "uri"))
        return [plainjson.words(embed, "external", "title"), plainjson.words(embed, "external", "description")]
    rows = plainjson.rows(embed, "images") if kind == IMAGES else []
    for image in rows:
        gather.show(
            image.get("fullsize") or image.get("thumb"), link, f"{said} {plainjson.words(image, 'alt')}", moment
        )
    return [plainjson.words(image, "alt") for image in rows]
