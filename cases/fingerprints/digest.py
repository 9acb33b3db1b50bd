"""Exact digests of a file, and the reader of what the browser's module sends.

The contract between the browser and the server. A form carries one hidden field with a JSON list; each item is one
file that a person chose, and no part of the file itself:

    {"sha256": 64 hex digits,
     "media": "image" or "video",
     "pdq": 64 hex digits or null,      null for a video and for a picture that the browser could not draw
     "quality": 0 to 100 or null,       null with "pdq"; below 50 only exact copies can be found
     "width": px, "height": px,         0 if not known
     "frames": [{"t": seconds, "pdq": 64 hex digits, "quality": 0 to 100}, ...],     a video's; else empty
     "md5": 32 hex digits,                                                  these three may be left out
     "patches": [{"pdq": 64 hex digits, "quality": 0 to 100}, ...],         of a picture, in no order (patches.py)
     "sound": [{"t": seconds, "bits": 64 hex digits}, ...]}                 of a video (sound.py)

Hex digits are lower-case. There is no file name, no date, no EXIF and no preview in it.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

MAX_TEXT = 16_000_000  # characters; 200 videos with 600 frames each would be more than anybody has
MAX_ITEMS = 200
MAX_FRAMES = 1500  # five minutes at five a second
MAX_PATCHES = 48
MAX_SOUND = 3600  # s
MAX_SIDE = 100_000  # px
MAX_SECONDS = 86_400.0
MEDIA = ("image", "video")

_HEX = re.compile(r"[0-9a-f]*")
_ITEM = {"sha256", "media", "pdq", "quality", "width", "height", "frames"}
_MORE = {"md5", "patches", "sound"}  # may be left out
_FRAME = {"t", "pdq", "quality"}
_PATCH = {"pdq", "quality"}
_SOUND = {"t", "bits"}


@dataclass(frozen=True, slots=True)
class Frame:
    """One sampled frame of a video: seconds from its start, hash as hex, quality 0 to 100."""

    t: float
    pdq: str
    quality: int


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch of a picture: hash as hex, quality 0 to 100. Where it lies is never told."""

    pdq: str
    quality: int


@dataclass(frozen=True, slots=True)
class Sound:
    """One second of a clip's sound: seconds from its start, 256 bits as hex."""

    t: float
    bits: str


@dataclass(frozen=True, slots=True)
class Item:
    """One file as the browser described it; `pdq` and `quality` are None if it has no hash as a whole."""

    sha256: str
    media: str
    pdq: str | None
    quality: int | None
    width: int
    height: int
    frames: tuple[Frame, ...]
    md5: str = ""
    patches: tuple[Patch, ...] = ()
    sound: tuple[Sound, ...] = ()


def sha256(data: bytes) -> str:
    """The SHA-256 of a file, 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def md5(data: bytes) -> str:
    """The MD5 of a file, 32 lower-case hex digits; only for lists of others that know nothing better."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def mark(kind: str, digest: bytes, key: bytes) -> bytes:
    """What stands for an exact digest ("sha256", "md5") wherever it is compared: HMAC-SHA-256, 32 bytes.

    Whoever reads the matcher's table without the key cannot ask it for a file that he has.
    """
    return hmac.new(key, kind.encode() + b"|" + digest, hashlib.sha256).digest()


def parse_items(text: str) -> list[Item]:
    """The items of the hidden field, each once (by SHA-256).

    Raises ValueError with a plain reason if the text is not what the browser's module writes.
    """
    if len(text) > MAX_TEXT:
        raise ValueError("the list of fingerprints is too long")
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("the list of fingerprints is not JSON") from error
    if not isinstance(raw, list):
        raise ValueError("the fingerprints are not a list")
    if len(raw) > MAX_ITEMS:
        raise ValueError(f"more than {MAX_ITEMS} files")
    items: dict[str, Item] = {}
    for value in raw:
        item = _item(value)
        items.setdefault(item.sha256, item)
    return list(items.values())


def _item(value: Any) -> Item:
    _keys(value, _ITEM, "a fingerprint", may=_MORE)
    media, frames = value["media"], value["frames"]
    if media not in MEDIA:
        raise ValueError("media is neither image nor video")
    if not isinstance(frames, list) or len(frames) > MAX_FRAMES:
        raise ValueError(f"frames are not a list of at most {MAX_FRAMES}")
    if frames and media == "image":
        raise ValueError("a picture has no frames")
    if (value["pdq"] is None) != (value["quality"] is None):
        raise ValueError("pdq and quality go together")
    hashed = value["pdq"] is not None
    if hashed and media == "video":
        raise ValueError("a video has hashes in its frames only")
    return Item(
        sha256=_hex(value["sha256"], "sha256"),
        media=media,
        pdq=_hex(value["pdq"], "pdq") if hashed else None,
        quality=_whole(value["quality"], 100, "quality") if hashed else None,
        width=_whole(value["width"], MAX_SIDE, "width"),
        height=_whole(value["height"], MAX_SIDE, "height"),
        frames=tuple(_frame(frame) for frame in frames),
        md5=_hex(value["md5"], "md5", 32) if value.get("md5") else "",
        patches=tuple(_patch(patch) for patch in _listed(value, "patches", MAX_PATCHES, media == "image")),
        sound=tuple(_second(second) for second in _listed(value, "sound", MAX_SOUND, media == "video")),
    )


def _frame(value: Any) -> Frame:
    _keys(value, _FRAME, "a frame")
    return Frame(_seconds(value["t"]), _hex(value["pdq"], "pdq"), _whole(value["quality"], 100, "quality"))


def _patch(value: Any) -> Patch:
    _keys(value, _PATCH, "a patch")
    return Patch(_hex(value["pdq"], "pdq"), _whole(value["quality"], 100, "quality"))


def _second(value: Any) -> Sound:
    _keys(value, _SOUND, "a second of sound")
    return Sound(_seconds(value["t"]), _hex(value["bits"], "bits"))


def _listed(value: dict[str, Any], name: str, most: int, fits: bool) -> list[Any]:
    """A list that may be left out; `fits` is whether this kind of media can have it."""
    listed = value.get(name, [])
    if not isinstance(listed, list) or len(listed) > most:
        raise ValueError(f"{name} are not a list of at most {most}")
    if listed and not fits:
        raise ValueError(f"this kind of file has no {name}")
    return listed


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_SECONDS:
        raise ValueError(f"t is not a number of seconds from 0 to {MAX_SECONDS:.0f}")
    return float(value)


def _keys(value: Any, wanted: set[str], what: str, may: AbstractSet[str] = frozenset()) -> None:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not an object")
    if missing := sorted(wanted - set(value)):
        raise ValueError(f"{what} lacks {', '.join(missing)}")
    if set(value) - wanted - may:  # the name is not repeated: it could be a person's text
        raise ValueError(f"{what} has a part that does not belong there")


def _hex(value: Any, name: str, digits: int = 64) -> str:
    if not isinstance(value, str) or len(value) != digits or not _HEX.fullmatch(value):
        raise ValueError(f"{name} is not {digits} lower-case hex digits")
    return value


def _whole(value: Any, top: int, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= top:
        raise ValueError(f"{name} is not a whole number from 0 to {top}")
    return value
