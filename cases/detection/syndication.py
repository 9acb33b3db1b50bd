"""Feeds: RSS 0.9 to 2.0 with Media RSS, Atom and JSON Feed, as entries with pictures, words and times. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from cases.detection import following, markup, moments, plainjson
from cases.detection.gather import Gather
from cases.detection.reading import Answer

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
SHOWN = ("image/", "video/")
WORDS = {"title", "description", "summary", "content", "encoded", "subtitle"}
HTML = {"description", "summary", "content", "encoded"}
TIMES = ("pubdate", "published", "updated", "date")
MOST_ENTRIES = 1000


@dataclass(slots=True)
class Read:
    """What a feed says beside its media and words, which are in the Gather: its entries' addresses and its next page."""

    links: list[str] = field(default_factory=list)
    next: str = ""


def read(gather: Gather, answer: Answer) -> Read | None:
    """A feed into a Gather; None for what is none."""
    if answer.body.lstrip()[:1] in (b"{", b"["):
        return _json(gather, plainjson.read(answer.body))
    root = markup.document(answer.body, answer.headers.get("content-type", ""))
    if root is None or markup.name(root) not in {"rss", "feed", "rdf", "channel"}:
        return None
    found = Read()
    entries = (each for each in root.iter(etree.Element) if markup.name(each) in {"item", "entry"})
    for _, entry in zip(range(MOST_ENTRIES), entries, strict=False):
        found.links.append(_entry(gather, entry))
    for link in root.iter(etree.Element):
        if markup.name(link) == "link" and link.get("rel") == "next":
            found.next = link.get("href") or ""
            break
    return found


def _entry(gather: Gather, entry: etree._Element) -> str:
    """The media and words of one entry; returns its address."""
    target, at = gather.address(_link(entry)), _when(entry)
    link = target.url if target else ""
    said: list[str] = []
    shown: list[str] = []
    for part in entry.iter(etree.Element):
        tag = markup.name(part)
        if tag in WORDS and (text := _inner(part)):
            words = following.pieces(text, link or gather.page_url, gather) if tag in HTML else markup.plain(text)
            said.append(words)
        elif address := _shown(part, tag):
            shown.append(address)
    words = markup.short(" ".join(dict.fromkeys(said)))
    for address in shown:
        gather.show(address, link, words, at)
    gather.item(link, words, at)
    return link


def _shown(part: etree._Element, tag: str) -> str:
    """The address of a picture or clip in one part of an entry: enclosure, media:content, media:thumbnail, itunes:image."""
    url = part.get("url") or part.get("href") or ""
    if tag in {"enclosure", "content"} or (tag == "link" and part.get("rel") == "enclosure"):
        stated = f"{part.get('type', '')}{part.get('medium', '')}/"
        return url if stated.startswith(SHOWN) or following.is_media_url(url) else ""
    return url if tag in {"thumbnail", "image"} else ""


def _inner(part: etree._Element) -> str:
    """The text of a part; Atom's XHTML content as markup."""
    if len(part):
        return etree.tostring(part, encoding="unicode", method="html", with_tail=False)[:500_000]
    return part.text or ""


def _link(entry: etree._Element) -> str:
    """The address of an entry's own page."""
    best = ""
    for part in entry.iterchildren(etree.Element):
        tag = markup.name(part)
        if tag == "link" and part.get("rel", "alternate") == "alternate":
            best = best or part.get("href") or (part.text or "").strip()
        elif tag in {"guid", "origlink", "id"} and part.get("isPermaLink", "true") != "false" and not best:
            best = stated if (stated := (part.text or "").strip()).startswith("http") else best
    return best


def _when(entry: etree._Element) -> datetime | None:
    stated = {markup.name(part): part.text for part in entry.iterchildren(etree.Element)}
    return next((moment for tag in TIMES if (moment := moments.read(stated.get(tag)))), None)


def _json(gather: Gather, value: object) -> Read | None:
    """A JSON Feed (jsonfeed.org, version 1.1) into a Gather."""
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        return None
    found = Read(next=plainjson.text(value, "next_url"))
    for row in plainjson.rows(value, "items")[:MOST_ENTRIES]:
        target = gather.address(plainjson.text(row, "url") or plainjson.text(row, "external_url"))
        link = target.url if target else ""
        at = moments.read(row.get("date_published") or row.get("date_modified"))
        about = link or gather.page_url
        said = [plainjson.words(row, "title"), following.pieces(plainjson.text(row, "content_html"), about, gather)]
        said += [plainjson.words(row, "content_text"), plainjson.words(row, "summary")]
        words = markup.short(" ".join(dict.fromkeys(word for word in said if word)))
        for name in ("image", "banner_image"):
            gather.show(row.get(name), link, words, at)
        for attached in plainjson.rows(row, "attachments"):
            if plainjson.text(attached, "mime_type").startswith(SHOWN):
                gather.show(attached.get("url"), link, words, at)
        gather.item(link, words, at)
        found.links.append(link)
    return found
