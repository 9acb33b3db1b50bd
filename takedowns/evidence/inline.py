"""Pictures and other data written into the text of a page: found, replaced by their digest, never kept."""

import base64
import binascii
import hashlib
import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote, unquote_to_bytes

from takedowns.evidence import rasters

# A data: URI up to the end of the string literal, attribute or url() in which it stands.
DATA_URI = re.compile(r"data:((?:[\w.+-]+/[\w.+*-]+)?(?:;[\w.+=-]+)*),([^\"'<>()\s\\`]*)", re.IGNORECASE)
# Data without the prefix: base64, escapes or numbers that a script could turn into pixels.
RUN = re.compile(
    r"[A-Za-z0-9+/_=-]{256,}"
    r"|(?:%[0-9A-Fa-f]{2}){128,}"
    r"|(?:\\x[0-9A-Fa-f]{2}){64,}"
    r"|(?:\\u[0-9A-Fa-f]{4}){512,}"
    r"|(?:-?\d{1,10}\s*,\s*){96,}"
    r"|(?:0x[0-9A-Fa-f]{1,8}\s*,\s*){64,}"
)
SVG = re.compile(r"<svg\b(?:(?!<svg\b).)*?</svg\s*>", re.IGNORECASE | re.DOTALL)
# Blocks, braille and coloured squares in a row are a picture made of letters.
GLYPHS = re.compile(
    "[\u2580-\u259f\u25a0-\u25ff\u2800-\u28ff\u2b1b\u2b1c\U0001f7e0-\U0001f7eb\U0001fb00-\U0001fbff]{4,}"
)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(", re.IGNORECASE)
ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u\{?([0-9A-Fa-f]{4,6})\}?|([0-9A-Fa-f]{1,6})\s?)")
# What is left of a file that was read as text: many characters that no text has, close together.
BINARY = re.compile("(?:[^\ufffd]{0,16}\ufffd){24,}[^\ufffd]{0,16}")
RESIDUE = re.compile(r"data:(?:[a-z0-9.+*-]+/[a-z0-9.+*-]+)?(?:;[a-z0-9=.+\"-]+)*,|;base64,")
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what no tree can hold
MAX_COLOURS = 64  # more colours in one place than this are a mosaic, not a style


@dataclass(frozen=True, slots=True)
class Cut:
    """Something that was taken out: where it stood, the digest of its decoded bytes, their number."""

    kind: str
    sha256: str
    size: int

    @property
    def note(self) -> str:
        """What stands in its place."""
        what = "data" if self.kind.endswith(":data") else "picture"
        return f"[inline {what}, sha256 {self.sha256}]"


def cut(kind: str, content: bytes) -> Cut:
    return Cut(kind, hashlib.sha256(content).hexdigest(), len(content))


def _decoded(head: str, body: str) -> bytes:
    """The bytes a data: URI stands for, or its text if it is broken."""
    if not head.lower().endswith(";base64"):
        return unquote_to_bytes(body)
    text = re.sub(r"\s", "", unquote(body)).rstrip(",").translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return body.encode("utf-8", "surrogatepass")


def _kind(where: str, head: str) -> str:
    pictured = head.lower().startswith(("image/", "video/", "audio/"))
    return where if pictured else f"{where}:data"


def whole_uri(value: str, where: str) -> Cut | None:
    """The cut for an attribute that is one data: URI, as a browser reads it (blanks at the ends and line ends drop out)."""
    text = re.sub(r"[\t\r\n]", "", value).strip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c \x1f")
    if text[:5].lower() != "data:":
        return None
    head, comma, body = text[5:].partition(",")
    return cut(_kind(where, head), _decoded(head.strip(), body.rstrip(" ")) if comma else text.encode())


def _unescaped(text: str) -> str:
    """Undo HTML, percent, CSS and JavaScript escapes and drop blanks, to see what a browser would see."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2] or match[3], 16)
        return chr(number) if 0 < number < 0x110000 else ""

    text = unquote(ESCAPED.sub(character, html.unescape(text)))
    return re.sub(r"[\s\\\"'`+]", "", text).lower()


def cut_code(text: str, where: str, *, address: bool = False) -> tuple[str, list[Cut]]:
    """Cut inline data from an attribute, a style, a script or a comment.

    `address`: a link, in which a long token is not a picture but part of a fact. What cannot be cut precisely (escapes, joined strings, more colours than a style needs) is replaced as a whole.
    """
    changed, cuts = _replace(text, where, {DATA_URI, SVG} if address else {DATA_URI, SVG, RUN, GLYPHS})
    if address and rasters.written(changed):
        one = cut(where, text.encode("utf-8", "surrogatepass"))
        return one.note, [*cuts, one]
    too_colourful = len(COLOUR.findall(changed)) > MAX_COLOURS
    if too_colourful or RESIDUE.search(_unescaped(changed)):
        one = cut(where, text.encode("utf-8", "surrogatepass"))
        return one.note, [*cuts, one]
    return changed, cuts


def cut_text(text: str, where: str) -> tuple[str, list[Cut]]:
    """Cut data: URIs, long runs of encoded data, remains of files and pictures made of block letters; the rest stays."""
    return _replace(text, where, {DATA_URI, RUN, GLYPHS, BINARY} if "\ufffd" in text else {DATA_URI, RUN, GLYPHS})


def _replace(text: str, where: str, patterns: Collection[re.Pattern[str]]) -> tuple[str, list[Cut]]:
    cuts: list[Cut] = []

    def one(match: re.Match[str]) -> str:
        if match.re is DATA_URI:
            cuts.append(cut(_kind(where, match[1]), _decoded(match[1], match[2])))
        else:
            cuts.append(cut(where, match[0].encode("utf-8", "surrogatepass")))
        return cuts[-1].note

    for pattern in (
        DATA_URI,
        SVG,
        RUN,
        GLYPHS,
        BINARY,
    ):  # in this order: a URI is known by its prefix, a run only by its length
        if pattern in patterns:
            text = pattern.sub(one, text)
    for run in rasters.runs(text) if RUN in patterns else ():
        cuts.append(cut(where, run.encode()))
        text = text.replace(run, cuts[-1].note)
    return text, cuts
