"""From the points of a picture to the hashes of the pieces around them: direction, canonical square, gate, PDQ.

A piece is a square around a point, SPAN times as wide as the blur at which the point stands out, turned so that its
strongest gradient points to the right, sampled at 64 x 64 places and hashed like a small picture (pdq.py, steps 9 to 13).
So it is the same for the picture as it was, cropped, turned and scaled. Single precision throughout; see scalespace.py.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from cases.fingerprints import pdq
from cases.fingerprints.compiled import compiled
from cases.fingerprints.scalespace import BLUR, CONTRAST, LEVELS, Floats, octaves, points
from cases.fingerprints.squares import EMPTY, Pieces, even

SPAN = 12.0  # times the blur of its point, the side of a piece
WINDOW = 2.5  # times the same blur, the reach (standard deviation) of the gradients that decide the direction
GRID = 27  # x GRID gradients are looked at
BINS = 36
SECOND = 0.8  # of the strongest direction, from which on another one gives a piece too
DIRECTIONS = 2  # at most, for one point
LEAST_QUALITY = 50
PLAIN = 2  # grey levels around the commonest one
MOST_PLAIN = 0.45  # of a piece
REACH = 0.35  # of a piece's side, from its middle, that is looked at for even shades
DRAWN = (0.14, 0.1)  # of a piece: so much of one shade, and around it so much without any step to neighbours, is drawn


@dataclass(frozen=True, slots=True)
class Gate:
    """What a piece needs: the contrast of its point (grey levels) and its quality."""

    contrast: float = CONTRAST
    quality: int = LEAST_QUALITY


CLEAR = Gate()
FAINT = Gate(0.6, 0)


def pieces(picture: Floats, gate: Gate = CLEAR, count: int = 4) -> Pieces:
    """Every piece of a picture (float32, 0 to 255) that passes the gate, best contrast first."""
    places, contrasts, tones, drawn, qualities, bits = [], [], [], [], [], []
    settings = np.array([SPAN, WINDOW, SECOND, MOST_PLAIN, gate.quality], dtype=np.float32)
    sharp = picture
    for octave, levels in enumerate(octaves(picture, count)):
        found = points(levels, int(SPAN * BLUR * 1.2 / 2), gate.contrast)
        place, shades, quality, values = _describe(
            levels, sharp, np.float32(2 if octave else 1), found, _DCT32, _DCT32T, settings
        )
        sharp = levels[0]
        place[:, :3] *= np.float32(1 << octave)
        places.append(place[:, :4])
        contrasts.append(place[:, 4])
        tones.append(shades[:, 0])
        drawn.append((shades[:, 1] > DRAWN[0]) & (even(picture, place, SPAN * REACH) > DRAWN[1]))
        qualities.append(quality)
        bits.append(values)
    if not places:
        return EMPTY
    whole = Pieces(
        np.concatenate(places),
        np.concatenate(contrasts),
        np.concatenate(tones),
        np.concatenate(drawn),
        np.concatenate(qualities),
        np.concatenate(bits),
    )
    return whole.take(np.argsort(-whole.contrast, kind="stable"))


_DCT32 = np.ascontiguousarray(pdq.dct(), dtype=np.float32)
_DCT32T = np.ascontiguousarray(_DCT32.T)


@compiled
def _describe(levels: Any, sharp: Any, finer: Any, found: Any, dct: Any, dct_t: Any, settings: Any) -> Any:
    span, window, second, most_plain, least = settings[0], settings[1], settings[2], settings[3], settings[4]
    most = found.shape[0] * DIRECTIONS
    place = np.empty((most, 5), dtype=np.float32)
    shades = np.empty((most, 2), dtype=np.float64)
    quality = np.empty(most, dtype=np.int16)
    bits = np.zeros((most, 32), dtype=np.uint8)
    directions = np.empty(DIRECTIONS, dtype=np.float32)
    square = np.empty((64, 64), dtype=np.float32)
    work = np.empty((16, 64), dtype=np.float32)
    number = 0
    for row in range(found.shape[0]):
        x, y, level, contrast = found[row]
        blur = np.float32(BLUR) * np.float32(2.0 ** (level / np.float32(LEVELS)))
        if not _inside(levels.shape[2], levels.shape[1], x, y, blur * span * np.float32(0.5)):
            continue
        image = levels[int(level + np.float32(0.5))]
        for at in range(_directions(image, x, y, blur * window, second, directions)):
            theta = directions[at]
            if not _sample(sharp, x * finer, y * finer, blur * span * finer, theta, square):
                continue
            value = _quality(square)
            if value < least:
                continue
            counts = _counts(square, value < LEAST_QUALITY)
            shades[number, 1] = _plain(counts)
            if shades[number, 1] > most_plain:
                continue
            _hash(square, dct, dct_t, work, bits[number])
            place[number, 0], place[number, 1], place[number, 2], place[number, 3] = x, y, blur, theta
            place[number, 4] = contrast
            shades[number, 0], quality[number] = _tones(counts), value
            number += 1
    return place[:number].copy(), shades[:number].copy(), quality[:number].copy(), bits[:number].copy()


@compiled
def _inside(width: int, height: int, x: Any, y: Any, reach: Any) -> bool:
    return bool(x - reach >= 0 and y - reach >= 0 and x + reach <= width - 1 and y + reach <= height - 1)


@compiled
def _directions(image: Any, x: Any, y: Any, sigma: Any, second: Any, out: Any) -> int:
    """The strongest directions of the gradients around a place, best first; how many."""
    height, width = image.shape
    bins = np.zeros(BINS, dtype=np.float32)
    step = sigma * np.float32(5.0 / (GRID - 1))
    for row in range(GRID):
        v = (row - GRID // 2) * step
        yy = math.floor(y + v + np.float32(0.5))
        if yy < 1 or yy > height - 2:
            continue
        for column in range(GRID):
            u = (column - GRID // 2) * step
            xx = math.floor(x + u + np.float32(0.5))
            if xx < 1 or xx > width - 2:
                continue
            far = (u * u + v * v) / (sigma * sigma)
            if far > np.float32(6.25):
                continue
            gx = image[yy, xx + 1] - image[yy, xx - 1]
            gy = image[yy + 1, xx] - image[yy - 1, xx]
            weight = np.float32(math.exp(-far * np.float32(0.5))) * np.float32(math.sqrt(gx * gx + gy * gy))
            angle = np.float32(math.atan2(gy, gx)) * np.float32(BINS / (2 * math.pi))
            if angle < 0:
                angle += np.float32(BINS)
            low = int(angle)
            part = angle - np.float32(low)
            bins[low % BINS] += weight * (np.float32(1) - part)
            bins[(low + 1) % BINS] += weight * part
    return _peaks(_smooth(_smooth(bins)), second, out)


@compiled
def _smooth(bins: Any) -> Any:
    result = np.empty(BINS, dtype=np.float32)
    for at in range(BINS):
        result[at] = (bins[at - 1] + np.float32(2) * bins[at] + bins[(at + 1) % BINS]) * np.float32(0.25)
    return result


@compiled
def _peaks(bins: Any, second: Any, out: Any) -> int:
    top = bins.max()
    heights = np.zeros(out.shape[0], dtype=np.float32)
    number = 0
    for at in range(BINS):
        value, before, after = bins[at], bins[at - 1], bins[(at + 1) % BINS]
        if value <= before or value < after or value < second * top or value <= 0:
            continue
        offset = np.float32(0.5) * (before - after) / (before + after - value - value)
        angle = (np.float32(at) + offset) * np.float32(2 * math.pi / BINS)
        slot = number
        while slot > 0 and heights[slot - 1] < value:
            if slot < out.shape[0]:
                heights[slot], out[slot] = heights[slot - 1], out[slot - 1]
            slot -= 1
        if slot < out.shape[0]:
            heights[slot], out[slot] = value, angle
            number = min(number + 1, out.shape[0])
    return number


@compiled
def _sample(image: Any, x: Any, y: Any, side: Any, theta: Any, square: Any) -> bool:
    """The turned square at 64 x 64 places between the pixels; False if a corner lies outside the picture."""
    height, width = image.shape
    step = side / np.float32(64)
    cosine, sine = np.float32(math.cos(theta)) * step, np.float32(math.sin(theta)) * step
    reach = np.float32(31.5)
    far_x, far_y = (abs(cosine) + abs(sine)) * reach, (abs(cosine) + abs(sine)) * reach
    if x - far_x < 0 or y - far_y < 0 or x + far_x > width - 1 or y + far_y > height - 1:
        return False
    for row in range(64):
        v = np.float32(row) - reach
        for column in range(64):
            u = np.float32(column) - reach
            px = x + u * cosine - v * sine
            py = y + u * sine + v * cosine
            left, top = min(int(px), width - 2), min(int(py), height - 2)
            fx, fy = px - np.float32(left), py - np.float32(top)
            above = image[top, left] + fx * (image[top, left + 1] - image[top, left])
            below = image[top + 1, left] + fx * (image[top + 1, left + 1] - image[top + 1, left])
            square[row, column] = above + fy * (below - above)
    return True


@compiled
def _quality(square: Any) -> int:
    """As pdq.quality: the steps of at least 1 % between neighbours."""
    total = 0
    share = np.float32(100) / np.float32(255)
    for row in range(64):
        for column in range(64):
            if row < 63:
                total += int(abs(square[row + 1, column] - square[row, column]) * share)
            if column < 63:
                total += int(abs(square[row, column + 1] - square[row, column]) * share)
    return min(100, total // 90)


@compiled
def _counts(square: Any, faint: bool) -> Any:
    """How many places of the square have each of 256 grey levels; of a faint one stretched to all of them."""
    low, step = np.float32(0), np.float32(1)
    if faint:
        low = square.min()
        step = np.float32(255) / max(square.max() - low, np.float32(1))
    counts = np.zeros(256, dtype=np.int64)
    for row in range(64):
        for column in range(64):
            counts[min(max(int((square[row, column] - low) * step + np.float32(0.5)), 0), 255)] += 1
    return counts


@compiled
def _plain(counts: Any) -> float:
    """The share of the square within PLAIN grey levels of its commonest one."""
    best = 0
    for middle in range(256):
        total = 0
        for at in range(max(0, middle - PLAIN), min(255, middle + PLAIN) + 1):
            total += counts[at]
        best = max(best, total)
    return best / 4096.0


@compiled
def _tones(counts: Any) -> float:
    """The least variance inside two shades as a share of the whole variance (Otsu 1979), double precision; 0 if there is none."""
    whole, squares = 0, 0
    for level in range(256):
        whole += counts[level] * level
        squares += counts[level] * level * level
    between, number, total = 0.0, 0, 0
    for level in range(255):
        number += counts[level]
        total += counts[level] * level
        if 0 < number < 4096:
            rest = whole - total
            between = max(between, total * total / number + rest * rest / (4096 - number))
    variance = squares - whole * whole / 4096.0
    return (squares - between) / variance if variance > 0 else 0.0


@compiled
def _hash(square: Any, dct: Any, dct_t: Any, work: Any, out: Any) -> None:
    work[:] = 0
    for frequency in range(16):
        line = work[frequency]
        for row in range(64):
            weight, source = dct[frequency, row], square[row]
            for column in range(64):
                line[column] += weight * source[column]
    coefficients = np.zeros((16, 16), dtype=np.float32)
    for down in range(16):
        line = coefficients[down]
        for column in range(64):
            weight, source = work[down, column], dct_t[column]
            for across in range(16):
                line[across] += weight * source[across]
    flat = coefficients.reshape(256)
    median = np.sort(flat)[127]
    for bit in range(256):
        if flat[bit] > median:
            out[31 - bit // 8] |= np.uint8(1 << (bit % 8))
