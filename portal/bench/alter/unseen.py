"""Alterations of the held-out set: light, texture, geometry, and what is drawn over a picture. Nothing is tuned on them."""

import io
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from portal.bench.alter.covers import face
from portal.bench.alter.tools import Change, Picture, Tools, dots, filled, rgb, text

BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16


def faded(picture: Picture, tools: Tools) -> Picture:
    """A filter of a photo app: lifted blacks, teal shadows, orange lights, a soft curve."""
    light = dots(picture) / 255
    curved = 0.12 + 0.8 * (light * light * (3 - 2 * light))
    gray = curved.mean(axis=2, keepdims=True)
    tint = np.array([0.95, 1.02, 1.08]) * (1 - gray) + np.array([1.1, 1.0, 0.82]) * gray
    return rgb((gray + (curved - gray) * 0.75) * tint * 255)


def grainy(picture: Picture, tools: Tools) -> Picture:
    """Coarse grain of a fast film, darker towards the edges."""
    size = (picture.height // 2 + 1, picture.width // 2 + 1)
    grain = Image.fromarray(np.clip(tools.rng.normal(128, 34, size), 0, 255).astype(np.uint8))
    grown = np.asarray(grain.resize(picture.size, Image.Resampling.BICUBIC), np.float32) - 128
    y, x = np.mgrid[-1 : 1 : picture.height * 1j, -1 : 1 : picture.width * 1j]
    return rgb((dots(picture) + grown[..., None]) * (1 - 0.3 * (x * x + y * y))[..., None])


def ordered_dither(picture: Picture, tools: Tools) -> Picture:
    """Four levels of each colour in a regular raster, as old consoles showed them."""
    half = dots(picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BOX))
    rows, columns = half.shape[0] // 4 + 1, half.shape[1] // 4 + 1
    raster = np.tile(BAYER, (rows, columns))[: half.shape[0], : half.shape[1], None]
    return rgb(np.floor(half / 255 * 3 + raster) * 85).resize(picture.size, Image.Resampling.NEAREST)


def poster(picture: Picture, tools: Tools) -> Picture:
    """Few flat colours with smooth outlines."""
    return picture.filter(ImageFilter.MedianFilter(7)).quantize(10, dither=Image.Dither.NONE).convert("RGB")


def halftone(picture: Picture, tools: Tools) -> Picture:
    """A newspaper's raster: black dots, larger where it is dark, on slightly yellow paper."""
    gray = np.asarray(picture.convert("L"), np.float32) / 255
    y, x = np.mgrid[0 : picture.height, 0 : picture.width]
    wave = (np.cos((x + y) * math.pi / 4.2) * np.cos((x - y) * math.pi / 4.2) + 1) / 2
    ink = 1 / (1 + np.exp((gray - wave) * 9))
    return rgb((1 - ink)[..., None] * np.array([250, 244, 226]) + 6).filter(ImageFilter.GaussianBlur(0.7))


def emoji_faces(picture: Picture, tools: Tools) -> Picture:
    """Three drawn faces where heads would be: in the middle, of different sizes."""
    copy = picture.copy()
    draw = ImageDraw.Draw(copy)
    for share in (0.2, 0.15, 0.26):
        side = round(min(picture.size) * share)
        x, y = tools.between(0.2, 0.8) * picture.width - side / 2, tools.between(0.2, 0.6) * picture.height - side / 2
        face(draw, round(x), round(y), side)
    return copy


def torn(picture: Picture, tools: Tools) -> Picture:
    """Corners torn off and a crease across."""
    copy, side = picture.copy(), min(picture.size)
    draw = ImageDraw.Draw(copy)
    for x, y in ((0, 0), (picture.width, 0), (0, picture.height), (picture.width, picture.height)):
        reach = side * tools.between(0.12, 0.3)
        turn = math.atan2(picture.height / 2 - y, picture.width / 2 - x)
        angles = np.linspace(turn - 1.1, turn + 1.1, 14)
        edge = [
            (x + math.cos(a) * reach * tools.between(0.8, 1.1), y + math.sin(a) * reach * tools.between(0.8, 1.1))
            for a in angles
        ]
        draw.polygon([(x, y), *edge], fill="white")
    draw.line(
        (0, picture.height * 0.45, picture.width, picture.height * 0.52), fill="#f0f0f0", width=max(2, side // 120)
    )
    return copy


def exposed_twice(picture: Picture, tools: Tools) -> Picture:
    """Another picture shines through, a quarter of the light."""
    return Image.blend(picture, filled(tools.other(), *picture.size), 0.25)


def burst(picture: Picture, tools: Tools) -> Picture:
    """Blurred outwards from the middle, as by zooming while the shutter is open."""
    total = dots(picture) * 0
    scales = np.linspace(1, 1.05, 12)
    for scale in scales:
        x, y = picture.width * (1 - 1 / scale) / 2, picture.height * (1 - 1 / scale) / 2
        total += dots(picture.resize(picture.size, box=(x, y, picture.width - x, picture.height - y)))
    return rgb(total / len(scales))


def bulged(strength: float) -> Change:
    """As through a wide lens: the middle larger, the edges smaller."""

    def change(picture: Picture, tools: Tools) -> Picture:
        y, x = np.mgrid[-1 : 1 : picture.height * 1j, -1 : 1 : picture.width * 1j]
        factor = (1 + strength * (x * x + y * y)) / (1 + 2 * strength)
        return _sampled(picture, x * factor, y * factor)

    return change


def _sampled(picture: Picture, x: NDArray[np.float64], y: NDArray[np.float64]) -> Picture:
    """The picture at places from -1 to 1, between four px each."""
    values = dots(picture)
    across, down = (x + 1) / 2 * (picture.width - 1.001), (y + 1) / 2 * (picture.height - 1.001)
    left, top = across.astype(int), down.astype(int)
    u, v = (across - left)[..., None], (down - top)[..., None]
    above = values[top, left] * (1 - u) + values[top, left + 1] * u
    below = values[top + 1, left] * (1 - u) + values[top + 1, left + 1] * u
    return rgb(above * (1 - v) + below * v)


def passed_on(times: int) -> Change:
    """Sent from one to the next: each time another size and another loss."""

    def change(picture: Picture, tools: Tools) -> Picture:
        shape = picture.size
        for _ in range(times):
            factor, held = tools.between(0.55, 1.0), io.BytesIO()
            smaller = picture.resize((round(shape[0] * factor), round(shape[1] * factor)), Image.Resampling.BILINEAR)
            smaller.save(held, "JPEG", quality=int(tools.between(25, 60)))
            picture = Image.open(held).convert("RGB")
        return picture

    return change


def blocks(picture: Picture, tools: Tools) -> Picture:
    """A small preview made large again without smoothing."""
    small = picture.resize((picture.width // 5, picture.height // 5), Image.Resampling.BOX)
    return small.resize(picture.size, Image.Resampling.NEAREST)


def smoothed_skin(picture: Picture, tools: Tools) -> Picture:
    """A beauty filter: fine detail gone, edges kept, lighter."""
    soft = picture.filter(ImageFilter.MedianFilter(9)).filter(ImageFilter.GaussianBlur(1))
    return rgb(dots(Image.blend(picture, soft, 0.85)) * 0.92 + 28)


def scribbled(picture: Picture, tools: Tools) -> Picture:
    """Strokes of a thick marker over parts that somebody wanted to hide."""
    copy, side = picture.copy(), min(picture.size)
    draw = ImageDraw.Draw(copy)
    for colour in ("#e01020", "#101010"):
        x, y = tools.between(0.25, 0.75) * picture.width, tools.between(0.25, 0.75) * picture.height
        points = [(x + tools.between(-0.2, 0.2) * side, y + tools.between(-0.12, 0.12) * side) for _ in range(9)]
        draw.line(points, fill=colour, width=side // 28, joint="curve")
    return copy


def bold_bars(picture: Picture, tools: Tools) -> Picture:
    """Black bars above and below with heavy white capitals."""
    bar = round(picture.height * 0.24)
    sheet = Image.new("RGB", (picture.width, picture.height + 2 * bar), "black")
    sheet.paste(picture, (0, bar))
    for words, y in (("WHEN YOU SEE IT", bar / 2), ("YOU CANNOT UNSEE", sheet.height - bar / 2)):
        text(sheet, words, size=picture.width / 11, at=(0.5, y / sheet.height), fill="white", edge="white")
    return sheet
