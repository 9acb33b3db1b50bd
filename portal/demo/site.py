"""Answers requests to the sample sites: which page, picture or status a path gets. No sockets, no clock."""

import hashlib
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

from portal.demo import catalogue, pages
from portal.demo.catalogue import Media, Site
from portal.demo.world import World

HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
BLANK = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")  # one transparent pixel
Render = Callable[[Media, bool], bytes]  # (media, small?) -> the file's bytes


@dataclass(frozen=True)
class Response:
    """An HTTP answer: status, body and the headers that depend on what is answered."""

    status: int
    content_type: str
    body: bytes
    modified: datetime | None = None

    @property
    def etag(self) -> str:
        """A strong validator: the first 128 bits of the body's SHA-256."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'

    def headers(self) -> dict[str, str]:
        """The headers to send; Content-Length is that of the body."""
        headers = {"Content-Length": str(len(self.body))}
        if self.status != 304:
            headers["Content-Type"] = self.content_type
        if self.modified:
            headers |= {"ETag": self.etag, "Last-Modified": format_datetime(self.modified, usegmt=True)}
            headers["Cache-Control"] = "no-cache"
        return headers


def respond(path: str, world: World, site: Site, render: Render) -> Response:
    """The answer of one site to a path with query; 404 for what is not there or was removed."""
    parts = urlsplit(path)
    for pattern, handler in _ROUTES:
        if found := pattern.fullmatch(parts.path):
            query = parse_qs(parts.query)
            answer = handler(_Request(world, site, render, found.groupdict(), query.get("page", ["1"])[0]))
            return answer or Response(404, HTML, pages.missing(site).encode())
    return Response(404, HTML, pages.missing(site).encode())


def conditional(response: Response, headers: Mapping[str, str]) -> tuple[Response, dict[str, str]]:
    """(answer, headers to send): 304 without a body if the client's copy is still good (RFC 9110, 13.1).

    If-None-Match wins over If-Modified-Since; a date that cannot be read is ignored.
    """
    sent = response.headers()
    if response.status != 200 or response.modified is None or not _is_fresh(response, response.modified, headers):
        return response, sent
    unchanged = replace(response, status=304, body=b"")
    kept = {name: value for name, value in sent.items() if name in ("ETag", "Last-Modified", "Cache-Control")}
    return unchanged, kept


def _is_fresh(response: Response, modified: datetime, headers: Mapping[str, str]) -> bool:
    if tags := headers.get("If-None-Match"):
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or response.etag in known
    try:
        return modified <= parsedate_to_datetime(headers.get("If-Modified-Since", ""))
    except (TypeError, ValueError):
        return False


@dataclass(frozen=True)
class _Request:
    world: World
    site: Site
    render: Render
    part: dict[str, str]  # named parts of the path
    page: str

    def number(self, name: str) -> int:
        return int(self.part[name])

    def listed(self) -> int:
        """The page asked for; 0 (which no list has) if it is no number."""
        return int(self.page) if re.fullmatch(r"[0-9]{1,6}", self.page) else 0

    def html(self, text: str | None, modified: datetime | None = None) -> Response | None:
        return None if text is None else Response(200, HTML, text.encode(), modified or self.world.changed)


def _front(ask: _Request) -> Response | None:
    if ask.site.kind == "gallery":
        return ask.html(pages.gallery(ask.world, ask.site, 1))
    return ask.html(pages.threads(ask.world, ask.site))


def _gallery_page(ask: _Request) -> Response | None:
    return ask.html(pages.gallery(ask.world, ask.site, ask.number("page"))) if ask.site.kind == "gallery" else None


def _thread(ask: _Request) -> Response | None:
    if ask.site.kind != "forum":
        return None
    return ask.html(pages.thread(ask.world, ask.site, ask.number("thread"), ask.listed()))


def _post(ask: _Request) -> Response | None:
    post = ask.world.find(ask.site, ask.number("post"))
    if post is None or ask.part["prefix"] != ask.site.post_prefix:
        return None
    return ask.html(pages.single(ask.world, ask.site, post), ask.world.posted(post))


def _media(ask: _Request) -> Response | None:
    post = ask.world.find(ask.site, ask.number("post"))
    asked = f"/{ask.part['prefix']}/{ask.part['file']}"
    if post is None or asked not in (catalogue.media_path(post), catalogue.thumbnail_path(post)):
        return None
    body = ask.render(post.media, asked == catalogue.thumbnail_path(post))
    return Response(200, "video/mp4" if post.media.is_clip else "image/jpeg", body, ask.world.posted(post))


def _robots(ask: _Request) -> Response:
    return Response(200, TEXT, b"User-agent: *\nDisallow: /account/\n", ask.world.started)


def _style(ask: _Request) -> Response:
    return Response(200, "text/css; charset=utf-8", pages.STYLE.encode(), ask.world.started)


def _blank(ask: _Request) -> Response:
    return Response(200, "image/gif", BLANK, ask.world.started)


def _imprint(ask: _Request) -> Response | None:
    return ask.html(pages.imprint(ask.site), ask.world.started)


_ROUTES: list[tuple[re.Pattern[str], Callable[[_Request], Response | None]]] = [
    (re.compile(pattern), handler)
    for pattern, handler in (
        (r"/", _front),
        (r"/page/(?P<page>[0-9]{1,6})", _gallery_page),
        (r"/thread/(?P<thread>[0-9]{1,6})", _thread),
        (r"/(?P<prefix>photo|post)/(?P<post>[0-9]{1,9})", _post),
        (r"/(?P<prefix>media|files)/(?P<file>(?P<post>[0-9]{1,9})(?:-240)?\.(?:jpg|mp4))", _media),
        (r"/robots\.txt", _robots),
        (r"/style\.css", _style),
        (r"/blank\.gif", _blank),
        (r"/imprint", _imprint),
    )
]
