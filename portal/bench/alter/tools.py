"""What every alteration works with: a seeded source of chance, other pictures, text and shapes to draw."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Picture = Image.Image
WORDS = (
    "look at this",
    "who is she?",
    "LOL",
    "wait for it",
    "share before it is gone",
    "more in the channel",
    "3:14 pm",
)
PHRASES = ("WHEN THE BRIDGE IS CLOSED", "NOBODY: ... ME AT NOON:", "ONE DOES NOT SIMPLY", "CAUGHT IN 4K", "TOP TEXT")


@dataclass(frozen=True, slots=True)
class Tools:
    """`rng` is seeded by photograph and alteration; `other` gives a different photograph every time it is called."""

    rng: np.random.Generator
    other: Callable[[], Picture]

    def between(self, low: float, high: float) -> float:
        """A number between two others."""
        return float(self.rng.uniform(low, high))

    def pick(self, listed: tuple[str, ...]) -> str:
        """One of several words."""
        return listed[int(self.rng.integers(len(listed)))]


Change = Callable[[Picture, Tools], Picture]


def rgb(values: NDArray[np.float64] | NDArray[np.float32]) -> Picture:
    """A picture from H x W x 3 numbers, cut to 0..255."""
    return Image.fromarray(np.clip(values + 0.5, 0, 255).astype(np.uint8))


def dots(picture: Picture) -> NDArray[np.float32]:
    """H x W x 3 numbers of a picture."""
    return np.asarray(picture, dtype=np.float32)


def text(
    picture: Picture,
    words: str,
    *,
    size: float,
    at: tuple[float, float],
    fill: str = "white",
    edge: str | None = "black",
    anchor: str = "mm",
) -> None:
    """Write on a picture; `size` px, `at` in shares of width and height."""
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(max(size, 8))
    place = (at[0] * picture.width, at[1] * picture.height)
    width = max(1, round(size / 14)) if edge else 0
    draw.text(place, words, font=font, fill=fill, anchor=anchor, stroke_width=width, stroke_fill=edge)


def fitted(picture: Picture, width: int, height: int) -> Picture:
    """The picture as large as it fits into a box, its shape kept."""
    scale = min(width / picture.width, height / picture.height)
    return picture.resize(
        (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))), Image.Resampling.LANCZOS
    )


def filled(picture: Picture, width: int, height: int) -> Picture:
    """The middle of the picture that fills a box."""
    scale = max(width / picture.width, height / picture.height)
    larger = picture.resize(
        (max(width, round(picture.width * scale)), max(height, round(picture.height * scale))),
        Image.Resampling.LANCZOS,
    )
    left, top = (larger.width - width) // 2, (larger.height - height) // 2
    return larger.crop((left, top, left + width, top + height))


def rounded(picture: Picture, radius: int, ground: str | tuple[int, int, int]) -> Picture:
    """The picture with round corners on a ground."""
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, picture.width - 1, picture.height - 1), radius, fill=255)
    sheet = Image.new("RGB", picture.size, ground)
    sheet.paste(picture, (0, 0), mask)
    return sheet


def chain(*changes: Change) -> Change:
    """One alteration after the other."""

    def all_of_them(picture: Picture, tools: Tools) -> Picture:
        for change in changes:
            picture = change(picture, tools)
        return picture

    return all_of_them
