"""Pages that show one post: its own page, the list it stands in, the same page under another spelling.

Nothing is fetched: only addresses are compared. When in doubt two pages are two posts, since a page that is folded into
another has no package of its own. The words are those of common forum, gallery and blog software.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

FACES = {"www", "m", "mobile", "amp", "touch", "wap", "old", "new"}  # names of hosts that show the same site
PAGING = {"page", "p", "pg", "offset", "start", "cpage", "paged"}
DRESS = {
    "sort", "order", "sort_index", "order_type", "view", "layout", "style", "lang", "hl", "locale", "ref", "referer", "from",
    "src", "print", "amp", "share", "highlight", "fbclid", "gclid", "sid", "session",
}  # fmt: skip
LISTS = {
    "archive", "archives", "board", "boards", "browse", "categories", "category", "explore", "feed", "forum", "forums",
    "gallery", "galleries", "hot", "index", "latest", "list", "lists", "new", "newest", "popular", "recent", "search", "tag",
    "tagged", "tags", "top", "topics", "trending",
}  # fmt: skip
ENDINGS = re.compile(r"\.(html?|php|aspx?|jsp)$")
NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Page:
    """An address as far as it names a post."""

    host: str
    path: tuple[str, ...]
    query: frozenset[tuple[str, str]]
    paged: bool

    @property
    def listing(self) -> bool:
        """Whether it looks like a list of posts: the root, a page of many, or a last word that lists are called by."""
        last = ENDINGS.sub("", self.path[-1]) if self.path else ""
        named = any(name in {"tag", "tags", "category", "search"} for name in self.path[:-1])
        return not self.path or self.paged or last in LISTS or named

    @property
    def depth(self) -> tuple[bool, int, bool]:
        """How closely it names one post; more is closer."""
        own = [*self.path[-1:], *(value for _, value in self.query)]
        return not self.listing, len(self.path) + len(self.query), any(NUMBER.search(part) for part in own)


def page(address: str) -> Page:
    """Read an address; one that cannot be read is a page of its own."""
    try:
        parts = urlsplit(address)
        host, asked = (parts.netloc or "").lower(), parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return Page(address, (), frozenset(), paged=False)
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in FACES:
        labels = labels[1:]
    path = [part.lower() for part in parts.path.split("/") if part]
    paged = any(name.lower() in PAGING for name, _ in asked)
    while path and (ENDINGS.sub("", path[-1]) in {"index", "amp", "print"} or path[-2:-1] == ["page"]):
        paged = paged or path[-2:-1] == ["page"]
        path = path[:-2] if path[-2:-1] == ["page"] else path[:-1]
    kept = {(name.lower(), value) for name, value in asked if not _dressing(name.lower())}
    return Page(".".join(labels), tuple(path), frozenset(kept), paged)


def _dressing(name: str) -> bool:
    return name in PAGING or name in DRESS or name.startswith("utm_")


def same_post(one: str, other: str) -> bool:
    """Whether two pages that show the same file belong to one post: spellings of one page, a post and what lies below it, or
    a post and a list of its site."""
    a, b = page(one), page(other)
    if a.host != b.host:
        return False
    if (a.path, a.query) == (b.path, b.query):
        return True
    short, long = sorted((a, b), key=lambda each: len(each.path))
    below = len(short.path) < len(long.path) and long.path[: len(short.path)] == short.path
    if below and short.query <= long.query:
        return True
    return a.listing != b.listing


def closer(one: str, other: str) -> str:
    """The one of two addresses that names the post more closely; the first one if both do so equally."""
    return other if page(other).depth > page(one).depth else one
