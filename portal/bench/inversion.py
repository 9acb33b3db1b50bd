"""How well a picture can be rebuilt from its fingerprint: from 1 value (PDQ), and from 49 (with its details).

A plain attack, learned on half of the photographs and tried on the other half: ridge regression from the 256 bits to 32 x 32
brightness for the whole; the same for each detail, and details put where they agree best with the rebuilt whole.
Published attacks with generative models do better (portal/docs/threat-model.md). Every figure stands beside that of the
mean picture and of another picture's values: only what is better than those was given away.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cases.fingerprints import patches, pdq
from portal.bench import photos
from portal.bench.refusal import Refused

SIDE = 64  # px of a rebuilt picture and of the original that it is compared with
WHOLE = 32  # px that the regression gives
RIDGE = 300.0
LEAST = 12  # photographs
SQUARES = 20  # of each photograph, to learn from
WEIGHT = 0.35  # of a placed detail over the rebuilt whole
SCALES = (10, 16, 24)  # px of SIDE that a detail may cover
AGREES = 0.6  # correlation from which a detail is placed
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Known:
    """A photograph and what is registered of it: brightness SIDE x SIDE (mean 0, deviation 1), bits of the whole, of details."""

    path: Path
    dots: Floats
    bits: Floats
    details: Floats


def arguments(parser: ArgumentParser) -> None:
    """Which photographs, how many, and where a sheet to look at goes."""
    photos.arguments(parser)
    parser.add_argument("--sample", type=int, help="so many photographs only")
    parser.add_argument(
        "--sheet", type=Path, metavar="FILE.png", help="write original and rebuilt pictures side by side"
    )


def run(
    say: Callable[[str], None], *, photos: Path, sample: int | None = None, sheet: Path | None = None, **_: Any
) -> dict[str, Any]:
    """Correlation, SSIM and PSNR of each way; `told apart`: share whose rebuilt picture is nearest its own original."""
    known = read(photos, sample)
    say(f"{len(known)} photographs are hashed.")
    learned, tried = known[::2], known[1::2]
    whole = regression(*_squares(learned))
    mean = np.mean([k.dots for k in learned], axis=0)
    ways = {
        "from PDQ, inverse transform": [signs(k.bits) for k in tried],
        "from PDQ, learned": [_shown(whole, k.bits) for k in tried],
        "from 49 values, learned": [_with_details(_shown(whole, k.bits), k.details, whole) for k in tried],
        "details alone, learned": [_with_details(np.zeros((SIDE, SIDE)), k.details, whole) for k in tried],
        "from another picture's PDQ": [_shown(whole, k.bits) for k in [*tried[1:], tried[0]]],
        "mean picture": [mean for _ in tried],
    }
    if sheet:
        _sheet(sheet, tried, ways)
    return {
        "photographs": {"learned from": len(learned), "tried on": len(tried)},
        "ways": {name: _figures([k.dots for k in tried], rebuilt) for name, rebuilt in ways.items()},
    }


def read(folder: Path, sample: int | None) -> list[Known]:
    """The photographs of a folder with their values. Raises Refused when there are too few."""
    found = photos.collect(folder, sample).photographs
    if len(found) < LEAST:
        raise Refused(f"{folder} has {len(found)} photographs, the experiment needs {LEAST}. {photos.HOW}.")
    return [_known(path) for path in found]


def _known(path: Path) -> Known:
    luma = pdq.luma(photos.read(path))
    small = Image.fromarray(luma.astype(np.float32)).resize((SIDE, SIDE), Image.Resampling.BOX)
    details = [_bits(one.bits) for one in patches.registered(luma)]
    return Known(path, _level(np.asarray(small, dtype=float)), _bits(pdq.pdq(luma).bits), np.array(details))


def _bits(value: bytes) -> Floats:
    """+1 and -1 in the order of pdq: bit 16 * row + column."""
    return np.unpackbits(np.frombuffer(value, np.uint8))[::-1].astype(float) * 2 - 1


def _level(dots: Floats) -> Floats:
    centred = dots - dots.mean()
    found: Floats = centred / (centred.std() + 1e-9)
    return found


def _small(dots: Floats) -> Floats:
    half: Floats = dots.reshape(WHOLE, SIDE // WHOLE, WHOLE, SIDE // WHOLE).mean(axis=(1, 3))
    return half


def transform(size: int) -> Floats:
    """PDQ's 16 frequencies, 1 to 16, over `size` points."""
    points, rows = np.arange(size) * 2 + 1, np.arange(1, 17)[:, None]
    found: Floats = np.sqrt(2 / size) * np.cos(np.pi / (2 * size) * rows * points)
    return found


def signs(bits: Floats) -> Floats:
    """The picture of which each frequency has the sign of its bit and a magnitude that falls as in photographs."""
    rows, columns = np.mgrid[1:17, 1:17]
    matrix = transform(SIDE)
    return _level(matrix.T @ (bits.reshape(16, 16) / (rows**2 + columns**2) ** 0.75) @ matrix)


def regression(bits: Floats, dots: Floats) -> tuple[Floats, Floats]:
    """(weights, mean) of the ridge regression from N x 256 bits to N x 32 x 32 brightness."""
    flat = dots.reshape(len(dots), -1)
    mean: Floats = flat.mean(axis=0)
    square = bits.T @ bits + RIDGE * np.eye(bits.shape[1])
    weights: Floats = np.linalg.solve(square, bits.T @ (flat - mean)).astype(float)
    return weights, mean


def _guess(learned: tuple[Floats, Floats], bits: Floats) -> Floats:
    weights, mean = learned
    guess: Floats = (bits @ weights + mean).reshape(WHOLE, WHOLE)
    return guess


def _shown(learned: tuple[Floats, Floats], bits: Floats) -> Floats:
    return _level(_resized(_guess(learned, bits), SIDE))


def _resized(dots: Floats, side: int) -> Floats:
    picture = Image.fromarray(dots.astype(np.float32)).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(picture, dtype=float)


def _squares(known: Sequence[Known]) -> tuple[Floats, Floats]:
    """What pictures and details look like, to learn from: photographs and squares out of them with their hashes."""
    bits, dots = [k.bits for k in known], [_small(k.dots) for k in known]
    for one in known:
        luma = pdq.luma(photos.read(one.path))
        rng = np.random.default_rng(len(bits))
        for _ in range(SQUARES):
            side = int(rng.integers(64, max(65, min(luma.shape) // 2)))
            top, left = (int(rng.integers(0, length - side + 1)) for length in luma.shape)
            square = luma[top : top + side, left : left + side]
            small = Image.fromarray(square.astype(np.float32)).resize((WHOLE, WHOLE), Image.Resampling.BOX)
            bits.append(_bits(pdq.pdq(np.ascontiguousarray(square)).bits))
            dots.append(_level(np.asarray(small, dtype=float)))
    return np.array(bits), np.array(dots)


def _with_details(whole: Floats, details: Floats, learned: tuple[Floats, Floats]) -> Floats:
    """Each detail in every quarter turn at three sizes, laid where it agrees best with what is there."""
    sheet = whole.copy()
    for number, bits in enumerate(details):
        piece = _guess(learned, bits)
        if not whole.any():
            _lay(sheet, _resized(piece, 9), number // 7 * 9, number % 7 * 9)  # nothing says where: side by side
            continue
        options = [_best(whole, np.rot90(_resized(piece, side), turn)) for side in SCALES for turn in range(4)]
        agreement, top, left, laid = max(options, key=lambda option: option[0])
        if agreement >= AGREES:
            _lay(sheet, laid, top, left)
    return _level(sheet)


def _lay(sheet: Floats, piece: Floats, top: int, left: int) -> None:
    side = len(piece)
    below = sheet[top : top + side, left : left + side]
    fitted = _level(piece) * (below.std() or 1.0) + below.mean()
    sheet[top : top + side, left : left + side] = (1 - WEIGHT) * below + WEIGHT * fitted


def _best(whole: Floats, piece: Floats) -> tuple[float, int, int, Floats]:
    """(correlation, top, left, piece) of the best place."""
    side = len(piece)
    windows = np.lib.stride_tricks.sliding_window_view(whole, (side, side))[::2, ::2]
    flat = windows.reshape(*windows.shape[:2], -1)
    centred = flat - flat.mean(axis=2, keepdims=True)
    level = _level(piece).ravel() / side
    agreement = centred @ level / (np.linalg.norm(centred, axis=2) + 1e-9)
    top, left = np.unravel_index(int(agreement.argmax()), agreement.shape)
    return float(agreement[top, left]), int(top) * 2, int(left) * 2, piece


def _figures(originals: Sequence[Floats], rebuilt: Sequence[Floats]) -> dict[str, float]:
    table = np.array([[_agreement(o, r) for o in originals] for r in rebuilt])
    own = np.diag(table)
    return {
        "correlation": round(float(own.mean()), 3),
        "SSIM": round(float(np.mean([similarity(o, r) for o, r in zip(originals, rebuilt, strict=True)])), 3),
        "PSNR, dB": round(float(np.mean([_psnr(o, r) for o, r in zip(originals, rebuilt, strict=True)])), 2),
        "told apart": round(float((table.argmax(axis=1) == np.arange(len(own))).mean()), 3),
    }


def _agreement(one: Floats, other: Floats) -> float:
    return float((_level(one) * _level(other)).mean())


def _psnr(one: Floats, other: Floats) -> float:
    """Of pictures stretched to the same mean and deviation; six deviations are the whole range."""
    scale = max(_agreement(one, other), 0.0)
    return float(10 * np.log10(36 / (np.mean((_level(one) - scale * _level(other)) ** 2) + 1e-9)))


def similarity(one: Floats, other: Floats, window: int = 8) -> float:
    """SSIM with plain 8 x 8 windows (Wang et al. 2004), range six deviations."""
    views = [np.lib.stride_tricks.sliding_window_view(_level(p), (window, window))[::2, ::2] for p in (one, other)]
    (m1, m2), (v1, v2) = ([v.mean(axis=(2, 3)) for v in views], [v.var(axis=(2, 3)) for v in views])
    both = (views[0] * views[1]).mean(axis=(2, 3)) - m1 * m2
    c1, c2 = (0.01 * 6) ** 2, (0.03 * 6) ** 2
    return float((((2 * m1 * m2 + c1) * (2 * both + c2)) / ((m1**2 + m2**2 + c1) * (v1 + v2 + c2))).mean())


def _sheet(path: Path, tried: Sequence[Known], ways: dict[str, list[Floats]]) -> None:
    """Rows: original, then each way; columns: the first photographs."""
    rows = [[k.dots for k in tried], *ways.values()]
    shown = np.concatenate([np.concatenate([np.pad(d, 2) for d in row[:16]], axis=1) for row in rows])
    Image.fromarray(np.clip(shown * 45 + 128, 0, 255).astype(np.uint8)).save(path)
