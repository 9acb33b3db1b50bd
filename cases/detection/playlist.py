"""Playlists of streams: HLS (RFC 8216) and DASH (ISO/IEC 23009-1), read as text into addresses; nothing is opened here.

Whatever a playlist says is bounded: length, number of pieces, widths of numbers. FFmpeg never sees a playlist, because its
readers of them open what they name.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from agencies.doors import url as urls
from agencies.doors.url import BadUrl

STREAM_TYPES = (
    "application/vnd.apple.mpegurl",
    "application/x-mpegurl",
    "audio/mpegurl",
    "audio/x-mpegurl",
    "application/dash+xml",
)
MOST_PIECES = 5000
MOST_TEXT = 2_000_000
ADEQUATE = 240  # px of height from which on hashes are as good as those of the best variant
ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^,]*)')


class BadPlaylist(ValueError):
    """Not a playlist that we read; the message is one of: format, empty, protected."""


@dataclass(frozen=True, slots=True)
class Key:
    """AES-128 of a piece: where the key is, and the initialisation vector."""

    url: str
    iv: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment: its address, the bytes of it that are meant (`length` None: to the end), and how long it plays (s)."""

    url: str
    start: int = 0
    length: int | None = None
    seconds: float = 0.0
    key: Key | None = None

    @property
    def range(self) -> str:
        """The Range header, or an empty string for the whole."""
        if not self.start and self.length is None:
            return ""
        return f"bytes={self.start}-{'' if self.length is None else self.start + self.length - 1}"


@dataclass(frozen=True, slots=True)
class Stream:
    """One rendition: what comes before each piece (fragmented MP4), and the pieces in order."""

    pieces: tuple[Piece, ...]
    head: Piece | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the renditions that a playlist offers: address, bits a second, height in pixels (0: not said)."""

    url: str
    bandwidth: int = 0
    height: int = 0


def lowest(variants: Sequence[Variant]) -> Variant:
    """The cheapest one that is good enough; where none is, the best; where heights are not said, the cheapest."""
    good = [each for each in variants if each.height >= ADEQUATE or not each.height]
    if good:
        return min(good, key=lambda each: (each.bandwidth, each.height))
    return max(variants, key=lambda each: (each.height, each.bandwidth))


def sampled(pieces: Sequence[Piece], most: int) -> tuple[Piece, ...]:
    """The first two pieces and others spread evenly over the rest, at most `most`, in order."""
    if len(pieces) <= most:
        return tuple(pieces)
    first = min(2, most)
    steps = most - first
    chosen = [first + (number + 1) * (len(pieces) - first) // (steps + 1) for number in range(steps)]
    return tuple(pieces[:first]) + tuple(pieces[at] for at in dict.fromkeys(chosen))


def opened(data: bytes, secret: bytes, iv: bytes) -> bytes:
    """A piece without its AES-128-CBC. Raises BadPlaylist where key or data do not fit."""
    try:
        engine = Cipher(algorithms.AES128(secret), modes.CBC(iv)).decryptor()
        unpadder = padding.PKCS7(128).unpadder()
        return unpadder.update(engine.update(data) + engine.finalize()) + unpadder.finalize()
    except ValueError as error:
        raise BadPlaylist("format") from error


def join(base: str, reference: str) -> str:
    """The address that a playlist at `base` means. Raises BadPlaylist for one that nobody may open."""
    try:
        return urls.join(urls.parse(base), reference.strip()).url
    except BadUrl as error:
        raise BadPlaylist("format") from error


def hls(text: str, base: str) -> tuple[Variant, ...] | Stream:
    """What an .m3u8 at the address `base` offers: variants, or the pieces of one stream. Raises BadPlaylist."""
    lines = [line.strip() for line in text.lstrip("\ufeff")[:MOST_TEXT].splitlines()]
    if not lines or lines[0] != "#EXTM3U":
        raise BadPlaylist("format")
    found = _variants(lines, base)
    if found:
        return found
    reader = _Hls(base)
    for line in lines:
        reader.read(line)
        if reader.count >= MOST_PIECES:
            break
    if not reader.count:
        raise BadPlaylist("empty")
    head, pieces = max(reader.streams.items(), key=lambda each: len(each[1]))
    return Stream(tuple(pieces), head)


def _attributes(line: str) -> dict[str, str]:
    return {name: value.strip('"') for name, value in ATTRIBUTE.findall(line.partition(":")[2])}


def _number(text: str, default: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else default


def _variants(lines: Iterable[str], base: str) -> tuple[Variant, ...]:
    found: list[Variant] = []
    waiting: dict[str, str] | None = None
    for line in lines:
        if line.startswith("#EXT-X-STREAM-INF:"):
            waiting = _attributes(line)
        elif line and not line.startswith("#") and waiting is not None:
            height = _number(waiting.get("RESOLUTION", "").lower().partition("x")[2])
            found.append(Variant(join(base, line), _number(waiting.get("BANDWIDTH", "")), height))
            waiting = None
    return tuple(found[:100])


class _Hls:
    """Reads a media playlist line by line."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.streams: dict[Piece | None, list[Piece]] = {}  # by their head; an advertisement has another one
        self.count = 0
        self._head: Piece | None = None
        self._seconds = 0.0
        self._range: tuple[int, int] | None = None
        self._after = 0
        self._key: dict[str, str] | None = None
        self._sequence = 0

    def read(self, line: str) -> None:
        """One line; a tag that we do not know means nothing to us, as the standard says."""
        name, _, value = line.partition(":")
        if name == "#EXTINF":
            self._seconds = _seconds(value.partition(",")[0])
        elif name == "#EXT-X-BYTERANGE":
            self._range = self._bytes(value)
        elif name == "#EXT-X-MEDIA-SEQUENCE":
            self._sequence = _number(value)
        elif name == "#EXT-X-KEY":
            self._key = self._lock(_attributes(line))
        elif name == "#EXT-X-MAP":
            self._map(_attributes(line))
        elif line and not line.startswith("#"):
            self._piece(line)

    def _bytes(self, text: str) -> tuple[int, int]:
        length, _, start = text.partition("@")
        return (_number(start) if start else self._after), _number(length)

    def _lock(self, attributes: dict[str, str]) -> dict[str, str] | None:
        method = attributes.get("METHOD", "NONE")
        if method not in {"NONE", "AES-128"} or attributes.get("KEYFORMAT", "identity") != "identity":
            raise BadPlaylist("protected")
        return attributes if method == "AES-128" else None

    def _map(self, attributes: dict[str, str]) -> None:
        start, length = self._bytes(attributes["BYTERANGE"]) if "BYTERANGE" in attributes else (0, None)
        self._head = Piece(join(self.base, attributes.get("URI", "")), start, length)

    def _piece(self, line: str) -> None:
        start, length = self._range or (0, None)
        self._after = start + (length or 0)
        key = None
        if self._key is not None:
            number = self._sequence + self.count
            iv = self._key.get("IV", "").lower().removeprefix("0x").zfill(32) if "IV" in self._key else f"{number:032x}"
            if not re.fullmatch("[0-9a-f]{32}", iv):
                raise BadPlaylist("format")
            key = Key(join(self.base, self._key.get("URI", "")), bytes.fromhex(iv))
        piece = Piece(join(self.base, line), start, length, self._seconds, key)
        self.streams.setdefault(self._head, []).append(piece)
        self.count += 1
        self._range = None


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value < 86_400 else 0.0
