"""Does a capture show anything but black text on white? A picture painted in any way has colours, grey areas or solid ink.

Looked at as a whole and tile by tile: a small picture on a page as tall as a house is a thousandth of it, and still
fills the tiles in which it stands, as no line of text does.
"""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CHANNEL_SPREAD = 8  # levels by which red, green and blue of a grey pixel may differ
GREY = (48, 208)  # levels that are neither ink nor paper
MAX_SHARE = 0.001
STRIP = 512  # rows looked at together, to bound the memory
TILE = 64  # pixels; divides STRIP
MAX_COLOUR, MAX_GREY, MAX_INK = 0.25, 0.35, 0.75  # shares of a tile


@dataclass(frozen=True, slots=True)
class Colours:
    """Numbers of pixels: all, coloured, and grey ones surrounded by grey (the rim of a letter is not).

    `dense`: tiles of 64 x 64 pixels that are full of colour, of grey or of ink.
    """

    pixels: int
    coloured: int
    grey: int
    dense: int = 0

    @property
    def flagged(self) -> bool:
        """More than 0.1 % of the page is neither ink nor paper, or some place of it is no text."""
        return self.dense > 0 or max(self.coloured, self.grey) > MAX_SHARE * self.pixels


def count(png: bytes) -> Colours:
    """Count the pixels of a PNG. Raises ValueError for anything that is not a picture."""
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
            pixels = np.asarray(opened.convert("RGB"))
    except (OSError, Image.DecompressionBombError) as error:
        raise ValueError("Not a PNG.") from error
    coloured = grey = dense = 0
    for top in range(0, pixels.shape[0], STRIP):
        strip = pixels[max(0, top - 1) : top + STRIP + 1]
        own = slice(1 if top else 0, (1 if top else 0) + STRIP)
        red, green, blue = np.moveaxis(strip, 2, 0)  # reducing along an axis of three takes ten times as long
        low = np.minimum(np.minimum(red, green), blue)
        high = np.maximum(np.maximum(red, green), blue)
        spread = (high - low > CHANNEL_SPREAD)[own]
        coloured += int(spread.sum())
        mid = (low >= GREY[0]) & (high <= GREY[1])
        inner = mid[1:-1, 1:-1] & mid[:-2, 1:-1] & mid[2:, 1:-1] & mid[1:-1, :-2] & mid[1:-1, 2:]
        grey += int(inner.sum())
        ink = (high < GREY[0])[own]
        dense += _full(spread, MAX_COLOUR) + _full(mid[own], MAX_GREY) + _full(ink, MAX_INK)
    return Colours(int(pixels.shape[0] * pixels.shape[1]), coloured, grey, dense)


def _full(marked: NDArray[np.bool_], share: float) -> int:
    """How many whole or cut tiles have more than this share of their full size marked; also of those half a tile further."""
    return sum(_tiles(marked[half:, half:], share) for half in (0, TILE // 2))


def _tiles(marked: NDArray[np.bool_], share: float) -> int:
    height, width = (-(-side // TILE) for side in marked.shape)
    if not height or not width:
        return 0
    across = np.add.reduceat(marked, np.arange(0, marked.shape[1], TILE), axis=1, dtype=np.int32)
    sums = np.add.reduceat(across, np.arange(0, marked.shape[0], TILE), axis=0)
    return int((sums > share * TILE * TILE).sum())
