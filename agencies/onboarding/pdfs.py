"""Whether a file that somebody handed in is a plain PDF document: shape and contents, read with a bound on all work.

No library opens the file: a parser that follows a stranger's file is a door, and a packed stream can unfold to
gigabytes. What is looked for are the names that PDF 32000-1:2008 gives to things that act, carry other files or play
media. This is no virus scan, and the file is never opened by the portal afterwards.
"""

import re
import zlib
from enum import StrEnum

HEAD = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n ]")
TAIL = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
TABLE = re.compile(rb"xref\s|\d+\s+\d+\s+obj\b")
STREAM = re.compile(rb"stream\r?\n")
NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]{1,60})")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
DICT = 2000  # bytes before a stream in which its dictionary is looked for
UNPACKED = 20_000_000  # bytes of object streams in all
# Names of two letters (JS, 3D) would be found by chance in packed text; each comes with one of these.
ACTIVE = frozenset(
    {
        *(b"JavaScript", b"Launch", b"ImportData", b"SubmitForm", b"GoToE", b"XFA"),
        *(b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment", b"Collection"),
        *(b"RichMedia", b"Movie", b"Sound", b"Screen", b"Rendition", b"PRC", b"U3D"),
    }
)


class Flaw(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    NO_PDF = "no_pdf"
    BROKEN = "broken"
    LOCKED = "locked"
    ACTIVE = "active"
    PACKED = "packed"


class _Packed(Exception):
    """Object streams unfold beyond the bound."""


def flaw(data: bytes) -> Flaw | None:
    """What is wrong with the file, or None for a plain document. Work is bounded by its size and UNPACKED."""
    if not data:
        return Flaw.EMPTY
    if not HEAD.match(data):
        return Flaw.NO_PDF
    end = TAIL.search(data[-2048:])
    if end is None or not TABLE.match(data, int(end[1])):
        return Flaw.BROKEN
    try:
        bodies = [data, *_object_streams(data)]
    except _Packed:
        return Flaw.PACKED
    names = {_plain(found) for body in bodies for found in NAME.findall(body)}
    if b"Encrypt" in names:
        return Flaw.LOCKED
    if names & ACTIVE:
        return Flaw.ACTIVE
    return None if {b"Root", b"Pages", b"Page"} <= names else Flaw.BROKEN


def _plain(name: bytes) -> bytes:
    """A name without its escapes: /J#61vaScript is /JavaScript."""
    return ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name)


def _object_streams(data: bytes) -> list[bytes]:
    """Contents of the streams in which objects are packed; other streams hold text and pictures and are left alone."""
    unpacked, left = [], UNPACKED
    for found in STREAM.finditer(data):
        before = data[max(0, found.start() - DICT) : found.start()]
        names = {_plain(name) for name in NAME.findall(before[before.rfind(b" obj") + 1 :])}
        if b"ObjStm" not in names:
            continue
        unfold = zlib.decompressobj()
        try:
            text = unfold.decompress(data[found.end() :], left + 1) if b"FlateDecode" in names else data[found.end() :]
        except zlib.error:
            text = b""
        left -= len(text)
        if left < 0:
            raise _Packed
        unpacked.append(text)
    return unpacked
