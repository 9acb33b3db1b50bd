"""Answers of servers for tests: `recorded` from real software on the loopback, `documented` after its documentation.

recorded/mastodon-public.json has the structure of answers that a Mastodon 4.5 gave to Mastodon.py's own tests, with our words.
"""

from pathlib import Path

from cases.detection.reading import Answer, Ask, Place, Reading
from cases.detection.sources import KINDS

FIXTURES = Path(__file__).parent / "fixtures"
TYPES = {
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml",
    ".gz": "application/gzip",
}


def body(name: str) -> bytes:
    """The bytes of a fixture, "documented/x.json" or "recorded/y.html"."""
    return (FIXTURES / name).read_bytes()


def answer(url: str, given: bytes | str, content_type: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    """An answer with status 200."""
    raw = given.encode() if isinstance(given, str) else given
    return Answer(url, 200, raw, {"content-type": content_type, **headers})


def read(
    kind: str, url: str, name: str, *, role: str = "page", depth: int = 0, at: str = "", headers: dict[str, str] | None = None,
    **options: str,
) -> Reading:  # fmt: skip
    """What a kind makes of a fixture that it asked for at `at` (the place's own address if none is named)."""
    place = Place(url, options=options)
    given = answer(at or url, body(name), TYPES[Path(name).suffix], **(headers or {}))
    return KINDS[kind].read(place, Ask(at or url, role, depth), given)


def shown(reading: Reading) -> dict[str, str]:
    """Media of a reading with their pages."""
    return {media.url: media.page_url for media in reading.media}


def asked(reading: Reading) -> list[tuple[str, str]]:
    """What a reading asks next: (role, address)."""
    return [(ask.role, ask.url) for ask in reading.asks]
