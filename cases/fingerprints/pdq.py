"""PDQ, the perceptual hash of a picture: 256 bits that stay nearly the same when a picture is scaled or compressed again.

Source of the algorithm: Meta, "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm" (2019) and
the C++ reference in facebook/ThreatExchange (BSD). Written anew from that definition. The reference blurs the whole
picture and then keeps 64 x 64 of its points; blur and choice are linear and separable, so here only those points are
ever computed, from the pixels within their reach. The browser has the same module: portal/static/js/pdq.mjs.

Sums are made in double precision and rounded to single precision at two named places, so that both languages, which
add in different orders, end on the same numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

ALGORITHM = "pdq-1"
PREPARATION = "prep-1"  # what cases.fingerprints.prepare does before: orientation, colours, black behind alpha

SIDE = 64
BASE = 16
SMALLEST_SIDE = 5  # px; below this the reference gives the zero hash
FEWEST_ONES = 96  # of 256; a picture with less structure than this has no usable hash
COEFFICIENT_STEPS = 65536.0  # coefficients are compared in steps of 1/65536, far below what single precision resolves
LUMA = np.array([299.0, 587.0, 114.0])  # thousandths, so that sums of bytes stay whole numbers
_THOUSANDTHS = LUMA / 1000.0
TURNS = (
    "identity",
    "rotate 90 counter-clockwise",
    "rotate 180",
    "rotate 270 counter-clockwise",
    "flip top-bottom",
    "mirror left-right",
    "transpose",
    "transverse",
)

Floats = NDArray[np.float64]
Rows = Callable[[int, int], NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Pdq:
    """One hash: 32 bytes, bit 255 first, and the quality of the picture, 0 to 100."""

    bits: bytes
    quality: int

    @property
    def hex(self) -> str:
        """64 lower-case hex digits, as other programs exchange them."""
        return self.bits.hex()


ZERO = Pdq(bytes(32), 0)


def luma(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Brightness 0 to 255 of each pixel of a height x width x 3 picture."""
    _check(rgb)
    thousandths = rgb.astype(np.float32) @ LUMA.astype(np.float32)
    return thousandths / np.float32(1000)


def pdq(brightness: NDArray[Any]) -> Pdq:
    """The hash of a picture given as brightness 0 to 255 (height x width). A side below 5 px gives the zero hash."""
    return dihedral(brightness)[0]


def pdq_rgb(rgb: NDArray[np.uint8]) -> Pdq:
    """The hash of a height x width x 3 picture; needs no memory beside the picture."""
    return dihedral_rgb(rgb)[0]


def dihedral(brightness: NDArray[Any]) -> tuple[Pdq, ...]:
    """The hashes of a picture in its eight turns and mirrors, in the order of TURNS.

    They come from the signs of the frequencies, so they cost almost nothing; hashing a really turned picture may
    differ by a few bits, as in the reference.
    """
    if brightness.ndim != 2:
        raise ValueError("brightness is an array of height x width")
    height, width = brightness.shape
    if min(height, width) < SMALLEST_SIDE:
        return (ZERO,) * len(TURNS)
    return _hashes(_across(_shrink(lambda start, end: brightness[start:end], width, height)))


def dihedral_rgb(rgb: NDArray[np.uint8]) -> tuple[Pdq, ...]:
    """As `dihedral`, from a height x width x 3 picture."""
    _check(rgb)
    height, width, _ = rgb.shape
    return dihedral_rows(lambda start, end: rgb[start:end], width, height)


def dihedral_rows(rows: Rows, width: int, height: int) -> tuple[Pdq, ...]:
    """As `dihedral_rgb`, from a picture whose rows are fetched when needed, so that it is never copied as a whole.

    `rows(start, end)` gives bytes of (end - start) x width x channels: brightness alone, or red, green, blue and perhaps
    one that is not looked at.
    """
    if min(height, width) < SMALLEST_SIDE:
        return (ZERO,) * len(TURNS)
    return _hashes(_across(_shrink(rows, width, height)))


def dihedral_points(points: Floats) -> tuple[Pdq, ...]:
    """The eight hashes from the 64 x 64 points of brightness that `operator` takes out of a picture."""
    return _hashes(points)


def distance(one: bytes, other: bytes) -> int:
    """The number of bits (0 to 256) in which two hashes differ."""
    if len(one) != 32 or len(other) != 32:
        raise ValueError("a hash has 32 bytes")
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def complement(bits: bytes) -> bytes:
    """The hash that the same picture has with its colours inverted."""
    return bytes(255 - byte for byte in bits)


@lru_cache(maxsize=64)
def supports(length: int) -> tuple[tuple[int, Floats], ...]:
    """For each of the 64 points along a side of `length` px: the first pixel in reach and the weight of each from there.

    The weights are those of two passes of a running mean whose window loses, at the edges, the pixels outside.
    """
    window = (length + 127) // 128
    right = (window + 2) // 2 - 1
    left = window - right - 1
    inside = np.minimum(np.arange(length) + right, length - 1) - np.maximum(np.arange(length) - left, 0) + 1
    points = []
    for point in range(SIDE):
        centre = (2 * point + 1) * length // (2 * SIDE)
        means = range(max(centre - left, 0), min(centre + right, length - 1) + 1)
        first = max(means[0] - left, 0)
        weights = np.zeros(min(means[-1] + right, length - 1) + 1 - first)
        for mean in means:
            weights[max(mean - left, 0) - first : min(mean + right, length - 1) + 1 - first] += 1.0 / inside[mean]
        weights /= len(means)
        weights.flags.writeable = False
        points.append((first, weights))
    return tuple(points)


@lru_cache(maxsize=16)
def operator(length: int) -> Floats:
    """The weights of `supports` as a matrix of 64 x length."""
    matrix = np.zeros((SIDE, length))
    for point, (first, weights) in enumerate(supports(length)):
        matrix[point, first : first + len(weights)] = weights
    matrix.flags.writeable = False
    return matrix


def _shrink(rows: Rows, width: int, height: int) -> Floats:
    """The 64 weighted sums of rows, as brightness; at most height/64 + 1 rows are converted to floats at a time.

    Of bytes, the sums away from the edges are made in single precision and are exact all the same: weights times the
    square of the window are whole numbers, and no sum reaches 2 to the power of 24. That halves the time.
    """
    square, down = float((height + 127) // 128) ** 2, np.empty((SIDE, width))
    floats: NDArray[np.float32] | None = None
    for point, ((first, weights), whole) in enumerate(zip(supports(height), _whole_supports(height), strict=True)):
        block = rows(first, first + len(weights)).reshape(len(weights), -1)
        if whole is None or block.dtype != np.uint8:
            summed = weights @ block.astype(np.float64)
        else:
            if floats is None:
                floats = np.empty((2 * len(weights), block.shape[1]), np.float32)
            np.copyto(floats[: len(block)], block)
            summed = np.divide(whole @ floats[: len(block)], square, dtype=np.float64)
        down[point] = summed if len(summed) == width else summed.reshape(width, -1)[:, :3] @ _THOUSANDTHS
    return down


def _across(rows: Floats) -> Floats:
    """The 64 x 64 points out of 64 rows of brightness: of each row the sums that `supports` weighs, and no zeros."""
    points = np.empty((SIDE, SIDE))
    for point, (first, weights) in enumerate(supports(rows.shape[1])):
        points[:, point] = rows[:, first : first + len(weights)] @ weights
    return points


@lru_cache(maxsize=16)
def _whole_supports(length: int) -> tuple[NDArray[np.float32] | None, ...]:
    """The weights of `supports` times the square of the window, where these are whole numbers (not at the edges)."""
    square = float((length + 127) // 128) ** 2
    found: list[NDArray[np.float32] | None] = []
    for _, weights in supports(length):
        scaled = np.rint(weights * square)
        exact = bool(np.abs(weights * square - scaled).max() < 1e-9) and scaled.sum() * 255 < 2**24
        found.append(scaled.astype(np.float32) if exact and scaled.sum() == square else None)
    return tuple(found)


def _hashes(points: Floats) -> tuple[Pdq, ...]:
    small = points.astype(np.float32)
    wide = small.astype(np.float64)
    frequencies = np.rint(_DCT @ wide @ _DCT.T * COEFFICIENT_STEPS)
    turned = np.where(_TRANSPOSED[:, None, None], frequencies.T, frequencies) * _SIGNS
    medians = np.partition(turned.reshape(len(TURNS), -1), 127, axis=1)[:, 127]
    bits = turned > medians[:, None, None]
    ones = int(bits[0].sum())
    value = quality(small) if ones >= FEWEST_ONES else 0
    packed = np.packbits(bits.reshape(len(TURNS), -1)[:, ::-1], axis=1)
    return tuple(Pdq(row.tobytes(), value) for row in packed)


def quality(small: NDArray[np.float32]) -> int:
    """0 to 100 from the 64 x 64 picture: the sum of its steps of at least 1 % between neighbours, divided by 90."""
    hundred, full = np.float32(100), np.float32(255)
    steps = (small[:-1] - small[1:], small[:, :-1] - small[:, 1:])
    total = sum(int(np.abs(np.trunc(step * hundred / full)).sum()) for step in steps)
    return min(100, total // 90)


def _check(rgb: NDArray[np.uint8]) -> None:
    if rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.dtype != np.uint8:
        raise ValueError("a picture is an array of height x width x 3 bytes")


def dct() -> Floats:
    """The 16 lowest frequencies of a row of 64, without the constant, as a matrix of 16 x 64."""
    rows, columns = np.arange(1, BASE + 1)[:, None], np.arange(SIDE)[None, :]
    matrix: Floats = np.sqrt(2.0 / SIDE) * np.cos(np.pi / (2 * SIDE) * rows * (2 * columns + 1))
    return matrix


def _signs() -> Floats:
    """+1 or -1 for each turn and frequency, to be applied after the transposition. Index 0 is frequency 1."""
    down, across = np.where(np.arange(BASE) % 2, 1.0, -1.0)[:, None], np.where(np.arange(BASE) % 2, 1.0, -1.0)[None, :]
    same = np.ones((BASE, BASE))
    both = down * across
    kinds: Sequence[Floats] = (same, down * same, both, across * same, down * same, across * same, same, both)
    return np.stack(kinds)


_DCT = dct()
_SIGNS = _signs()
_TRANSPOSED = np.array([False, True, False, True, False, False, True, True])
