"""The sample sites' control door: what the demo's operator and the demo itself may ask of the sites, as JSON."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from portal.demo import catalogue, world
from portal.demo.site import Response
from portal.demo.world import World

PREFIX = "/__control__/"
TOKEN_HEADER = "X-Demo-Token"
JSON = "application/json"


def handle(now_world: World, method: str, path: str, body: bytes, now: datetime) -> tuple[World, Response]:
    """(new world, answer) for GET state, POST remove {"url"} and POST reupload {"url", "site"?}.

    400 for a body that is no such JSON, 404 for a URL that names no post and for anything else.
    """
    action = method, path.removeprefix(PREFIX)
    if action == ("GET", "state"):
        return now_world, _answer(200, state(now_world))
    if action not in (("POST", "remove"), ("POST", "reupload")):
        return now_world, _answer(404, {"error": "unknown"})
    asked = _read(body)
    if asked is None or not isinstance(asked.get("url"), str):
        return now_world, _answer(400, {"error": "url is missing"})
    post = world.locate(now_world, asked["url"])
    if post is None:
        return now_world, _answer(404, {"error": "no such post"})
    if action[1] == "remove":
        return world.remove(now_world, post, now), _answer(200, _named(now_world, post))
    site = catalogue.SITES.get(str(asked["site"])) if asked.get("site") else None
    changed, again = world.reupload(now_world, post, site, now)
    return changed, _answer(200, _named(changed, again))


def state(now_world: World) -> dict[str, Any]:
    """What is on the sites now: base URLs, counts, removed and later posts, and every altered copy with its group."""
    posts = now_world.posts
    copies = []
    for truth in catalogue.truth(posts.values()):
        number = int(truth.post.rpartition("/")[2])
        base = now_world.bases[truth.site]
        urls = {"media_url": base + truth.media, "post_url": base + truth.post}
        urls["thumbnail_url"] = base + truth.thumbnail if truth.thumbnail else ""
        copies.append({**asdict(truth), **urls, "removed": number in now_world.removed})
    return {
        "bases": dict(now_world.bases),
        "posts": len(posts),
        "removed": [_named(now_world, posts[number]) for number in sorted(now_world.removed)],
        "later": [_named(now_world, post) for number, post in posts.items() if number not in catalogue.POSTS],
        "copies": copies,
    }


def _named(now_world: World, post: catalogue.Post) -> dict[str, str]:
    base = now_world.bases[post.site]
    urls = {"post_url": base + catalogue.post_path(post), "media_url": base + catalogue.media_path(post)}
    return {"site": post.site, "source": post.media.name, "alteration": post.media.alteration, **urls}


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        asked = json.loads(body)
    except ValueError:
        return None
    return asked if isinstance(asked, dict) else None


def _answer(status: int, content: dict[str, Any]) -> Response:
    return Response(status, JSON, json.dumps(content).encode())
