"""Does a capture show anything but black text on white? A picture painted in any way has colours or grey areas."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

CHANNEL_SPREAD = 8  # levels by which red, green and blue of a grey pixel may differ
GREY = (48, 208)  # levels that are neither ink nor paper
MAX_SHARE = 0.001
STRIP = 512  # rows looked at together, to bound the memory


@dataclass(frozen=True, slots=True)
class Colours:
    """Numbers of pixels: all, coloured, and grey ones surrounded by grey (the rim of a letter is not)."""

    pixels: int
    coloured: int
    grey: int

    @property
    def flagged(self) -> bool:
        """More than 0.1 % of the page is neither ink nor paper."""
        return max(self.coloured, self.grey) > MAX_SHARE * self.pixels


def count(png: bytes) -> Colours:
    """Count the pixels of a PNG. Raises ValueError for anything that is not a picture."""
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
            pixels = np.asarray(opened.convert("RGB"))
    except (OSError, Image.DecompressionBombError) as error:
        raise ValueError("Not a PNG.") from error
    coloured = grey = 0
    for top in range(0, pixels.shape[0], STRIP):
        strip = pixels[max(0, top - 1) : top + STRIP + 1]
        red, green, blue = np.moveaxis(strip, 2, 0)  # reducing along an axis of three takes ten times as long
        low = np.minimum(np.minimum(red, green), blue)
        high = np.maximum(np.maximum(red, green), blue)
        spread = high - low > CHANNEL_SPREAD
        coloured += int(spread[1 if top else 0 :][:STRIP].sum())
        mid = (low >= GREY[0]) & (high <= GREY[1])
        inner = mid[1:-1, 1:-1] & mid[:-2, 1:-1] & mid[2:, 1:-1] & mid[1:-1, :-2] & mid[1:-1, 2:]
        grey += int(inner.sum())
    return Colours(int(pixels.shape[0] * pixels.shape[1]), coloured, grey)
