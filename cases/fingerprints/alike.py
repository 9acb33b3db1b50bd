"""Whether two registrations of one case show the same, so that people see them as one.

Pictures: PDQ within the usual distance in one of the eight turns. Clips: half of the frames of the one that has fewer,
in one turn. Turning a hash costs no picture: a mirrored or turned picture has the same frequencies, every second one with
the other sign, and the transposed ones for quarter turns (the PDQ paper, "dihedral hashes"); a bit of the hash says whether
a frequency lies above the median, which is near zero, so that a changed sign is an inverted bit but for some (4 to 14 of 256).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.packing import Value

RADIUS = 31  # bits of 256
FLOOR = 50  # quality below which a hash is noise
MOST_FRAMES = 64  # of a clip that are compared, evenly spread
_SIDE = 16


def turned(bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The eight turns of N x 32 bytes, as 8 x N x 32; each within some 14 bits of the turned picture's own hash."""
    down = (np.arange(_SIDE)[:, None] % 2 == 0) & np.ones((1, _SIDE), bool)  # frequencies 1, 3, 5 ... change sign
    across = down.T
    square = np.unpackbits(bits, axis=1)[:, ::-1].reshape(-1, _SIDE, _SIDE).astype(bool)
    flips = (np.zeros_like(down), down, across, down ^ across)
    found = [turn ^ flip for turn in (square, square.transpose(0, 2, 1)) for flip in flips]
    return np.stack([np.packbits(each.reshape(len(each), -1)[:, ::-1], axis=1) for each in found])


def alike(one: Sequence[Value], other: Sequence[Value]) -> bool:
    """Whether the values of two registrations are those of one picture or one clip."""
    if {v for v in _exact(one)} & {v for v in _exact(other)}:
        return True
    for kind in ("pdq", "frame"):
        a, b = _bits(one, kind), _bits(other, kind)
        if len(a) and len(b) and _near(a, b):
            return True
    return False


def _near(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> bool:
    if len(a) > len(b):
        a, b = b, a
    apart = np.bitwise_count(turned(a)[:, :, None, :] ^ b[None, None]).sum(axis=-1, dtype=np.int64)
    shares = (apart.min(axis=2) <= RADIUS).mean(axis=1)  # for each turn, of the frames of the one that has fewer
    return bool(shares.max() >= 0.5)


def _exact(values: Sequence[Value]) -> list[tuple[str, bytes]]:
    return [(value.kind, value.bits) for value in values if value.kind in {"sha256", "md5"}]


def _bits(values: Sequence[Value], kind: str) -> NDArray[np.uint8]:
    found = [value.bits for value in values if value.kind == kind and value.quality >= FLOOR]
    step = max(1, -(-len(found) // MOST_FRAMES))
    return np.frombuffer(b"".join(found[::step]), dtype=np.uint8).reshape(-1, 32)
