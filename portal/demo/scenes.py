"""Pictures that the demo's strangers post: benign scenes, drawn from a seed, each with a composition of its own.

The same (kind, seed) gives the same pixels. Every scene has a backdrop with its own light, so that no two scenes and
no scene and photograph look alike to a perceptual fingerprint, and enough detail to be well fingerprinted itself.
"""

import math
from collections.abc import Callable, Iterable
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIZE = (480, 360)
Colour = tuple[int, int, int]
Painter = Callable[[ImageDraw.ImageDraw, Random, int], None]


def draw(kind: str, seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """Draws one scene of a kind in KINDS; size in pixels. Raises KeyError for an unknown kind."""
    rng = Random(f"{kind}:{seed}")
    picture = _backdrop(rng)
    horizon = rng.randint(130, 250)
    brush = ImageDraw.Draw(picture)
    _sky(brush, rng, horizon)
    _ground(brush, rng, horizon)
    KINDS[kind](brush, rng, horizon)
    picture = _light(picture, rng)
    return picture if size == SIZE else picture.resize(size, Image.Resampling.LANCZOS)


def _colour(rng: Random, low: int = 20, high: int = 235) -> Colour:
    """A muted colour: any lightness between low and high, each channel a little off it."""
    light = rng.randint(low, high)
    red, green, blue = (min(255, max(0, light + rng.randint(-45, 45))) for _ in range(3))
    return red, green, blue


def _shade(colour: Colour, by: float) -> Colour:
    red, green, blue = (min(255, max(0, int(part * by))) for part in colour)
    return red, green, blue


def _backdrop(rng: Random) -> Image.Image:
    """A slanted gradient between two colours."""
    first, second = _colour(rng), _colour(rng)
    angle = rng.uniform(0, 2 * math.pi)
    width, height = SIZE
    across, down = np.linspace(-1, 1, width)[None, :], np.linspace(-1, 1, height)[:, None]
    share = np.clip((across * math.cos(angle) + down * math.sin(angle)) / 2 + 0.5, 0, 1)
    rest = 1 - share
    return _of_planes((a * rest + b * share).astype(np.uint8) for a, b in zip(first, second, strict=True))


def _of_planes(planes: Iterable[NDArray[np.uint8]]) -> Image.Image:
    """A picture of its red, green and blue; each computed alone, since arrays with an axis of three are slow."""
    return Image.merge("RGB", [Image.fromarray(plane) for plane in planes])


def _light(picture: Image.Image, rng: Random) -> Image.Image:
    """Large patches of light and shadow, and fine grain, over the whole picture."""
    grid = np.random.default_rng(rng.getrandbits(32))
    patches = Image.fromarray(grid.integers(0, 256, (5, 7), dtype=np.uint8)).resize(SIZE, Image.Resampling.BICUBIC)
    shade = (np.asarray(patches, np.float32) - 128) * rng.uniform(0.25, 0.5)
    shade += grid.integers(-9, 10, shade.shape, dtype=np.int8)
    levels = shade.astype(np.int16)
    lit = (np.asarray(plane, np.int16) + levels for plane in picture.split())
    return _of_planes(np.clip(plane, 0, 255).astype(np.uint8) for plane in lit)


def _sky(brush: ImageDraw.ImageDraw, rng: Random, horizon: int) -> None:
    x, y, r = rng.randint(30, 450), rng.randint(20, horizon - 30), rng.randint(14, 44)
    brush.ellipse((x - r, y - r, x + r, y + r), fill=_colour(rng, 150, 255))
    for _ in range(rng.randint(1, 5)):
        x, y, tone = rng.randint(0, 480), rng.randint(10, horizon), _colour(rng, 120, 250)
        for _ in range(6):
            a, b, w, h = x + rng.randint(-50, 50), y + rng.randint(-8, 8), rng.randint(15, 45), rng.randint(8, 16)
            brush.ellipse((a - w, b - h, a + w, b + h), fill=tone)
    for _ in range(rng.randint(1, 3)):
        _ridge(brush, rng, horizon, _colour(rng, 30, 200))


def _ridge(brush: ImageDraw.ImageDraw, rng: Random, horizon: int, tone: Colour) -> None:
    waves = [(rng.uniform(0.005, 0.04), rng.uniform(0, 6.3), rng.uniform(5, 30)) for _ in range(4)]
    lift = rng.randint(5, 70)
    line = [(x, horizon - lift - sum(h * math.sin(x * f + p) for f, p, h in waves)) for x in range(0, 488, 8)]
    brush.polygon([(0, 360), *line, (480, 360)], fill=tone)


def _ground(brush: ImageDraw.ImageDraw, rng: Random, horizon: int) -> None:
    tone = _colour(rng, 30, 200)
    brush.rectangle((0, horizon, 480, 360), fill=tone)
    for _ in range(120):
        y = rng.randint(horizon, 360)
        x, length = rng.randint(-40, 480), rng.randint(6, 10 + (y - horizon) // 2)
        brush.line((x, y, x + length, y), fill=_shade(tone, rng.uniform(0.6, 1.5)), width=rng.randint(1, 4))


def _bridge(brush: ImageDraw.ImageDraw, rng: Random, horizon: int) -> None:
    deck, tone, top = horizon + rng.randint(-30, 40), _colour(rng, 30, 210), rng.randint(15, horizon - 60)
    dark = _shade(tone, 0.55)
    brush.rectangle((0, deck, 480, deck + rng.randint(8, 22)), fill=tone)
    towers = sorted(rng.sample(range(40, 440, 25), rng.randint(1, 3)))
    for x in towers:
        wide = rng.randint(7, 16)
        brush.rectangle((x - wide, top, x + wide, deck + 70), fill=dark)
        brush.rectangle((x - wide // 2, top + 12, x + wide // 2, deck - 8), fill=_shade(tone, 1.3))
        reach = rng.randint(70, 200)
        for step in range(0, reach, 9):
            for side in (-1, 1):
                brush.line((x + side * step, deck, x, top + step // 6), fill=dark, width=2)
    for x in range(rng.randint(0, 30), 480, rng.randint(40, 110)):
        brush.pieslice((x, deck + 20, x + 70, deck + 120), 180, 360, fill=dark)


def _cups(brush: ImageDraw.ImageDraw, rng: Random, horizon: int) -> None:
    for _ in range(rng.randint(2, 5)):
        x, y, w = rng.randint(0, 420), rng.randint(60, 300), rng.randint(45, 130)
        h, tone = int(w * rng.uniform(0.7, 1.3)), _colour(rng)
        brush.ellipse((x - w // 3, y + h - 14, x + w + w // 3, y + h + 20), fill=_shade(tone, 0.6))
        brush.arc((x + w - 18, y + h // 5, x + w + w // 3, y + h * 3 // 4), 0, 360, fill=tone, width=9)
        brush.rounded_rectangle((x, y, x + w, y + h), radius=w // 4, fill=tone)
        for stripe in range(rng.randint(0, 5)):
            level = y + h // 4 + stripe * h // 7
            brush.rectangle((x, level, x + w, level + 4), fill=_shade(tone, rng.uniform(0.5, 1.5)))
        brush.ellipse((x, y - w // 7, x + w, y + w // 7), fill=_shade(tone, 1.25))
        brush.ellipse((x + 7, y - w // 10, x + w - 7, y + w // 10), fill=_colour(rng, 20, 110))


def _cat(brush: ImageDraw.ImageDraw, rng: Random, horizon: int) -> None:
    x, y, r = rng.randint(110, 370), rng.randint(90, 210), rng.randint(45, 95)
    fur = _colour(rng, 30, 230)
    dark = _shade(fur, 0.55)
    brush.ellipse((x - r * 1.2, y + r * 0.4, x + r * 1.2, y + r * 3.6), fill=_shade(fur, 0.85))
    tail = rng.choice((-1, 1))
    ends = sorted((x + tail * r * 0.8, x + tail * r * 2.4))
    brush.arc((ends[0], y + r * 0.5, ends[1], y + r * 2.6), 0, 300, fill=dark, width=max(8, r // 5))
    for side in (-1, 1):
        ear = [
            (x + side * r * 0.95, y - r * 0.2),
            (x + side * r * 0.8, y - r * 1.35),
            (x + side * r * 0.15, y - r * 0.75),
        ]
        brush.polygon(ear, fill=dark)
    brush.ellipse((x - r, y - r, x + r, y + r * 0.85), fill=fur)
    for stripe in range(rng.randint(2, 6)):
        brush.line((x - r * 0.4 + stripe * r * 0.2, y - r * 0.9, x + (stripe - 2) * 7, y - r * 0.4), fill=dark, width=5)
    for side in (-1, 1):
        eye, up = x + side * r * 0.42, y - r * 0.12
        brush.ellipse((eye - r * 0.2, up - r * 0.15, eye + r * 0.2, up + r * 0.15), fill=_colour(rng, 140, 250))
        brush.ellipse((eye - r * 0.06, up - r * 0.14, eye + r * 0.06, up + r * 0.14), fill=(10, 10, 10))
        for hair in range(4):
            end = (x + side * r * 1.5, y + r * (0.05 + 0.15 * hair))
            brush.line((x + side * r * 0.15, y + r * 0.3, *end), fill=_shade(fur, 1.5), width=2)
    brush.polygon([(x - 8, y + r * 0.2), (x + 8, y + r * 0.2), (x, y + r * 0.34)], fill=(200, 110, 120))


def _boats(brush: ImageDraw.ImageDraw, rng: Random, horizon: int) -> None:
    for _ in range(rng.randint(2, 6)):
        x, y, w = rng.randint(0, 400), horizon + rng.randint(-5, 90), rng.randint(45, 150)
        hull = _colour(rng)
        brush.polygon([(x, y), (x + w, y), (x + w * 0.82, y + w // 4), (x + w * 0.15, y + w // 4)], fill=hull)
        brush.line((x, y + 5, x + w, y + 5), fill=_shade(hull, 1.6), width=3)
        mast = x + w * rng.uniform(0.3, 0.7)
        tall = rng.randint(w // 2, int(w * 1.5))
        brush.line((mast, y, mast, y - tall), fill=_shade(hull, 0.4), width=4)
        sail = _colour(rng, 90, 255)
        brush.polygon([(mast + 4, y - tall), (mast + 4, y - 8), (x + w, y - 12)], fill=sail)
        brush.polygon([(mast - 4, y - tall * 0.9), (mast - 4, y - 8), (x - 6, y - 10)], fill=_shade(sail, 0.75))
        for step in range(5):
            brush.line(
                (x + step * 6, y + w // 4 + step * 7, x + w - step * 9, y + w // 4 + step * 7), fill=sail, width=2
            )


def _skyline(brush: ImageDraw.ImageDraw, rng: Random, horizon: int) -> None:
    x = rng.randint(-40, 0)
    while x < 480:
        w, top = rng.randint(22, 80), rng.randint(25, horizon + 20)
        wall = _colour(rng, 25, 190)
        brush.rectangle((x, top, x + w, 360), fill=wall)
        if rng.random() < 0.4:
            brush.polygon([(x, top), (x + w / 2, top - rng.randint(10, 45)), (x + w, top)], fill=_shade(wall, 0.6))
        lamp, gap = _colour(rng, 120, 255), rng.randint(9, 17)
        for row in range(top + 8, 350, gap):
            for column in range(x + 5, x + w - 6, gap):
                brush.rectangle(
                    (column, row, column + 5, row + 6), fill=lamp if rng.random() < 0.6 else _shade(wall, 0.5)
                )
        x += w + rng.choice((0, 0, 4, 25))


def _trees(brush: ImageDraw.ImageDraw, rng: Random, horizon: int) -> None:
    for _ in range(rng.randint(3, 9)):
        x, foot, tall = rng.randint(0, 480), horizon + rng.randint(0, 90), rng.randint(60, 190)
        bark, leaf = _colour(rng, 20, 110), _colour(rng, 30, 220)
        brush.rectangle((x - tall // 18, foot - tall, x + tall // 18, foot), fill=bark)
        for _ in range(16):
            a, b = x + rng.gauss(0, tall / 4), foot - tall + rng.gauss(0, tall / 5)
            r = rng.randint(tall // 12, tall // 5)
            brush.ellipse((a - r, b - r, a + r, b + r), fill=_shade(leaf, rng.uniform(0.6, 1.4)))


def _balloons(brush: ImageDraw.ImageDraw, rng: Random, horizon: int) -> None:
    for _ in range(rng.randint(2, 6)):
        x, y, r = rng.randint(20, 460), rng.randint(30, 230), rng.randint(22, 85)
        tone, other, slices = _colour(rng), _colour(rng), rng.randint(2, 5)
        for part in range(slices * 2, 0, -1):
            w = r * part / (slices * 2)
            brush.ellipse((x - w, y - r, x + w, y + r), fill=tone if part % 2 else other)
        brush.line((x - r * 0.4, y + r * 0.9, x - 8, y + r * 1.5), fill=(60, 50, 40), width=2)
        brush.line((x + r * 0.4, y + r * 0.9, x + 8, y + r * 1.5), fill=(60, 50, 40), width=2)
        brush.rectangle((x - 9, y + r * 1.5, x + 9, y + r * 1.5 + 14), fill=(120, 80, 40))


def _lighthouse(brush: ImageDraw.ImageDraw, rng: Random, horizon: int) -> None:
    x, foot, tall, w = rng.randint(60, 420), horizon + rng.randint(10, 70), rng.randint(130, 240), rng.randint(22, 48)
    rock, bands = _colour(rng, 30, 130), (_colour(rng, 150, 250), _colour(rng, 20, 150))
    for _ in range(14):
        a, b, r = x + rng.randint(-110, 110), foot + rng.randint(0, 50), rng.randint(14, 44)
        brush.ellipse((a - r, b - r // 2, a + r, b + r), fill=_shade(rock, rng.uniform(0.6, 1.5)))
    steps = rng.randint(4, 8)
    for step in range(steps):
        low, high = step / steps, (step + 1) / steps
        left, right = w * (1 - low * 0.45), w * (1 - high * 0.45)
        corners = [(x - left, foot - tall * low), (x + left, foot - tall * low)]
        corners += [(x + right, foot - tall * high), (x - right, foot - tall * high)]
        brush.polygon(corners, fill=bands[step % 2])
    lamp = foot - tall
    brush.rectangle((x - w * 0.5, lamp - 24, x + w * 0.5, lamp), fill=(250, 240, 170))
    brush.polygon([(x - w * 0.65, lamp - 24), (x + w * 0.65, lamp - 24), (x, lamp - 52)], fill=bands[1])
    reach = rng.choice((-1, 1)) * 480
    brush.polygon(
        [(x, lamp - 16), (x + reach, lamp - rng.randint(40, 90)), (x + reach, lamp + 30)], fill=(240, 235, 190)
    )


KINDS: dict[str, Painter] = {
    "bridge": _bridge,
    "cups": _cups,
    "cat": _cat,
    "boats": _boats,
    "skyline": _skyline,
    "trees": _trees,
    "balloons": _balloons,
    "lighthouse": _lighthouse,
}
