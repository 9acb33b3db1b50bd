"""A sitemap: the list of pages, pictures and clips that a site keeps for search engines (sitemaps.org, extensions)."""

import zlib
from datetime import UTC, datetime
from io import BytesIO

from lxml import etree

from cases.detection import following, markup, moments, rules
from cases.detection.gather import Gather
from cases.detection.reading import MOST_ASKS, Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

MOST_BYTES = 12_000_000  # unpacked
MOST_ENTRIES = 50_000  # of one sitemap, as the protocol says
DEEPEST = 3  # lists of lists
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
Entry = dict[str, str]
PARTS = {
    "loc",
    "lastmod",
    "title",
    "caption",
    "content_loc",
    "thumbnail_loc",
    "player_loc",
    "description",
    "publication_date",
}
Row = tuple[datetime, str, list[tuple[str, str]]]


class Sitemap:
    """Reads the newest entries first; their pages are read for media, their links are not followed."""

    name = "sitemap"
    label = gettext_noop("Sitemap")
    help = gettext_noop(
        "The address of the sitemap (often /sitemap.xml), or of the site; then its robots file is asked for it."
    )
    options: tuple[Option, ...] = (
        Option("include", gettext_noop("Read only paths that begin like these"), "/gallery/ /thread/*"),
        Option("exclude", gettext_noop("Never read paths that begin like these"), "/help/ *.pdf$"),
    )
    withheld = ""

    def check(self, place: Place) -> str:
        """Rules that can be read."""
        return rules.wrong(place)

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The sitemap itself, or the robots file and the usual address."""
        if place.url.partition("?")[0].lower().endswith((".xml", ".gz", ".txt")):
            return (Ask(place.url, "sitemap"),)
        root = following.root(place)
        return (Ask(f"{root}robots.txt", "robots"), Ask(f"{root}sitemap.xml", "sitemap"))

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """A robots file, a list of sitemaps, a sitemap, or a page that it named."""
        if ask.role == "robots":
            return _robots(answer)
        if ask.role != "sitemap":
            return following.single(place, ask, answer)
        body = unpacked(answer.body)
        if body.lstrip()[:1] != b"<":
            return _lines(place, answer, body)
        return _entries(place, ask, answer, body)


def unpacked(body: bytes) -> bytes:
    """A gzip file unpacked to at most 12 MB, whatever it claims; other bytes as they are."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""


def _robots(answer: Answer) -> Reading:
    gather = Gather(answer.url)
    for line in markup.decoded(answer.body).splitlines()[:5000]:
        field, _, value = line.partition(":")
        if field.strip().lower() == "sitemap":
            gather.ask(value.strip(), "sitemap")
    return gather.reading()


def _lines(place: Place, answer: Answer, body: bytes) -> Reading:
    """A sitemap as plain text, one address a line."""
    gather = Gather(answer.url)
    for line in markup.decoded(body).splitlines()[:MOST_ENTRIES]:
        if line.startswith("http") and rules.allowed_url(place, line.strip()):
            gather.ask(line.strip(), depth=1)
    return gather.reading("" if gather.asks else "format")


def _entries(place: Place, ask: Ask, answer: Answer, body: bytes) -> Reading:
    """Entries newest first; what an index names is asked as a sitemap, at most three lists deep."""
    rows: list[Row] = []
    kind = ""
    try:
        walk = etree.iterparse(
            BytesIO(body), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, recover=True,
        )  # fmt: skip
        for event, element in walk:
            tag = markup.name(element)
            kind = kind or tag
            if event == "end" and tag in {"url", "sitemap"}:
                rows.append(_row(element))
                element.clear()
            if len(rows) >= MOST_ENTRIES:
                break
    except (etree.LxmlError, ValueError, LookupError):
        pass  # what came before the fault counts
    if kind not in {"urlset", "sitemapindex"}:
        return Reading(trouble="format")
    rows.sort(key=lambda row: row[0], reverse=True)
    gather = Gather(answer.url)
    for moment, address, parts in rows[:MOST_ASKS]:
        if kind == "sitemapindex":
            if ask.depth < DEEPEST:
                gather.ask(address, "sitemap", depth=ask.depth + 1)
            continue
        _page(place, gather, moment, address, parts)
    return gather.reading()


def _row(element: etree._Element) -> Row:
    """When an entry changed, its address, and (name, text) of its other parts."""
    parts: list[tuple[str, str]] = []
    for part in element.iter(etree.Element):
        label = markup.name(part)
        if label in PARTS and part.text and len(parts) < 1000:
            above = part.getparent()
            within = "" if above is None or above is element else f"{markup.name(above)}."
            parts.append((f"{within}{label}", part.text.strip()[:2000]))
    own = dict(reversed(parts))
    stated = own.get("news.publication_date") or own.get("lastmod") or own.get("video.publication_date")
    return moments.read(stated) or EARLIEST, own.get("loc", ""), parts


def _page(place: Place, gather: Gather, moment: datetime, address: str, parts: list[tuple[str, str]]) -> None:
    """One entry of a sitemap with the pictures, clips and words that its extensions name."""
    at = moment if moment > EARLIEST else None
    said = markup.short(" ".join(text for label, text in parts if label.endswith(("title", "caption", "description"))))
    target = gather.address(address)
    if target is not None and following.is_media_url(address):
        gather.show(address, None, said, at)
    elif target is not None and rules.allowed(place, target):
        gather.ask(address, depth=1)
    for label, text in parts:
        if label in {"image.loc", "video.content_loc", "video.thumbnail_loc"}:
            gather.show(text, address, said, at)
    if said:
        gather.item(address, said, at)
