"""Alterations of size, sharpness, light and colour; every px stays where it was."""

import io

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from portal.bench.alter.tools import Change, Picture, Tools, dots, rgb

Matrix = tuple[float, ...]
SEPIA: Matrix = (0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0)


def same(picture: Picture, tools: Tools) -> Picture:
    """Nothing but the way it is saved."""
    return picture


def saved(form: str, quality: int) -> Change:
    """Saved with loss and read again."""

    def change(picture: Picture, tools: Tools) -> Picture:
        held = io.BytesIO()
        picture.save(held, form, quality=quality)
        return Image.open(held).convert("RGB")

    return change


def scaled(factor: float) -> Change:
    """Larger or smaller."""

    def change(picture: Picture, tools: Tools) -> Picture:
        size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
        return picture.resize(size, Image.Resampling.BICUBIC)

    return change


def stretched(factor: float) -> Change:
    """Wider or narrower only."""

    def change(picture: Picture, tools: Tools) -> Picture:
        return picture.resize((round(picture.width * factor), picture.height), Image.Resampling.BICUBIC)

    return change


def blurred(sigma: float) -> Change:
    """Out of focus; px."""

    def change(picture: Picture, tools: Tools) -> Picture:
        return picture.filter(ImageFilter.GaussianBlur(sigma))

    return change


def moved(length: int) -> Change:
    """Blurred along a line; px."""

    def change(picture: Picture, tools: Tools) -> Picture:
        values = dots(picture)
        return rgb(np.mean([np.roll(values, step, axis=1) for step in range(length)], axis=0))

    return change


def noisy(sigma: float) -> Change:
    """Noise of a sensor."""

    def change(picture: Picture, tools: Tools) -> Picture:
        values = dots(picture)
        return rgb(values + tools.rng.standard_normal(values.shape, np.float32) * sigma)

    return change


def specked(share: float) -> Change:
    """Single px black or white."""

    def change(picture: Picture, tools: Tools) -> Picture:
        values = dots(picture).copy()
        chance = tools.rng.random(values.shape[:2])
        values[chance < share / 2] = 0
        values[chance > 1 - share / 2] = 255
        return rgb(values)

    return change


def lighter(step: float) -> Change:
    """Brightness up or down by so much of 255."""

    def change(picture: Picture, tools: Tools) -> Picture:
        return rgb(dots(picture) + step)

    return change


def contrast(factor: float) -> Change:
    """More or less contrast."""

    def change(picture: Picture, tools: Tools) -> Picture:
        return rgb((dots(picture) - 128) * factor + 128)

    return change


def gamma(power: float) -> Change:
    """Middle tones lighter (below 1) or darker."""

    def change(picture: Picture, tools: Tools) -> Picture:
        return rgb(255 * (dots(picture) / 255) ** power)

    return change


def hue(degrees: float, saturation: float) -> Change:
    """All hues turned, colours stronger or weaker."""

    def change(picture: Picture, tools: Tools) -> Picture:
        planes = picture.convert("HSV").split()
        turned = planes[0].point(lambda value: (value + round(degrees * 256 / 360)) % 256)
        return ImageEnhance.Color(Image.merge("HSV", (turned, *planes[1:])).convert("RGB")).enhance(saturation)

    return change


def gray(picture: Picture, tools: Tools) -> Picture:
    """Without colour."""
    return picture.convert("L").convert("RGB")


def sepia(picture: Picture, tools: Tools) -> Picture:
    """As an old print."""
    return picture.convert("RGB", SEPIA)


def inverted(picture: Picture, tools: Tools) -> Picture:
    """Every colour its opposite."""
    return ImageOps.invert(picture)


def posterised(picture: Picture, tools: Tools) -> Picture:
    """Eight steps of each colour."""
    return ImageOps.posterize(picture, 3)


def dithered(picture: Picture, tools: Tools) -> Picture:
    """64 colours, as a GIF."""
    return picture.quantize(64, dither=Image.Dither.FLOYDSTEINBERG).convert("RGB")


def sharpened(picture: Picture, tools: Tools) -> Picture:
    """Edges made hard."""
    return picture.filter(ImageFilter.UnsharpMask(3, 250, 2))


def equalised(picture: Picture, tools: Tools) -> Picture:
    """Automatic contrast of each colour."""
    return ImageOps.equalize(picture)


def vignette(picture: Picture, tools: Tools) -> Picture:
    """Dark corners."""
    y, x = np.mgrid[-1 : 1 : picture.height * 1j, -1 : 1 : picture.width * 1j]
    shade = 1 - 0.75 * np.clip((x**2 + y**2) / 2, 0, 1) ** 1.2
    return rgb(dots(picture) * shade[..., None])


def warm_filter(picture: Picture, tools: Tools) -> Picture:
    """A phone's filter: faded blacks, warm light, soft contrast."""
    return rgb(dots(picture) * np.array([0.92, 0.82, 0.66]) + np.array([30, 24, 28]))


def light_leak(picture: Picture, tools: Tools) -> Picture:
    """A coloured glow from one side."""
    glow = np.linspace(1, 0, picture.width)[None, :, None] ** 2 * np.array([190, 80, 40])
    return rgb(255 - (255 - dots(picture)) * (255 - glow) / 255)
