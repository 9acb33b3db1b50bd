"""What a page links to and shows: addresses only, no byte of media."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from agencies.doors import url as addresses
from agencies.doors.url import BadUrl, Target

MEDIA_SUFFIX = re.compile(r"\.(jpe?g|png|webp|gif|bmp|tiff?|heic|avif|mp4|m4v|webm|mov|mkv)$", re.IGNORECASE)
OTHER_SUFFIX = re.compile(
    r"\.(css|js|mjs|json|xml|rss|atom|pdf|zip|gz|rar|7z|exe|apk|dmg|woff2?|ttf|ico|svg|mp3|ogg|wav)$", re.I
)
STYLE_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)", re.IGNORECASE)
IMAGE_ATTRIBUTES = ("src", "data-src", "data-original", "data-lazy-src", "data-full")
SET_ATTRIBUTES = ("srcset", "data-srcset")
META = {"og:image", "og:video", "og:image:url", "og:video:url", "twitter:image"}
MOST = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """`pages` and `media` in their order on the page; each media address with the page that is about it."""

    pages: tuple[str, ...]
    media: tuple[tuple[str, str], ...]


def extract(body: bytes, base_url: str, *, charset: str = "utf-8") -> Found:
    """Links to other pages of the same host, and media on any host, of an HTML page; never raises for bad markup."""
    try:
        tree = html.document_fromstring(
            body, parser=html.HTMLParser(encoding=charset, no_network=True, huge_tree=False)
        )
    except (etree.LxmlError, ValueError, LookupError):
        return Found((), ())
    base = _base(tree, base_url)
    if base is None:
        return Found((), ())
    pages: dict[str, None] = {}
    media: dict[str, str] = {}
    for element in tree.iter("a", "area"):
        address = _address(base, element.get("href"))
        if address is None or OTHER_SUFFIX.search(address.path):
            continue
        if MEDIA_SUFFIX.search(address.path):
            media.setdefault(address.url, _entry(element, base) or base_url)
        elif address.host == base.host and address.port == base.port:
            pages.setdefault(address.url)
    for element in tree.iter(
        "img", "source", "video", "image", "input", "meta", "div", "span", "figure", "section", "li"
    ):
        about = _about(element, base, base_url)
        for reference in _references(element):
            address = _address(base, reference)
            if address is not None and not OTHER_SUFFIX.search(address.path):
                media.setdefault(address.url, about)
    return Found(tuple(pages)[:MOST], tuple(media.items())[:MOST])


def _base(tree: html.HtmlElement, base_url: str) -> Target | None:
    try:
        base = addresses.parse(base_url)
        stated = next(iter(tree.xpath("//base/@href")), None)
        return addresses.join(base, stated) if stated else base
    except BadUrl:
        return None


def _address(base: Target, reference: str | None) -> Target | None:
    """The canonical target of a reference, or None for what is not fetched (data:, javascript:, broken)."""
    if not reference or reference.lstrip()[:5].lower() in {"data:", "javas", "mailt", "blob:"}:
        return None
    try:
        return addresses.parse(addresses.canonical(addresses.join(base, reference.strip()).url))
    except BadUrl:
        return None


def _references(element: html.HtmlElement) -> Iterator[str]:
    """Every address under which an element shows a picture or a clip."""
    tag = element.tag
    if tag == "meta":
        if (element.get("property") or element.get("name") or "").lower() in META:
            yield element.get("content", "")
        return
    if tag == "input" and (element.get("type") or "").lower() != "image":
        return
    if tag in {"img", "source", "video", "input"}:
        yield from (value for name in IMAGE_ATTRIBUTES if (value := element.get(name)))
        for name in SET_ATTRIBUTES:
            yield from _widest(element.get(name, ""))
        if poster := element.get("poster"):
            yield poster
    elif tag == "image":
        yield element.get("href") or element.get("{http://www.w3.org/1999/xlink}href") or ""
    yield from STYLE_URL.findall(element.get("style", ""))


def _widest(text: str) -> Iterator[str]:
    """The largest candidate of a srcset."""
    best: tuple[float, str] = (-1.0, "")
    for part in text.split(","):
        address, _, size = part.strip().partition(" ")
        number = re.sub(r"[^0-9.]", "", size) or "1"
        if address and float(number if number.count(".") <= 1 else 1) > best[0]:
            best = float(number), address
    if best[1]:
        yield best[1]


def _about(element: html.HtmlElement, base: Target, base_url: str) -> str:
    """The page that a picture belongs to: where it leads as a link, or the one page that its entry in a list names."""
    link = next(element.iterancestors("a"), None)
    if link is not None:
        return _page(link, base) or _entry(element, base) or base_url
    return _entry(element, base) or base_url


def _entry(element: html.HtmlElement, base: Target) -> str | None:
    """The one page that the nearest entry around an element links to; None if it names no page, or several."""
    for entry in element.iterancestors("figure", "article", "li", "td"):
        named = {page for other in entry.iter("a") if (page := _page(other, base))}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def _page(link: html.HtmlElement, base: Target) -> str | None:
    """The address of a link to a page of the same host, else None."""
    address = _address(base, link.get("href"))
    if address is None or address.host != base.host or address.port != base.port:
        return None
    return None if MEDIA_SUFFIX.search(address.path) or OTHER_SUFFIX.search(address.path) else address.url
