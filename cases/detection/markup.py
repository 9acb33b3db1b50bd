"""Bytes of a page or document into a tree: character sets, HTML and XML that may be hostile, words of an element. Pure."""

import codecs
import re

from lxml import etree, html

LATIN = "cp1252"
# Labels of pages (WHATWG Encoding) and the Python codec that reads all of what browsers read under them.
CODECS = {
    "ascii": LATIN, "us-ascii": LATIN, "iso-8859-1": LATIN, "latin1": LATIN, "windows-1252": LATIN, "cp1252": LATIN,
    "utf-8": "utf-8", "utf8": "utf-8", "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
    "euc-kr": "cp949", "euckr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "korean": "cp949",
    "cp949": "cp949", "uhc": "cp949", "windows-949": "cp949", "ms949": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "cp932": "cp932", "euc-jp": "euc_jp", "x-euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "koi8-r": "koi8-r", "koi8-u": "koi8-u",
    "iso-8859-2": "iso8859-2", "iso-8859-5": "iso8859-5", "iso-8859-7": "iso8859-7", "iso-8859-9": "cp1254",
    "iso-8859-15": "iso8859-15", "windows-1250": "cp1250", "windows-1251": "cp1251", "windows-1253": "cp1253",
    "windows-1254": "cp1254", "windows-1255": "cp1255", "windows-1256": "cp1256", "windows-1257": "cp1257",
    "windows-1258": "cp1258", "windows-874": "cp874", "tis-620": "cp874",
}  # fmt: skip
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,30})", re.IGNORECASE)
IN_PAGE = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
HEAD, SAMPLE = 4096, 65536  # bytes looked at for a declaration, and for a guess
BLANKS = re.compile(r"\s+")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
HIDDEN = {"script", "style", "noscript", "template", "svg", "select", "textarea"}
MOST_WORDS = 4000  # characters of one post or entry
MOST_BYTES = 8_000_000  # of one document
MOST_ELEMENTS = 200_000  # of one page that are looked at


def _codec(label: str) -> str:
    return CODECS.get(label.strip().lower(), "")


def _fits(body: bytes, codec: str) -> bool:
    """Whether at most one character in a hundred is wrong; the end may be cut."""
    text = codecs.getincrementaldecoder(codec)("replace").decode(body)
    return text.count("\ufffd") * 100 <= len(text)


def _share(text: str, first: str, last: str) -> float:
    """Which part of the characters outside ASCII lies in a range."""
    wide = [character for character in text if character > "\x7f"]
    return sum(first <= character <= last for character in wide) / len(wide) if wide else 0.0


def _guess(body: bytes) -> str:
    """The codec of bytes that say nothing about it: by the letters that each language needs often."""
    sample = body[:SAMPLE]
    if _fits(sample, "utf-8"):
        return "utf-8"
    for codec, first, last, least in (
        ("cp949", "\uac00", "\ud7a3", 0.8),
        ("cp932", "\u3041", "\u30fe", 0.2),
        ("euc_jp", "\u3041", "\u30fe", 0.2),
        ("gb18030", "\u4e00", "\u9fff", 0.5),
    ):
        if _fits(sample, codec) and _share(sample.decode(codec, "replace"), first, last) >= least:
            return codec
    return LATIN


def codec_of(body: bytes, content_type: str = "") -> str:
    """The Python codec that reads a body: byte order mark, header, declaration in the page, else a guess.

    A declaration that most of the body contradicts is passed over: servers often name one set for all their pages.
    """
    for mark, codec in MARKS:
        if body.startswith(mark):
            return codec
    header = IN_HEADER.search(content_type)
    stated = IN_PAGE.search(body, 0, HEAD)
    for label in (header and header[1], stated and stated[1].decode("ascii")):
        # A page whose declaration can be read byte by byte is not in UTF-16, whatever it says.
        if label and (codec := _codec(label)) and not codec.startswith("utf-16") and _fits(body[:SAMPLE], codec):
            return codec
    return _guess(body)


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a body of at most 8 MB; what cannot be read becomes U+FFFD, control characters are left out."""
    text = body[:MOST_BYTES].decode(codec_of(body, content_type), "replace")
    return CONTROLS.sub("", text.removeprefix("\ufeff"))


def page(body: bytes | str, content_type: str = "") -> html.HtmlElement | None:
    """The tree of an HTML page, or None if there is none; never raises for bad markup."""
    text = decoded(body, content_type) if isinstance(body, bytes) else CONTROLS.sub("", body[:MOST_BYTES])
    if not text.strip():
        return None
    try:
        parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, LookupError, AssertionError):
        return None


def document(body: bytes, content_type: str = "") -> etree._Element | None:
    """The root of an XML document, or None; no entity is resolved, no DTD and nothing else is loaded."""
    text = decoded(body, content_type).lstrip()
    text = re.sub(r"^<\?xml[^>]{0,200}\?>", "", text, count=1)  # it names the character set of the bytes
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, recover=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, LookupError):
        return None


def name(element: etree._Element) -> str:
    """The tag without its namespace, in lower case; empty for what is no element (an entity left unresolved)."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def short(text: str, most: int = MOST_WORDS) -> str:
    """Blanks folded, cut to a number of characters."""
    return BLANKS.sub(" ", text[: most * 4]).strip()[:most]


def words(element: etree._Element, most: int = MOST_WORDS) -> str:
    """The words of an element as a reader sees them, scripts and styles left out."""
    parts: list[str] = []
    length = 0
    skipped: etree._Element | None = None
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and skipped is None and name(part) in HIDDEN:
            skipped = part
        text = part.text if event == "start" else part.tail
        if event == "end" and part is skipped:
            skipped = None
        if part is element and event == "end":
            break
        if text and skipped is None:
            parts.append(text)
            length += len(text)
        if length > most * 4:
            break
    return short(" ".join(parts), most)


def plain(markup: str, most: int = MOST_WORDS) -> str:
    """The words of a piece of HTML, as feeds and interfaces carry it."""
    if "<" not in markup and "&" not in markup:
        return short(markup, most)
    tree = page(markup)
    return "" if tree is None else words(tree, most)
