"""What a page links to, shows and says: addresses and words only, no byte of media. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from agencies.doors.url import Target
from cases.detection import markup, posts
from cases.detection.gather import MEDIA_SUFFIX, OTHER_SUFFIX, Gather, is_media
from cases.detection.markup import short
from cases.detection.reading import Item, Shown

STYLE_URL = re.compile(r"""url\(\s*(?:"([^"]{1,4000})"|'([^']{1,4000})'|([^\s"'()]{1,4000}))\s*\)""", re.IGNORECASE)
# Where pages keep the picture that a script puts in place later; on any element that shows something.
LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-full", "data-full-src", "data-large", "data-large-src",
    "data-large_image", "data-hi-res-src", "data-orig-file", "data-zoom-image", "data-mfp-src", "data-image", "data-img",
    "data-bg", "data-background", "data-background-image", "data-poster", "data-video-src", "data-mp4", "data-webm", "data-url",
)  # fmt: skip
SETS = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
META = {
    "og:image", "og:image:url", "og:image:secure_url", "og:video", "og:video:url", "og:video:secure_url", "twitter:image",
    "twitter:image:src", "twitter:player:stream", "thumbnailurl", "contenturl", "image",
}  # fmt: skip
SHOWING = {"img", "source", "video", "input", "amp-img", "amp-video", "embed", "object"}
LIGHTBOX = re.compile(
    r"lightbox|fancybox|photoswipe|pswp|magnific|thickbox|colorbox|glightbox|lbtrigger|swipebox", re.I
)
NEXT_WORDS = {
    "next", "next page", "next »", "next ›", "next >", "older", "older posts", "load more", "show more", "more", "»", "›", "→",
    "»»", ">", ">>", "다음", "다음 페이지", "더보기", "下一页", "下一頁", "下页", "次へ", "次のページ", "volgende",
    "suivant", "siguiente", "weiter", "nächste", "próximo", "successivo", "далее", "следующая", "التالي",
}  # fmt: skip
PAGING = re.compile(
    r"(?:^|[\s_-])(?:pag(?:ing|er|ination|enav|es)|page-?nav\w*|nav-links|pages?-?list)(?:$|[\s_-])", re.I
)
IN_SCRIPT = re.compile(r"https?:\\?/\\?/[^\s\"'<>()]{4,2000}", re.IGNORECASE)
SCRIPTED = re.compile(r"\.(?:jpe?g|png|webp|avif|mp4|webm|m3u8)(?:\?|$)", re.IGNORECASE)
# Address patterns of widespread software whose small pictures lie beside the full one.
FULL = (
    (re.compile(r"^(.+)-\d{2,4}x\d{2,4}(\.\w{3,4})$"), r"\1\2"),  # WordPress
    (re.compile(r"^(.*)/thumb/(\w/\w\w/[^/]+\.\w{3,5})/[^/]+$"), r"\1/\2"),  # MediaWiki
    (re.compile(r"^(.+)\.(?:th|md)(\.\w{3,4})$"), r"\1\2"),  # Chevereto
)
NEAR = 4  # entries around a picture that are asked for its page
MOST, MOST_LINKS, MOST_SCRIPT = 2000, 4000, 1_000_000  # the last in characters


@dataclass(frozen=True, slots=True)
class Found:
    """`pages` and `media` in their order on the page; each media address with the page that is about it."""

    pages: tuple[str, ...]
    media: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Page:
    """What one page leads to; `next`: further pages of the list that this page is one of; `feeds`, `searches`: described there."""

    pages: dict[str, Target] = field(default_factory=dict)
    next: dict[str, Target] = field(default_factory=dict)
    media: tuple[Shown, ...] = ()
    items: tuple[Item, ...] = ()
    outside: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    title: str = ""


def extract(body: bytes, base_url: str, *, charset: str = "") -> Found:
    """Links to other pages of the same site, and media on any host, of an HTML page; never raises for bad markup."""
    found = read(body, base_url, f"text/html; charset={charset}" if charset else "")
    return Found(tuple(found.pages), tuple((shown.url, shown.page_url) for shown in found.media))


def read(body: bytes | str, url: str, content_type: str = "", root: html.HtmlElement | None = None) -> Page:
    """Everything of an HTML page (or of `root`, a part of one) at an address. Media in their order, the full picture first."""
    tree = markup.page(body, content_type) if root is None else root
    if tree is None:
        return Page()
    gather = Gather(url, base=next((base.get("href") for base in tree.iter("base")), None))
    if gather.base is None:
        return Page()
    found = Page(title=short(next((title.text or "" for title in tree.iter("title")), ""), 300))
    _walk(found, gather, tree)
    found.media = tuple(gather.media.values())
    found.items = posts.read(tree, gather, found.title)
    found.outside = tuple(gather.outside)
    return found


def _walk(found: Page, gather: Gather, tree: html.HtmlElement) -> None:
    """Every element once, in the order of the page."""
    links = shown = 0
    for number, element in enumerate(tree.iter(etree.Element)):
        if number > markup.MOST_ELEMENTS or len(gather.media) >= MOST:
            break
        if element.tag in {"a", "area"}:
            links += 1
            if links <= MOST_LINKS:
                _link(found, gather, element)
        elif element.tag == "link":
            _head_link(found, gather, element)
        elif element.tag == "script":
            _script(gather, element)
        elif references := tuple(_references(element, gather)):
            shown += 1
            if shown <= MOST_LINKS:
                _shown(gather, element, references)


def _link(found: Page, gather: Gather, element: html.HtmlElement) -> None:
    reference = element.get("href")
    target = gather.address(reference)
    for lazy in _lazy(element):
        gather.show(lazy, _entry(element, gather))
    if target is None or (OTHER_SUFFIX.search(target.path) and not target.query):
        return
    boxed = LIGHTBOX.search(" ".join(element.get(key, "") for key in ("class", "rel", "data-toggle", "data-type")))
    if is_media(target) or (boxed and target.path != "/") or any("fancybox" in key for key in element.attrib):
        gather.show(target.url, _entry(element, gather), _said(element))
    elif not gather.here(target):
        gather.away(target.url)
    elif target.url != gather.page_url:
        if _is_next(element):
            found.next.setdefault(target.url, target)
        if len(found.pages) < MOST:
            found.pages.setdefault(target.url, target)


def _is_next(link: html.HtmlElement) -> bool:
    """Whether a link leads on in the same list: rel, its words, its class, or a number in a row of page numbers."""
    said = short(link.text_content(), 40).lower() or link.get("title", "")[:40].lower()
    named = f"{link.get('class', '')} {link.get('aria-label', '')} {link.get('id', '')}".lower()[:200]
    if "next" in link.get("rel", "").lower().split() or said in NEXT_WORDS or re.search(r"\bnext(?:page)?\b", named):
        return True
    if not said.isdecimal() or len(said) > 4:
        return False
    around = [above for _, above in zip(range(4), link.iterancestors(), strict=False)]
    return any(PAGING.search(f"{above.get('class', '')} {above.get('id', '')}") for above in [link, *around])


def _head_link(found: Page, gather: Gather, element: html.HtmlElement) -> None:
    rel = element.get("rel", "").lower().split()
    kind = element.get("type", "").lower()
    target = gather.address(element.get("href"))
    if target is None:
        return
    if "next" in rel and gather.here(target):
        found.next.setdefault(target.url, target)
    elif "alternate" in rel and re.search(r"(?:rss|atom|feed)\+(?:xml|json)", kind):
        found.feeds = (*found.feeds, target.url)[:20]
    elif "search" in rel and "opensearchdescription" in kind:
        found.searches = (*found.searches, target.url)[:20]
    elif "image_src" in rel or ("preload" in rel and element.get("as") in {"image", "video"}):
        gather.show(target.url)


def _script(gather: Gather, element: html.HtmlElement) -> None:
    """Addresses of pictures that a script or a block of data puts on the page."""
    for match in IN_SCRIPT.finditer((element.text or "")[:MOST_SCRIPT]):
        address = match[0].replace("\\/", "/").replace("\\u0026", "&").rstrip("\\,;")
        if SCRIPTED.search(address):
            gather.show(address)


def _shown(gather: Gather, element: html.HtmlElement, references: Iterable[str]) -> None:
    about, said = _about(element, gather), _said(element)
    entry = next(element.iterancestors("article", "li", "figure"), None)
    moment = gather.once((entry, "when"), lambda: posts.when(entry))
    for reference in references:
        target = gather.address(reference)
        if target is None:
            continue
        for pattern, full in FULL:
            if pattern.search(target.path) and MEDIA_SUFFIX.search(target.path):
                gather.show(f"{target.scheme}://{target.authority}{pattern.sub(full, target.path)}",
                            about, said, moment)  # fmt: skip
        gather.show(target.url, about, said, moment)


def style_urls(style: str) -> Iterator[str]:
    """The addresses of url() in a style, of its first 20,000 characters."""
    for match in STYLE_URL.finditer(style[:20_000]):
        yield next(filter(None, match.groups()))


def _lazy(element: html.HtmlElement) -> Iterator[str]:
    """Addresses in the attributes that scripts read; on other elements than pictures only what is named like a picture."""
    sure = element.tag in SHOWING
    for key in LAZY:
        value = element.get(key)
        if value and (
            sure or MEDIA_SUFFIX.search(value.partition("?")[0]) or key.startswith(("data-bg", "data-backg"))
        ):
            yield value.strip().removeprefix("url(").removesuffix(")").strip("'\"") if "url(" in value else value


def _references(element: html.HtmlElement, gather: Gather) -> Iterator[str]:
    """Every address under which an element shows a picture or a clip."""
    tag = element.tag
    if tag == "meta":
        if (element.get("property") or element.get("name") or element.get("itemprop") or "").lower() in META:
            yield element.get("content", "")
        return
    if tag == "image":
        yield (
            element.get("href") or element.get("{http://www.w3.org/1999/xlink}href") or element.get("xlink:href") or ""
        )
    if tag in SHOWING and not (tag == "input" and (element.get("type") or "").lower() != "image"):
        yield from _own(element, gather)
    elif tag not in SHOWING and any(key.startswith("data-") for key in element.attrib):
        yield from _lazy(element)
    if style := element.get("style"):
        yield from style_urls(style)


def _own(element: html.HtmlElement, gather: Gather) -> Iterator[str]:
    """The addresses of an element that is a picture or clip; of a set the widest alone, since all show the same."""
    widest = [address for key in SETS for address in _widest(element.get(key, ""))]
    lazy = list(_lazy(element))
    yield from widest
    yield from lazy
    plain = element.get("data" if element.tag == "object" else "src", "")
    if element.tag in {"embed", "object"}:
        target = gather.address(plain)
        plain = plain if target is not None and is_media(target) else ""
    if plain and not (widest and element.tag in {"img", "amp-img"}):
        yield plain
    if poster := element.get("poster"):
        yield poster


def _widest(text: str) -> Iterator[str]:
    """The largest candidate of a srcset; an address may hold commas, a candidate ends with a blank or a comma and a blank."""
    best: tuple[float, str] = (-1.0, "")
    for part in re.split(r",\s+|(?<=\d[wx]),", text[:50_000]):
        address, _, size = part.strip().strip(",").partition(" ")
        number = re.sub(r"[^0-9.]", "", size)[:9] or "1"
        value = float(number) if number.count(".") <= 1 and number != "." else 1.0
        if address and value > best[0]:
            best = value, address
    if best[1]:
        yield best[1]


def _said(element: html.HtmlElement) -> str:
    """The words beside a picture: its own, its caption's, its link's."""
    own = [element.get("alt", ""), element.get("title", ""), element.get("aria-label", "")]
    figure = next(element.iterancestors("figure"), None)
    if figure is not None:
        own += [markup.words(caption, 300) for caption in figure.iter("figcaption")]
    return short(" ".join(dict.fromkeys(word.strip()[:300] for word in own if word)), 300)


def _about(element: html.HtmlElement, gather: Gather) -> str:
    """The page that a picture belongs to: where it leads as a link, or the one page that its entry in a list names."""
    link = next(element.iterancestors("a"), None)
    leads = _page(link, gather) if link is not None else None
    return leads or _entry(element, gather) or gather.page_url


def _entry(element: html.HtmlElement, gather: Gather) -> str | None:
    """The one page that the nearest entry around an element links to; None if it names no page, or several."""
    for _, entry in zip(range(NEAR), element.iterancestors("figure", "article", "li", "td"), strict=False):
        if named := gather.once(entry, lambda entry=entry: _named(entry, gather)):  # type: ignore[misc]
            return next(iter(named)) if len(named) == 1 else None
    return None


def _named(entry: html.HtmlElement, gather: Gather) -> frozenset[str]:
    """The pages that an entry links to, of its first links."""
    links = (link for _, link in zip(range(200), entry.iter("a"), strict=False))
    return frozenset(page for link in links if (page := _page(link, gather)))


def _page(link: html.HtmlElement, gather: Gather) -> str | None:
    """The address of a link to a page of the same site, else None."""
    target = gather.address(link.get("href"))
    if target is None or not gather.here(target) or is_media(target) or OTHER_SUFFIX.search(target.path):
        return None
    return target.url
