"""What an officer who asks is shown of a found picture: a small grey picture of it, in steps from a blur to its shapes.

Runs inside the decoder's sandbox: the bytes come from strangers, and nothing but these small pictures leaves it. Each step
is made of fewer dots than the next and holds no more than those, so a covered picture cannot be sharpened again.
"""

import io
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from cases.fingerprints import footage, prepare
from cases.fingerprints.pdq import luma

SIDE = 224  # px, the longer side of what is shown
DOTS = (8, 14, 28, 56, 112, 224)  # dots along the longer side that each step holds; the first is what is shown unasked
QUALITY = 60  # of the JPEG files, which carry no other data
LOOKED_THROUGH = 240  # frames of a clip, for one that shows something
FLAT = 12.0  # of 255: standard deviation below which a frame shows nothing


def steps(data: bytes, *, max_pixels: int) -> tuple[bytes, ...]:
    """JPEG files, one for each of DOTS, of a picture or of one frame of a clip. Raises prepare.Undecodable."""
    grey = picture(data, max_pixels) if prepare.is_picture(data) else frame(data, max_pixels)
    return tuple(covered(grey, dots) for dots in DOTS)


def picture(data: bytes, max_pixels: int) -> Image.Image:
    """A picture, upright, without its colours."""
    shown = prepare.upright(data, max_pixels=max_pixels)
    shown.thumbnail((4 * SIDE, 4 * SIDE))
    return Image.fromarray(np.clip(luma(np.asarray(shown)), 0, 255).astype(np.uint8))


def frame(data: bytes, max_pixels: int) -> Image.Image:
    """The first frame of a clip that is not flat, without its colours; if all are, the first."""
    first: Any = None
    with footage.opened(data, max_pixels) as film:
        for number, (_seconds, found) in enumerate(film.frames()):
            dots = film.luma(found)
            first = dots if first is None else first
            if float(dots[::4, ::4].std()) > FLAT:
                return Image.fromarray(dots)
            if number >= LOOKED_THROUGH:
                break
    if first is None:
        raise prepare.Undecodable("broken")
    return Image.fromarray(first)


def covered(grey: Image.Image, dots: int) -> bytes:
    """A JPEG file of SIDE px that holds `dots` dots along its longer side."""
    longer = max(grey.size)
    few = tuple(max(1, round(side * dots / longer)) for side in grey.size)
    size = tuple(max(1, round(side * SIDE / longer)) for side in grey.size)
    small = grey.resize((few[0], few[1]), Image.Resampling.BOX)
    shown = small.resize((size[0], size[1]), Image.Resampling.BICUBIC)
    if dots < SIDE:
        shown = shown.filter(ImageFilter.GaussianBlur(SIDE / dots / 3))
    target = io.BytesIO()
    shown.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()
