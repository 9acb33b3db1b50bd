"""The scale space of a picture and the points in it that stand out: difference of Gaussians, as in Lowe, "Distinctive image
features from scale-invariant keypoints" (IJCV 2004), written anew.

All sums are single precision, in the order written here, without fused multiplication, so that a module in another language
(every operation rounded to single precision) finds the same points. Numbers are compiled on first use and kept on disk
(NUMBA_CACHE_DIR). One octave halves the side; inside an octave the blur grows by 2^(1/3) a level.
"""

import math
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.compiled import compiled

LEVELS = 3  # scales in one octave that points are looked for in
BLUR = 1.6  # px, the blur of the first level of each octave
BLUR_BEFORE = 0.5  # px, what a picture is taken to have when it comes
CONTRAST = 1.2  # grey levels of 255 by which a point stands out from around it, at least
EDGE = 10.0  # the ratio of the two curvatures from which on a point is an edge
STEPS = 4  # of the search for the exact place

Floats = NDArray[np.float32]


def fit(luma: NDArray[Any], side: int) -> Floats:
    """The picture (height x width, 0 to 255) scaled to `side` px at its longer side; a tent filter, centres aligned."""
    height, width = luma.shape
    longest = max(height, width)
    rows = max(1, (2 * height * side + longest) // (2 * longest))
    columns = max(1, (2 * width * side + longest) // (2 * longest))
    return scaled(luma, rows, columns)


def scaled(luma: NDArray[Any], rows: int, columns: int) -> Floats:
    """The picture scaled to rows x columns with a tent filter as wide as two of the coarser pixels."""
    if luma.shape == (rows, columns):
        return np.ascontiguousarray(luma, dtype=np.float32)
    down = _rows(np.ascontiguousarray(luma), *_tents(luma.shape[0], rows))
    result: Floats = _columns(down, *_tents(luma.shape[1], columns))
    return result


def octaves(picture: Floats, count: int) -> list[Floats]:
    """For each octave its LEVELS + 3 blurred versions of the picture; those too small for a point are left out."""
    kernels = _kernels()
    base = _blur(picture, _gauss(math.sqrt(BLUR * BLUR - BLUR_BEFORE * BLUR_BEFORE)))
    result = []
    for _ in range(count):
        if min(base.shape) < 24:
            break
        levels = np.empty((LEVELS + 3, *base.shape), dtype=np.float32)
        levels[0] = base
        for level, kernel in enumerate(kernels, start=1):
            levels[level] = _blur(levels[level - 1], kernel)
        result.append(levels)
        base = np.ascontiguousarray(levels[LEVELS, ::2, ::2])
    return result


def points(levels: Floats, margin: int, contrast: float = CONTRAST) -> Floats:
    """The points of one octave, at least `margin` px from its edges: rows of x, y (octave px), level and contrast."""
    found: Floats = _extrema(levels, margin, np.float32(contrast), np.float32((EDGE + 1) * (EDGE + 1) / EDGE))
    return found


def blurred(picture: Floats, sigma: float) -> Floats:
    """The picture blurred by `sigma` px; its edges go on as they end."""
    result: Floats = _blur(picture, _gauss(sigma))
    return result


@lru_cache(maxsize=64)
def _tents(length: int, count: int) -> tuple[NDArray[np.int64], Floats]:
    """For each of `count` new pixels the first old pixel and the weights from there on (filled up with zeros)."""
    step = length / count
    reach = max(1.0, step)
    most = math.ceil(2 * reach) + 1
    first = np.zeros(count, dtype=np.int64)
    weights = np.zeros((count, most), dtype=np.float64)
    for number in range(count):
        centre = (number + 0.5) * step - 0.5
        start = max(0, math.floor(centre - reach) + 1)
        for at in range(start, min(length, math.ceil(centre + reach))):
            weights[number, at - start] = 1.0 - abs(at - centre) / reach
        weights[number] /= weights[number].sum()
        first[number] = min(start, max(0, length - most))
        weights[number] = np.roll(weights[number], start - first[number])
    return first, weights[:, : min(most, length)].astype(np.float32)


@lru_cache(maxsize=32)
def _gauss(sigma: float) -> Floats:
    reach = math.ceil(3.0 * sigma)
    weights = [math.exp(-(at * at) / (2.0 * sigma * sigma)) for at in range(-reach, reach + 1)]
    total = sum(weights)
    return np.array([weight / total for weight in weights], dtype=np.float32)


@lru_cache(maxsize=1)
def _kernels() -> tuple[Floats, ...]:
    """What turns each level of an octave into the next."""
    sigmas = [BLUR * 2.0 ** (level / LEVELS) for level in range(LEVELS + 3)]
    return tuple(_gauss(math.sqrt(after * after - before * before)) for before, after in pairwise(sigmas))


@compiled
def _rows(picture: Any, first: Any, weights: Any) -> Any:
    count, taps = weights.shape
    width = picture.shape[1]
    result = np.zeros((count, width), dtype=np.float32)
    for row in range(count):
        for tap in range(taps):
            weight = weights[row, tap]
            if weight != 0:
                source = picture[first[row] + tap]
                for column in range(width):
                    result[row, column] += weight * np.float32(source[column])
    return result


@compiled
def _columns(picture: Any, first: Any, weights: Any) -> Any:
    count, taps = weights.shape
    height = picture.shape[0]
    result = np.zeros((height, count), dtype=np.float32)
    for row in range(height):
        for column in range(count):
            total = np.float32(0)
            start = first[column]
            for tap in range(taps):
                total += weights[column, tap] * picture[row, start + tap]
            result[row, column] = total
    return result


@compiled
def _blur(picture: Any, kernel: Any) -> Any:
    height, width = picture.shape
    taps = kernel.shape[0]
    reach = taps // 2
    down = np.zeros((height, width), dtype=np.float32)
    for row in range(height):
        for tap in range(taps):
            source = picture[min(max(row + tap - reach, 0), height - 1)]
            weight = kernel[tap]
            for column in range(width):
                down[row, column] += weight * source[column]
    result = np.zeros((height, width), dtype=np.float32)
    line = np.empty(width + 2 * reach, dtype=np.float32)
    for row in range(height):
        for column in range(width):
            line[reach + column] = down[row, column]
        for column in range(reach):
            line[column] = down[row, 0]
            line[reach + width + column] = down[row, width - 1]
        for tap in range(taps):
            weight = kernel[tap]
            for column in range(width):
                result[row, column] += weight * line[column + tap]
    return result


@compiled
def _is_extremum(dogs: Any, level: int, y: int, x: int) -> bool:
    value = dogs[level, y, x]
    highest = value > 0
    for dl in range(-1, 2):
        for dy in range(-1, 2):
            for dx in range(-1, 2):
                other = dogs[level + dl, y + dy, x + dx]
                if (dl or dy or dx) and (other >= value if highest else other <= value):
                    return False
    return True


@compiled
def _extrema(levels: Any, margin: int, contrast: Any, edge: Any) -> Any:
    count, height, width = levels.shape
    dogs = np.empty((count - 1, height, width), dtype=np.float32)
    for level in range(count - 1):
        for y in range(height):
            for x in range(width):
                dogs[level, y, x] = levels[level + 1, y, x] - levels[level, y, x]
    found = np.empty((4096, 4), dtype=np.float32)
    number = 0
    low = np.float32(0.8) * contrast
    for level in range(1, count - 2):
        for y in range(margin, height - margin):
            for x in range(margin, width - margin):
                value = dogs[level, y, x]
                if not (value > low or value < -low) or number >= 4096 or not _is_extremum(dogs, level, y, x):
                    continue
                number += _settle(dogs, level, y, x, contrast, edge, found[number])
    return found[:number].copy()


@compiled
def _curvature(dogs: Any, level: int, y: int, x: int) -> Any:
    below, here, above = dogs[level - 1], dogs[level, y, x], dogs[level + 1]
    same, quarter = dogs[level], np.float32(0.25)
    xx = same[y, x + 1] + same[y, x - 1] - (here + here)
    yy = same[y + 1, x] + same[y - 1, x] - (here + here)
    ss = above[y, x] + below[y, x] - (here + here)
    xy = (same[y + 1, x + 1] - same[y + 1, x - 1] - same[y - 1, x + 1] + same[y - 1, x - 1]) * quarter
    xs = (above[y, x + 1] - above[y, x - 1] - below[y, x + 1] + below[y, x - 1]) * quarter
    ys = (above[y + 1, x] - above[y - 1, x] - below[y + 1, x] + below[y - 1, x]) * quarter
    return xx, yy, ss, xy, xs, ys


@compiled
def _settle(dogs: Any, level: int, y: int, x: int, contrast: Any, edge: Any, out: Any) -> int:
    """1 and where the parabola through the neighbours has its top; 0 if it runs away, is faint, or is an edge."""
    count, height, width = dogs.shape
    half = np.float32(0.5)
    for _ in range(STEPS):
        d = dogs[level, y, x]
        gx = (dogs[level, y, x + 1] - dogs[level, y, x - 1]) * half
        gy = (dogs[level, y + 1, x] - dogs[level, y - 1, x]) * half
        gs = (dogs[level + 1, y, x] - dogs[level - 1, y, x]) * half
        xx, yy, ss, xy, xs, ys = _curvature(dogs, level, y, x)
        a, b, c = yy * ss - ys * ys, xs * ys - xy * ss, xy * ys - xs * yy
        determinant = xx * a + xy * b + xs * c
        if determinant == 0:
            return 0
        dx = -(gx * a + gy * b + gs * c) / determinant
        dy = -(gx * b + gy * (xx * ss - xs * xs) + gs * (xy * xs - xx * ys)) / determinant
        ds = -(gx * c + gy * (xy * xs - xx * ys) + gs * (xx * yy - xy * xy)) / determinant
        if abs(dx) <= half and abs(dy) <= half and abs(ds) <= half:
            value = d + half * (gx * dx + gy * dy + gs * ds)
            flat = xx * yy - xy * xy
            if abs(value) < contrast or flat <= 0 or (xx + yy) * (xx + yy) >= edge * flat:
                return 0
            out[0], out[1], out[2], out[3] = x + dx, y + dy, level + ds, abs(value)
            return 1
        x += 1 if dx > half else (-1 if dx < -half else 0)
        y += 1 if dy > half else (-1 if dy < -half else 0)
        level += 1 if ds > half else (-1 if ds < -half else 0)
        if level < 1 or level > count - 2 or x < 1 or y < 1 or x > width - 2 or y > height - 2:
            return 0
    return 0
