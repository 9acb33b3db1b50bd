"""Whether bytes hold a picture, a film or a sound: our own guard in front of everything that leaves (HARMS 3).

The XARF library accepts pictures as evidence of abuse of children, although specification and law forbid it, so nothing
rests on a library here. Signatures after the formats' own specifications.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator

SIGNATURES = re.compile(
    rb"\xff\xd8\xff[\xe0-\xef\xdb\xc0-\xc2\xc4\xfe]"  # JPEG
    rb"|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....(?:WEBP|AVI |WAVE)"
    rb"|\x00\x00\x00.ftyp(?:avif|avis|heic|heix|mif1|msf1|isom|iso2|mp4[12]|M4V |qt  |3gp)"
    rb"|\x1aE\xdf\xa3|\x00\x00\x00\x0cJXL \r\n\x87\n|\x00\x00\x00\x0cjP  \r\n\x87\n",
    re.DOTALL,
)
# Short ones count only where a file would begin, and not inside a PDF, whose fonts hold every short run by chance.
STARTS = re.compile(rb"\xff\xd8\xff|BM.{4}\x00\x00\x00\x00|II\*\x00|MM\x00\*|\xff\x0a|OggS|\x00\x00\x01\x00", re.DOTALL)
DATA_URI = re.compile(rb"data:(?:image|video|audio)/", re.IGNORECASE)
BASE64 = re.compile(rb"(?:[A-Za-z0-9+/_-]{16,}={0,2}(?:\r?\n)?)+")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
PDF_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
FONT = re.compile(rb"/Length1\b|/Subtype\s*/(?:CIDFontType0C|OpenType|Type1C)\b")
DEPTH, LIMIT = 4, 64 * 1024 * 1024  # nested encodings; bytes that one stream may unfold to


def _inflated(data: bytes) -> bytes:
    for window in (15, -15, 31):
        try:
            return zlib.decompressobj(window).decompress(data, LIMIT)
        except zlib.error:
            continue
    return b""


def _decoded(run: bytes) -> bytes:
    run = re.sub(rb"[\r\n=]", b"", run).translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(run[: len(run) // 4 * 4] if len(run) % 4 == 1 else run + b"=" * (-len(run) % 4))
    except binascii.Error:
        return b""


def _inside(data: bytes) -> Iterator[bytes]:
    """What the bytes unfold to: base64 runs, deflated members of an archive, the streams of a PDF without its fonts."""
    if data.startswith(b"%PDF-"):
        for stream in STREAM.finditer(data):
            if not FONT.search(data, max(0, stream.start() - 200), stream.start()):
                yield _inflated(stream.group(1))
        return
    for run in BASE64.finditer(data):
        if found := _decoded(run.group()):
            yield found
    for at in re.finditer(rb"PK\x03\x04", data):
        head = data[at.start() : at.start() + 30]
        if len(head) == 30:
            start = at.start() + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            yield data[start:] if head[8:10] == b"\0\0" else _inflated(data[start:])


def holds_image(data: bytes, depth: int = DEPTH, *, begins: bool = True) -> bool:
    """Whether a media file's signature, a picture of a PDF or a data: address lies in the bytes, however it is wrapped.

    `begins`: whether a file could begin with these bytes, so that short signatures count too.
    """
    if SIGNATURES.search(data) or DATA_URI.search(data) or (begins and STARTS.match(data)):
        return True
    document = data.startswith(b"%PDF-")
    if document and PDF_IMAGE.search(data):
        return True
    begins = begins and not document
    return depth > 0 and any(holds_image(found, depth - 1, begins=begins) for found in _inside(data) if found)
