"""Is this a picture or a clip? By first bytes, also where they are written in base64 or hexadecimal inside an address."""

import base64
import binascii
import contextlib
import re
from collections.abc import Iterator
from urllib.parse import unquote

# PNG, JPEG, GIF, WebP and AVI (RIFF), TIFF, Matroska, ICO, JPEG XL, JPEG 2000.
STARTS: tuple[bytes, ...] = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"II*\0",
    b"MM\0*",
    b"\x1aE\xdf\xa3",
    b"\0\0\1\0",
    b"\xff\x0a",
)
STARTS += (b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51", b"\0\0\0\x0cJXL ")
CODED, HEX = re.compile(r"[A-Za-z0-9+/_-]{24,}"), re.compile(r"(?:[0-9A-Fa-f]{2}){16,}")
LONG = (
    b"\x89PNG\r\n",
    b"\xff\xd8\xff\xe0",
    b"\xff\xd8\xff\xe1",
    b"\xff\xd8\xff\xdb",
    b"GIF87a",
    b"GIF89a",
    b"\x1aE\xdf\xa3",
)


def is_raster(content: bytes) -> bool:
    """Whether bytes begin as a picture or a clip does."""
    bitmap = content[:2] == b"BM" and content[6:10] == bytes(4) and len(content) > 14
    return content.startswith(STARTS) or bitmap or content[4:8] == b"ftyp"


def written(text: str) -> bool:
    """Whether a text has a picture in it, written in base64 or hexadecimal; percent signs are undone first."""
    return any(runs(unquote(text) if "%" in text else text))


def runs(text: str) -> list[str]:
    """The parts of a text that are pictures written in base64 or hexadecimal, the longest first."""
    found = {run for run in CODED.findall(text) if any(map(_begins, _decoded(run)))}
    found |= {run for run in HEX.findall(text) if _begins(bytes.fromhex(run[:64]))}
    return sorted(found, key=len, reverse=True)


def _begins(content: bytes) -> bool:
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith(LONG) or webp or content[4:10] in {b"ftypav", b"ftyphe", b"ftypmi", b"ftypis", b"ftypmp"}


def _decoded(run: str) -> Iterator[bytes]:
    """What base64 says at each of its four beginnings, since letters may stand before."""
    plain = run.translate(str.maketrans("-_", "+/"))
    for begin in range(4):
        part = plain[begin : begin + 64]
        with contextlib.suppress(binascii.Error):
            yield base64.b64decode(part[: len(part) // 4 * 4])
