"""What an address gives beyond its own bytes: a page as a browser shows it, the clip behind a playlist."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from agencies.doors import url as addresses
from agencies.doors.adapters.http import Client, Fetched, Refusal, Refused, Trouble, Unreachable
from agencies.doors.rendered import Rendered
from cases.detection.adapters import streams

MOST_BESIDE = 20  # pictures and clips of a page that have no address of their own


class NotShown(Exception):
    """The page took the browser too long, or ended it: this page's fault, not its host's."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A picture or clip that a page shows without an address: the page's with a mark of it stands for one."""

    address: str
    body: bytes


def page(found: Rendered) -> Fetched:
    """The answer that a rendered page stands for. Raises Refused, Unreachable, NotShown."""
    if found.trouble == "refused":
        raise Refused(Refusal.BAD_HOST)
    if found.trouble == "missing":
        raise Refused(Refusal.NO_BROWSER)
    if found.trouble == "unreachable":
        raise Unreachable(Trouble.CONNECTION)
    if found.trouble in {"time", "memory", "crashed"}:
        raise NotShown(found.trouble)
    kind = "application/octet-stream" if found.trouble == "format" else "text/html; charset=utf-8"
    return Fetched(
        url_final=found.url, redirects=(), status=found.status or 200, headers=(("content-type", kind),),
        body=found.html.encode("utf-8", "replace"), ip="", http_version="", tls=None, started_at=datetime.now(UTC),
        elapsed=0.0, truncated=False,
    )  # fmt: skip


def beside(found: Rendered) -> list[Beside]:
    """What of a rendered page has bytes and no address."""
    bodies = [medium.body for medium in found.media if medium.body and not medium.url][:MOST_BESIDE]
    return [Beside(f"{found.url}#{hashlib.sha256(body).hexdigest()[:16]}", body) for body in bodies]


def clip(client: Client, answer: Fetched) -> Fetched:
    """The answer itself, or with the clip behind it if it is a playlist. Raises Refused, Unreachable."""
    path = addresses.parse(answer.url_final).path
    if answer.status != 200 or not streams.is_playlist(answer.header("content-type"), path):
        return answer
    found = streams.read(client, answer.url_final, first=answer)
    if found.body:
        return replace(answer, body=found.body, truncated=False)
    if found.trouble == "refused":
        raise Refused(Refusal.BAD_HOST)
    raise Unreachable(Trouble.PROTOCOL, permanent=found.trouble in {"format", "empty", "protected"})
