"""Drawn pictures that must match nothing: the same app's screens, gradients, plain patterns, memes without a picture."""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from portal.bench.alter import covers, screens
from portal.bench.alter.tools import Picture, Tools, rgb
from portal.bench.alterations import seeded

SIZE = 800


def gradient(tools: Tools) -> Picture:
    """From one colour to another, in any direction."""
    angle, colours = tools.between(0, 6.3), tools.rng.uniform(0, 255, (2, 3))
    y, x = np.mgrid[-1 : 1 : SIZE * 1j, -1 : 1 : SIZE * 1j]
    share = np.clip((x * np.cos(angle) + y * np.sin(angle)) / 2.8 + 0.5, 0, 1)[..., None]
    return rgb(colours[0] * share + colours[1] * (1 - share))


def glow(tools: Tools) -> Picture:
    """Soft spots of colour, as in wallpapers."""
    y, x = np.mgrid[0 : 1 : SIZE * 1j, 0 : 1 : SIZE * 1j]
    values = np.zeros((SIZE, SIZE, 3))
    for _ in range(4):
        cx, cy, r = tools.rng.uniform(0, 1, 3)
        spot = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (0.05 + 0.3 * r**2))
        values += spot[..., None] * tools.rng.uniform(20, 200, 3)
    return rgb(values)


def tiles(tools: Tools) -> Picture:
    """Plain rectangles of plain colours."""
    sheet = Image.new("RGB", (SIZE, SIZE), "white")
    draw = ImageDraw.Draw(sheet)
    for _ in range(12):
        x, y, w, h = (int(v) for v in tools.rng.uniform(0, SIZE, 4))
        colour = tuple(int(v) for v in tools.rng.integers(0, 256, 3))
        draw.rectangle((x, y, x + w // 2, y + h // 2), fill=colour)
    return sheet


def stripes(tools: Tools) -> Picture:
    """Slanted stripes."""
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    angle, step = tools.between(0, 3.2), tools.between(20, 200)
    on = ((x * np.cos(angle) + y * np.sin(angle)) // step % 2)[..., None]
    return rgb(on * tools.rng.uniform(0, 255, 3) + (1 - on) * tools.rng.uniform(0, 255, 3))


def meme(tools: Tools) -> Picture:
    """Words and a yellow face around a plain field."""
    plain = Image.new("RGB", (SIZE, SIZE), tuple(int(v) for v in tools.rng.integers(0, 256, 3)))
    return covers.meme(True, True)(covers.stickers(0.35)(plain, tools), tools)


KINDS: dict[str, Callable[[Tools], Picture]] = {
    "app light": lambda tools: screens.app_only(screens.LIGHT, tools),
    "app dark": lambda tools: screens.app_only(screens.DARK, tools),
    "gradient": gradient,
    "glow": glow,
    "meme": meme,
    "stripes": stripes,
    "tiles": tiles,
}


def keys(count: int) -> list[str]:
    """Names of `count` drawn pictures of each kind."""
    return [f"{kind}/{number}" for kind in KINDS for number in range(count)]


def picture(key: str) -> Picture:
    """The drawn picture of a name, the same each time."""
    tools = Tools(seeded("drawn", key), lambda: Image.new("RGB", (SIZE, SIZE)))
    return KINDS[key.partition("/")[0]](tools)


def file(key: str) -> bytes:
    """It as a JPEG file."""
    held = io.BytesIO()
    picture(key).save(held, "JPEG", quality=90)
    return held.getvalue()
