"""Altered copies: what people do to a picture before they post it again, each in a declared group.

Group NOW: changes that a plain perceptual fingerprint is meant to survive (eight turns, plain borders trimmed away).
Group LATER: crops, captions and screenshots, which need details (patches) too, so an adult's consent to them. The group
is a promise per kind of change; it was set from what the methods can do in principle, never from how one of our
pictures happened to fare. Both must be found.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

Step = Callable[[Image.Image], Image.Image]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
QUALITY = 85  # JPEG quality of a picture nobody recompressed on purpose


class Group(StrEnum):
    """What a copy is found by: the fingerprint of the whole at once, or its details, which are looked at later."""

    NOW = "now"
    LATER = "later"


@dataclass(frozen=True)
class Alteration:
    """One kind of change: its group, its step and the JPEG quality (1..95) it is saved with."""

    group: Group
    step: Step
    quality: int = QUALITY


def scaled(picture: Image.Image, factor: float) -> Image.Image:
    """The picture with both sides multiplied by factor."""
    width, height = picture.size
    return picture.resize((round(width * factor), round(height * factor)), Image.Resampling.LANCZOS)


def turned(picture: Image.Image, how: Image.Transpose) -> Image.Image:
    """The picture turned or mirrored without loss."""
    return picture.transpose(how)


def lit(picture: Image.Image, factor: float) -> Image.Image:
    """The picture with its brightness multiplied by factor; what is brighter than white is lost."""
    return ImageEnhance.Brightness(picture).enhance(factor)


def bordered(picture: Image.Image, share: float, colour: tuple[int, int, int]) -> Image.Image:
    """The picture in a plain frame; share of its shorter side on every edge."""
    return ImageOps.expand(picture, round(min(picture.size) * share), colour)


def letterboxed(picture: Image.Image, ratio: float, colour: tuple[int, int, int] = BLACK) -> Image.Image:
    """The picture with plain bars above and below, so that width / height becomes ratio."""
    width, height = picture.size
    bar = max(0, math.ceil((width / ratio - height) / 2))
    return ImageOps.expand(picture, (0, bar), colour)


def cropped(picture: Image.Image, share: float, side: tuple[float, float]) -> Image.Image:
    """The picture without a share of its width and height; side (x, y in 0..1) says where the cut lies: 0.5 is even."""
    width, height = picture.size
    left, top = round(width * share * side[0]), round(height * share * side[1])
    return picture.crop((left, top, left + round(width * (1 - share)), top + round(height * (1 - share))))


def captioned(picture: Image.Image, words: str) -> Image.Image:
    """The picture with big white words on a black bar over its lower third."""
    result = picture.copy()
    width, height = result.size
    brush = ImageDraw.Draw(result)
    brush.rectangle((0, height * 0.68, width, height * 0.92), fill=BLACK)
    font = ImageFont.load_default(size=height * 0.16)
    brush.text((width / 2, height * 0.8), words, fill=WHITE, font=font, anchor="mm")
    return result


def screenshot(picture: Image.Image, paper: tuple[int, int, int], ink: tuple[int, int, int]) -> Image.Image:
    """The picture as a telephone shows it: a bar with the time above, a name, buttons and comments below."""
    width, height = 360, 720
    screen = Image.new("RGB", (width, height), paper)
    shown = ImageOps.contain(picture, (width, 430), Image.Resampling.LANCZOS)
    top = 96
    screen.paste(shown, ((width - shown.width) // 2, top))
    brush, font = ImageDraw.Draw(screen), ImageFont.load_default(size=17)
    brush.text((18, 8), "21:47", fill=ink, font=font)
    brush.rounded_rectangle((312, 10, 344, 24), radius=4, outline=ink, width=2)
    brush.ellipse((18, 44, 58, 84), fill=(120, 140, 160))
    brush.text((70, 54), "harbour_walks", fill=ink, font=font)
    below = top + shown.height + 14
    for column in range(4):
        brush.ellipse((18 + column * 52, below, 46 + column * 52, below + 28), outline=ink, width=3)
    for line, words in enumerate(("312 people like this", "view all 48 comments", "so good", "where is this?")):
        brush.text((18, below + 44 + line * 26), words, fill=ink, font=font)
    return screen


def unchanged(picture: Image.Image) -> Image.Image:
    """The picture as it is."""
    return picture


ALTERATIONS: dict[str, Alteration] = {
    "half_size": Alteration(Group.NOW, partial(scaled, factor=0.5)),
    "jpeg_q30": Alteration(Group.NOW, unchanged, quality=30),
    "mirrored": Alteration(Group.NOW, partial(turned, how=Image.Transpose.FLIP_LEFT_RIGHT)),
    "turned_90": Alteration(Group.NOW, partial(turned, how=Image.Transpose.ROTATE_90)),
    "turned_180": Alteration(Group.NOW, partial(turned, how=Image.Transpose.ROTATE_180)),
    "turned_270": Alteration(Group.NOW, partial(turned, how=Image.Transpose.ROTATE_270)),
    "brighter": Alteration(Group.NOW, partial(lit, factor=1.3)),
    "darker": Alteration(Group.NOW, partial(lit, factor=0.7)),
    "border_white_5": Alteration(Group.NOW, partial(bordered, share=0.05, colour=WHITE)),
    "border_black_15": Alteration(Group.NOW, partial(bordered, share=0.15, colour=BLACK)),
    "letterbox": Alteration(Group.NOW, partial(letterboxed, ratio=1.0)),
    "crop_5": Alteration(Group.LATER, partial(cropped, share=0.05, side=(1.0, 0.0))),
    "crop_10": Alteration(Group.LATER, partial(cropped, share=0.10, side=(0.0, 0.5))),
    "crop_20": Alteration(Group.LATER, partial(cropped, share=0.20, side=(0.3, 0.8))),
    "crop_30": Alteration(Group.LATER, partial(cropped, share=0.30, side=(0.5, 0.5))),
    "caption": Alteration(Group.LATER, partial(captioned, words="LOOK AT THIS")),
    "screenshot_light": Alteration(Group.LATER, partial(screenshot, paper=(250, 250, 250), ink=(30, 30, 30))),
    "screenshot_dark": Alteration(Group.LATER, partial(screenshot, paper=(18, 18, 20), ink=(230, 230, 230))),
}


@dataclass(frozen=True)
class ClipAlteration:
    """A change of a clip: its group, the new size in pixels and the H.264 constant rate factor.

    The width is a multiple of 64: with others the colour conversion leaves random bytes beside the picture, and the same
    frames no longer give the same file.
    """

    group: Group
    size: tuple[int, int]
    crf: int


CLIP_ALTERATIONS: dict[str, ClipAlteration] = {
    "smaller": ClipAlteration(Group.NOW, (256, 192), 30),
    "smallest": ClipAlteration(Group.NOW, (192, 144), 32),
}


def names(group: Group) -> list[str]:
    """The alterations of still pictures in one group, in the table's order."""
    return [name for name, alteration in ALTERATIONS.items() if alteration.group is group]


def altered(picture: Image.Image, name: str) -> Image.Image:
    """The picture changed by one entry of ALTERATIONS. Raises KeyError for an unknown name."""
    return ALTERATIONS[name].step(picture)
