"""What an invented server answers: the exchange of a page that does not exist, so that its evidence is made like any other. Pure."""

from datetime import datetime, timedelta
from html import escape
from random import Random

from agencies.doors.exchange import Fetched

SERVERS = ("nginx", "Apache", "LiteSpeed", "openresty", "Caddy")
DAY = "%a, %d %b %Y %H:%M:%S GMT"


def page(address: str, *, title: str, words: str, at: datetime, chance: Random) -> Fetched:
    """The page with its words; `at` in UTC."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in words.split("\n"))
    menu = "".join(
        f'<a href="/{name.lower()}">{name}</a> '
        for name in chance.sample(("Home", "New", "Search", "Sign in", "Help"), 3)
    )
    text = f"<!doctype html><html><head><title>{escape(title)}</title></head><body><nav>{menu}</nav><main>{lines}</main></body></html>"
    return _answer(address, text.encode(), "text/html; charset=utf-8", at, chance)


def medium(address: str, *, kind: str, at: datetime, chance: Random) -> Fetched:
    """What the server says of the file itself: heads only."""
    return _answer(address, b"", kind, at, chance, size=chance.randint(40_000, 900_000))


def _answer(address: str, body: bytes, kind: str, at: datetime, chance: Random, *, size: int = 0) -> Fetched:
    headers = (
        ("date", (at - timedelta(seconds=chance.random())).strftime(DAY)), ("server", chance.choice(SERVERS)),
        ("content-type", kind), ("content-length", str(size or len(body))),
    )  # fmt: skip
    return Fetched(
        url_final=address, redirects=(), status=200, headers=headers, body=body, ip=f"192.0.2.{chance.randint(2, 250)}",
        http_version="HTTP/1.1", tls=None, started_at=at, elapsed=0.2 + chance.random(), truncated=False,
    )  # fmt: skip
