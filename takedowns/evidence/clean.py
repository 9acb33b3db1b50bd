"""A fetched page made safe: what is stored holds no picture, what is shown can neither load nor draw one.

Two forms come out of one parse. `store_html` is the original markup without inline pictures. `safe_html` is built anew
from a short list of tags with all text escaped, so nothing survives because it was forgotten (an allow-list needs no
knowledge of tricks).
"""

import datetime as dt
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from takedowns.evidence import charset as charsets
from takedowns.evidence import inline, stored
from takedowns.evidence.inline import Cut

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
RENAMED = {"center": "div", "details": "div", "fieldset": "div", "form": "div", "legend": "div", "option": "div"}
RENAMED |= {"menu": "ul", "search": "div", "summary": "div", "textarea": "pre", "label": "span"}
VOID = frozenset({"br", "hr", "wbr"})
MEDIA = frozenset(["audio", "embed", "frame", "iframe", "img", "image", "input", "object", "source", "track", "video"])
DROPPED = frozenset(
    [
        "applet",
        "base",
        "basefont",
        "bgsound",
        "canvas",
        "frameset",
        "head",
        "link",
        "map",
        "area",
        "math",
        "meta",
        "noembed",
        "noframes",
        "noscript",
        "param",
        "picture",
        "plaintext",
        "script",
        "style",
        "svg",
        "template",
        "title",
        "xmp",
    ]
)
SHOWN_CHILDREN = frozenset({"picture", "map", "frameset"})  # they hold media elements whose addresses are facts
ADDRESSES = (
    "src",
    "data-src",
    "data-original",
    "data-lazy-src",
    "srcset",
    "data-srcset",
    "data",
    "poster",
    "background",
)
MAX_ADDRESS, MAX_SPAN = 2000, 100
MEDIA_LINK = re.compile(
    r"\.(?:avif|bmp|gif|heic|jpe?g|m3u8|m4v|mkv|mov|mp4|mpd|png|svg|tiff?|webm|webp)(?:[?#]|$)", re.I
)
SHEET = """
*,*::before,*::after{color:#000!important;background:#fff!important;background-image:none!important;
border-color:#000!important;border-image:none!important;box-shadow:none!important;text-shadow:none!important;
outline:none!important;content:none!important;list-style-image:none!important;cursor:default!important;
filter:none!important;mask:none!important;text-decoration-color:#000!important;font-variant-emoji:text!important}
html{font:15px/1.5 "Noto Sans","Noto Sans CJK KR","Noto Sans CJK JP","DejaVu Sans",sans-serif}
body{margin:0}header.capture{border-bottom:3px solid;padding:12px 16px}header.capture p{margin:2px 0}
header.capture .address{font-weight:bold;word-break:break-all;unicode-bidi:isolate}
main.capture{padding:12px 16px;overflow-wrap:anywhere}table{border-collapse:collapse}td,th{padding:2px 6px;text-align:start}
pre{white-space:pre-wrap}.cut{border:1px dashed;padding:0 4px;overflow-wrap:anywhere}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Both forms of a page, what was cut, and the digests of the bytes before and after."""

    safe_html: str
    store_html: str
    removed: tuple[Cut, ...]
    sha256_original: str
    sha256_stored: str


def clean(page: bytes | str, *, charset: str = "") -> Cleaned:
    """Make a page safe to store and to show. `charset`: from the Content-Type header. Never fails on bad markup."""
    text = inline.NOT_TEXT.sub("\ufffd", charsets.decode(page, charset) if isinstance(page, bytes) else page)
    original = page if isinstance(page, bytes) else page.encode("utf-8", "replace")
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # nothing in it
        root = lxml_html.document_fromstring("<p></p>")
    removed = [*stored.cut_mosaics(root), *stored.cut_inline(root), *stored.cut_doctype(root)]
    store = stored.markup(root)
    return Cleaned(
        safe_html="".join(_safe(root)),
        store_html=store,
        removed=tuple(removed),
        sha256_original=hashlib.sha256(original).hexdigest(),
        sha256_stored=hashlib.sha256(store.encode("utf-8")).hexdigest(),
    )


def _note(text: str) -> str:
    return f'<span class="cut"><bdi dir="ltr">{html.escape(text)}</bdi></span> '


def _media(node: etree._Element, name: str) -> str:
    """The addresses of a media element as text: a fact to prove, not a thing to load."""
    if name == "input" and node.get("type", "").lower() != "image":
        return ""
    found = dict.fromkeys(str(node.get(key))[:MAX_ADDRESS] for key in ADDRESSES if node.get(key))
    if node.get("srcdoc"):
        found[str(node.get("srcdoc"))] = None
    notes = [each if each.startswith("[inline ") else f"[{name} not shown: {each}]" for each in found]
    alt = node.get("alt", "").strip()
    return "".join(map(_note, notes or [f"[{name} not shown]"])) + html.escape(alt)


def _attributes(node: etree._Element) -> str:
    kept = {}
    if re.fullmatch(r"[A-Za-z0-9-]{1,35}", node.get("lang", "")):
        kept["lang"] = node.get("lang")
    if node.get("dir", "").lower() in {"ltr", "rtl", "auto"}:
        kept["dir"] = node.get("dir", "").lower()
    for name in ("colspan", "rowspan"):
        if re.fullmatch(r"\d{1,3}", node.get(name, "")) and 1 < int(node.get(name, "1")) <= MAX_SPAN:
            kept[name] = node.get(name)
    return "".join(f' {name}="{value}"' for name, value in kept.items())


def _opening(node: etree._Element, name: str) -> str:
    if name not in BLOCKS | INLINE:
        return ""
    link = str(node.get("href", ""))[:MAX_ADDRESS] if name == "a" else ""
    note = _note(link if link.startswith("[inline ") else f"[link: {link}]") if _is_media(link) else ""
    return f"{note}<{RENAMED.get(name, name)}{_attributes(node)}>"


def _is_media(link: str) -> bool:
    return link.startswith("[inline ") or bool(MEDIA_LINK.search(link))


def _safe(root: etree._Element) -> Iterator[str]:
    """Write the tree anew: known tags without their attributes, escaped text, nothing else."""
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        name = stored.tag(node)
        if event == "start":
            if name in MEDIA:
                yield _media(node, name)
            elif name in stored.DRAWN:
                yield _note(node.text or f"[{name} not shown]")
            elif name == "canvas":
                yield _note("[canvas not shown]")
            else:
                yield _opening(node, name)
            if name in DROPPED - SHOWN_CHILDREN or (name in MEDIA and not len(node)):
                walker.skip_subtree()
            elif name not in MEDIA:
                yield html.escape(node.text or "")
        elif event == "end" and name in (BLOCKS | INLINE) - VOID:
            yield f"</{RENAMED.get(name, name)}>"
        if event != "start" and node is not root:
            yield html.escape(node.tail or "")


def capture_document(
    safe_html: str, *, url: str, taken_at_utc: dt.datetime, statement: str, language: str = "en", direction: str = "ltr"
) -> str:
    """The page that is photographed: address and time on top, then the page in black on white.

    `statement` says in the reader's language that pictures are left out on purpose.
    """
    if taken_at_utc.utcoffset() != dt.timedelta(0):
        raise ValueError("The time of a capture is given in UTC.")
    time = taken_at_utc.strftime("%Y-%m-%d %H:%M:%S UTC")
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    banner = (
        f'<p class="address" dir="ltr">{html.escape(url)}</p><p><bdi dir="ltr">{time}</bdi></p>'
        f"<p>{html.escape(statement)}</p>"
    )
    return (
        f'<!DOCTYPE html><html lang="{html.escape(language)}" dir="{html.escape(direction)}"><head>{head}'
        f'<title>Capture</title><style>{SHEET}</style></head><body><header class="capture">{banner}</header>'
        f'<main class="capture">{safe_html}</main></body></html>'
    )
