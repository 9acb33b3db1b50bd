"""Finds pictures wherever they may hide in what the portal writes: a scan for signatures that unpacks what it meets.

Looked into: zip, gzip, zlib, PDF (its streams, image objects and inline images), mail (base64 and quoted-printable),
base64 in both alphabets and at any beginning, hexadecimal, percent and HTML escapes, text that was a file read as Latin-1.
"""

import base64
import binascii
import contextlib
import email
import gzip
import hashlib
import html
import io
import quopri
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

DEPTH = 6
LEAST = 8  # bytes of anything that could be a picture
BRANDS = rb"avif|avis|heic|heix|hevc|heim|heis|mif1|msf1|miaf|qt  |isom|mp4[12]|M4V "
SIGNATURES = {
    "png": re.compile(rb"\x89PNG\r?\n\x1a\r?\n"),
    "jpeg": re.compile(rb"\xff\xd8\xff[\xe0-\xef\xdb\xfe\xc0-\xc4]\x00"),
    "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "tiff": re.compile(rb"\A(?:II\*\x00|MM\x00\*)|II\*\x00..\x00\x00|MM\x00\*\x00\x00..", re.DOTALL),
    "bmp": re.compile(rb"BM.{4}\x00{4}.{4}[\x0c\x28\x6c\x7c]\x00\x00\x00", re.DOTALL),
    "ico": re.compile(rb"\A\x00\x00[\x01\x02]\x00[\x01-\x20]\x00.{6}", re.DOTALL),
    "avif/heic/mp4": re.compile(rb"\x00\x00\x00[\x14-\x40]ftyp(?:" + BRANDS + rb")"),
    "jpeg2000": re.compile(rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51\x00"),
    "jpegxl": re.compile(rb"\x00\x00\x00\x0cJXL |\A\xff\x0a"),
    "webm": re.compile(rb"\x1aE\xdf\xa3"),
    "pdf image": re.compile(
        rb"/Subtype\s*/Image\b|/DCTDecode\b|/JPXDecode\b|/CCITTFaxDecode\b|\bBI\s[^\x80-\xff]{1,300}?\sID\s"
    ),
    "data uri": re.compile(rb"(?i)data:(?:image|video)/[a-z0-9.+-]+[;,]"),
}
BASE64 = re.compile(rb"[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\\?\r?\\?\n[ \t]?|=\r?\n){30,}")
HEXES = re.compile(rb"(?:[0-9A-Fa-f]{2}){16,}")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def scan(content: bytes, seen: set[bytes] | None = None) -> list[str]:
    """What looks like a picture, each with the way to it; empty when there is none.

    `seen`: digests of what was looked at before and need not be again.
    """
    seen = set() if seen is None else seen
    found, waiting = set[str](), [("", content, DEPTH)]
    while waiting:
        way, here, left = waiting.pop()
        digest = hashlib.blake2b(here, digest_size=16).digest()
        if len(here) < LEAST or digest in seen:
            continue
        seen.add(digest)
        found |= {way + name for name, mark in SIGNATURES.items() if mark.search(here)}
        if left:
            # each way of writing a whole text is undone once on a path, or they would be undone in every order
            waiting += [(f"{way}{name} > ", inner, left - 1) for name, inner in _inside(here) if name not in way]
    return sorted(found)


def _inside(content: bytes) -> Iterator[tuple[str, bytes]]:
    if content[:4] == b"PK\x03\x04":
        with (
            contextlib.suppress(zipfile.BadZipFile, NotImplementedError),
            zipfile.ZipFile(io.BytesIO(content)) as packed,
        ):
            yield from ((f"zip {name}", packed.read(name)) for name in packed.namelist())
        return
    if content[:2] == b"\x1f\x8b":
        with contextlib.suppress(OSError, EOFError, zlib.error):
            yield "gzip", gzip.decompress(content)
        return
    if content[:1] == b"\x78":
        with contextlib.suppress(zlib.error):
            yield "zlib", zlib.decompressobj().decompress(content)
    if content[:5] == b"%PDF-":
        yield from (("pdf stream", each) for each in STREAM.findall(content))
        return
    yield from _mail(content)
    yield from _coded(content)


def _mail(content: bytes) -> Iterator[tuple[str, bytes]]:
    head = content[:20_000].lower()
    if b"\nmime-version:" in head or head.startswith(b"mime-version:"):
        for part in email.message_from_bytes(content).walk():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield f"mail part {part.get_content_type()}", payload


def _coded(content: bytes) -> Iterator[tuple[str, bytes]]:
    for run in BASE64.findall(content):
        plain = re.sub(rb"[^A-Za-z0-9+/_-]", b"", run.replace(b"\\r", b"").replace(b"\\n", b"")).translate(
            bytes.maketrans(b"-_", b"+/")
        )
        for begin in range(4):
            part = plain[begin:]
            with contextlib.suppress(binascii.Error, struct.error):
                yield "base64", base64.b64decode(part[: len(part) // 4 * 4])
    for run in HEXES.findall(content):
        for begin in (0, 1):
            part = run[begin:]
            yield "hex", bytes.fromhex(part[: len(part) // 2 * 2].decode())
    if mark := re.search(rb"=[0-9A-F]{2}", content):
        yield from (("quoted-printable", quopri.decodestring(content[at:])) for at in (0, mark.start()))
    if mark := re.search(rb"%[0-9A-Fa-f]{2}", content):
        yield from (("percent", unquote_to_bytes(content[at:])) for at in (0, mark.start()))
    if re.search(rb"&(?:#|[a-z])", content):
        yield "entities", html.unescape(content.decode("utf-8", "replace")).encode()
    if re.search(rb"[\xc2\xc3][\x80-\xbf]", content):
        with contextlib.suppress(UnicodeError):
            yield "latin-1", content.decode("utf-8").encode("latin-1", "ignore")
