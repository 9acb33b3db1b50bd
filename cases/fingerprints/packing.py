"""The registered item as canonical bytes: every value of every kind, as it lies sealed in the registration's row.

One byte of version, then for each value, in the order of `of_item`: kind (1 byte, values.KINDS), quality (1 byte, 0-100),
milliseconds into the clip (4 bytes, big-endian), 256 bits (32 bytes; an MD5 is filled up with zero bytes).
"""

import struct
from collections.abc import Iterable
from typing import NamedTuple

from cases.fingerprints import digest
from cases.fingerprints.digest import Item
from cases.fingerprints.values import KINDS

VERSION = b"\x01"
DETAILED = ("patch", "sound")  # stored only with a consent of their own (HARMS 5)
DIGESTS = {"sha256": 32, "md5": 16}  # bytes
_ONE = struct.Struct(">BBI32s")
_NAMES = {number: name for name, number in KINDS.items()}


class Value(NamedTuple):
    """One registered value: kind (values.KINDS), 32 bytes, quality 0 to 100, milliseconds into the clip."""

    kind: str
    bits: bytes
    quality: int = 0
    at_ms: int = 0

    def __repr__(self) -> str:  # no value stands in a log
        return f"<{self.kind}>"


def of_item(item: Item, *, detailed: bool) -> tuple[Value, ...]:
    """The values of a file, each once, by kind, time and bits (so that the order tells nothing); `detailed`: with patches and sound."""
    found = [Value("sha256", bytes.fromhex(item.sha256))]
    if item.md5:
        found.append(Value("md5", bytes.fromhex(item.md5).ljust(32, b"\0")))
    if item.pdq is not None:
        found.append(Value("pdq", bytes.fromhex(item.pdq), item.quality or 0))
    found += [Value("frame", bytes.fromhex(f.pdq), f.quality, round(f.t * 1000)) for f in item.frames]
    if detailed:
        found += [Value("patch", bytes.fromhex(p.pdq), p.quality) for p in item.patches]
        found += [Value("sound", bytes.fromhex(s.bits), 100, round(s.t * 1000)) for s in item.sound]
    return ordered(found)


def ordered(values: Iterable[Value]) -> tuple[Value, ...]:
    """Each (kind, bits, time) once, in the canonical order."""
    once = {(value.kind, value.at_ms, value.bits): value for value in values}
    return tuple(sorted(once.values(), key=lambda value: (KINDS[value.kind], value.at_ms, value.bits)))


def pack(values: Iterable[Value]) -> bytes:
    """The bytes of these values."""
    return VERSION + b"".join(_ONE.pack(KINDS[v.kind], v.quality, v.at_ms, v.bits) for v in values)


def unpack(data: bytes) -> tuple[Value, ...]:
    """The values of packed bytes, none of nothing; raises ValueError for bytes that `pack` did not make."""
    if not data:
        return ()
    if data[:1] != VERSION or (len(data) - 1) % _ONE.size:
        raise ValueError("no packed registration")
    return tuple(Value(_NAMES[kind], bits, quality, at_ms) for kind, quality, at_ms, bits in _ONE.iter_unpack(data[1:]))


def compared(values: Iterable[Value], *, key: bytes, floor: int, detailed: bool) -> tuple[Value, ...]:
    """What the matcher's table holds of a registration: exact digests as marks under `key`, perceptual values from `floor` up."""
    found = []
    for value in values:
        if (length := DIGESTS.get(value.kind)) is not None:
            found.append(value._replace(bits=digest.mark(value.kind, value.bits[:length], key)))
        elif value.kind in DETAILED:
            found += [value] if detailed else []
        elif value.quality >= floor:
            found.append(value)
    return ordered(found)


def plain(values: Iterable[Value]) -> tuple[Value, ...]:
    """The values without patches and sound."""
    return tuple(value for value in values if value.kind not in DETAILED)


def count(values: Iterable[Value], kind: str) -> int:
    """How many values of this kind there are."""
    return sum(1 for value in values if value.kind == kind)
