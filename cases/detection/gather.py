"""Collects what an answer leads to: addresses made absolute and canonical, each once, bounded. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from agencies.doors import url as addresses
from agencies.doors.url import DEFAULT_PORTS, MAX_URL, BadUrl, Target
from cases.detection import traps
from cases.detection.markup import short
from cases.detection.reading import MOST_ASKS, MOST_ITEMS, MOST_MEDIA, Ask, Item, Reading, Shown

T = TypeVar("T")
NOT_FETCHED = re.compile(r"\s*(?:data|javascript|mailto|blob|about|tel|magnet|intent|tg|whatsapp|ftp|file):", re.I)
MEDIA_SUFFIX = re.compile(
    r"\.(jpe?g|jfif|png|webp|gif|bmp|tiff?|heic|heif|avif|jxl|mp4|m4v|webm|mov|mkv|avi|wmv|flv|mpg|mpeg|ogv|3gp|ts|m3u8|mpd)$",
    re.IGNORECASE,
)
OTHER_SUFFIX = re.compile(
    r"\.(css|js|mjs|json|xml|rss|atom|pdf|zip|gz|rar|7z|exe|apk|dmg|woff2?|ttf|ico|svg|mp3|ogg|wav|m4a|flac|epub|docx?|iso)$",
    re.IGNORECASE,
)
WIKI_FILE = re.compile(r"/[^/:.]{2,20}:[^/]+$")  # /wiki/File:Cat.jpg is a page about a picture
MOST_OUTSIDE = 500
MOST_NOTE = 300  # characters beside a picture
MOST_NEXT = 30  # pages of one list


def parsed(text: str) -> Target | None:
    """The canonical target of an absolute address, or None."""
    try:
        return addresses.parse(addresses.canonical(text.strip()))
    except (BadUrl, ValueError):
        return None


def same_site(one: Target, other: Target) -> bool:
    """Whether two addresses are of one site: the same host with or without "www.", and the same or a usual port."""
    usual = set(DEFAULT_PORTS.values())
    ports = one.port == other.port or {one.port, other.port} <= usual
    return ports and one.host.removeprefix("www.") == other.host.removeprefix("www.")


def is_media(target: Target) -> bool:
    """Whether a path names a picture or clip, and not a wiki's page about one."""
    return bool(MEDIA_SUFFIX.search(target.path)) and not WIKI_FILE.search(target.path)


def next_role(role: str, name: str = "next", most: int = MOST_NEXT) -> str:
    """The role of the page after this one in a list ("next", "next2" ...), or an empty string at the end of patience."""
    number = int(role[len(name) :] or 1) if re.fullmatch(rf"{name}\d{{0,3}}", role) else 0
    return f"{name}{number + 1}" if number + 1 <= most else ""


class Gather:
    """The parts of a Reading, put in one after the other. A broken or unwanted address is passed over in silence."""

    def __init__(self, url: str, base: str | None = None) -> None:
        self.page = parsed(url)
        self._targets: dict[str, Target | None] = {}
        self.base = self.page
        if base and self.page is not None:
            self.base = self._address(base) or self.page
        self.page_url = self.page.url if self.page else ""
        self.asks: dict[tuple[str, str], Ask] = {}
        self.media: dict[str, Shown] = {}
        self.items: dict[tuple[str, str], Item] = {}
        self.outside: dict[str, None] = {}
        self.learned: dict[str, str] = {}
        self._known: dict[Any, Any] = {}

    def once(self, key: Any, work: Callable[[], T]) -> T:
        """The result of work on a part of the page, done once for the whole page."""
        if key not in self._known:
            self._known[key] = work()
        return cast("T", self._known[key])

    def address(self, reference: object) -> Target | None:
        """The canonical target of a reference found in this answer; None for what is not fetched or is broken."""
        if not isinstance(reference, str):
            return None
        if reference not in self._targets:
            target = self._targets[reference] = self._address(reference)
            if target is not None:
                self._targets[target.url] = target
        return self._targets[reference]

    def _address(self, reference: str) -> Target | None:
        if self.base is None or not reference.strip() or len(reference) > MAX_URL:
            return None
        if NOT_FETCHED.match(reference):
            return None
        try:
            found = addresses.resolve(self.base, reference.strip())
        except (BadUrl, ValueError):
            return None
        if found.query and (kept := traps.query_without_session(found.query)) != found.query:
            found = Target(found.scheme, found.host, found.port, found.path, kept or None)
        return found

    def here(self, target: Target) -> bool:
        """Whether an address is of the same site as this answer."""
        return self.page is not None and same_site(self.page, target)

    def ask(self, reference: object, role: str = "page", *, depth: int = 0, accept: str = "") -> None:
        """Fetch this next, once for each role."""
        target = self.address(reference)
        if target is not None and role and len(self.asks) < MOST_ASKS:
            self.asks.setdefault((target.url, role), Ask(target.url, role, max(0, depth), accept))

    def show(self, reference: object, page: object = None, text: str = "", at: datetime | None = None) -> None:
        """A picture or clip, and the page that is about it (this one if none is named)."""
        target = self.address(reference)
        if target is None or OTHER_SUFFIX.search(target.path) or len(self.media) >= MOST_MEDIA:
            return
        about = self.address(page)
        self.media.setdefault(
            target.url, Shown(target.url, about.url if about else self.page_url, short(text, MOST_NOTE), at)
        )

    def item(self, reference: object, text: str, at: datetime | None = None) -> None:
        """A post or entry with words; without an address of its own it belongs to this page."""
        target = self.address(reference)
        address, said = target.url if target else self.page_url, short(text)
        if address and said and len(self.items) < MOST_ITEMS:
            self.items.setdefault((address, said), Item(address, said, at))

    def away(self, reference: object) -> None:
        """A link that leads somewhere; it is noted if it leaves the site."""
        target = self.address(reference)
        if target is not None and not self.here(target) and len(self.outside) < MOST_OUTSIDE:
            self.outside.setdefault(target.url)

    def take(self, other: "Gather") -> None:
        """Everything of a part of this answer that was read by itself."""
        for address, shown in list(other.media.items())[: MOST_MEDIA - len(self.media)]:
            self.media.setdefault(address, shown)
        self.outside.update(list(other.outside.items())[: MOST_OUTSIDE - len(self.outside)])

    def reading(self, trouble: str = "", learned: Mapping[str, str] | None = None) -> Reading:
        """What was collected; with nothing at all the trouble is "empty"."""
        nothing = not (self.asks or self.media or self.items or self.outside or self.learned or learned)
        return Reading(
            asks=tuple(self.asks.values()),
            media=tuple(self.media.values()),
            items=tuple(self.items.values()),
            outside=tuple(self.outside),
            trouble=trouble or ("empty" if nothing else ""),
            learned=tuple({**self.learned, **(learned or {})}.items()),
        )
