"""Alterations that show a picture inside something else: a phone, a chat, a collage, another picture, a filmed screen."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from portal.bench.alter.shapes import seen_aslant
from portal.bench.alter.tools import WORDS, Change, Picture, Tools, dots, filled, fitted, rgb, rounded, text

PHONE = (900, 1950)
LIGHT = {"ground": "#ffffff", "ink": "#111111", "bar": "#f2f2f4", "other": "#e6e6ea"}
DARK = {"ground": "#0b0b0d", "ink": "#f2f2f2", "bar": "#1a1a1d", "other": "#2b2b30"}


def screen(look: dict[str, str], tools: Tools, title: str) -> tuple[Picture, ImageDraw.ImageDraw]:
    """An empty app: clock, signal and battery, a title with a back arrow, buttons below."""
    width, height = PHONE
    sheet = Image.new("RGB", PHONE, look["ground"])
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, width, 190), fill=look["bar"])
    clock = f"{int(tools.rng.integers(24))}:{int(tools.rng.integers(60)):02d}"
    text(sheet, clock, size=34, at=(0.1, 0.02), fill=look["ink"], edge=None)
    for bar in range(4):
        draw.rectangle((700 + bar * 14, 52 - bar * 7, 709 + bar * 14, 56), fill=look["ink"])
    draw.rounded_rectangle((790, 32, 850, 58), 7, outline=look["ink"], width=3)
    draw.rectangle((795, 37, 795 + int(tools.between(10, 50)), 53), fill=look["ink"])
    draw.line((60, 125, 40, 145, 60, 165), fill=look["ink"], width=6)
    text(sheet, title, size=44, at=(0.3, 0.075), fill=look["ink"], edge=None)
    draw.rectangle((0, height - 160, width, height), fill=look["bar"])
    for place in range(5):
        x = 90 + place * 180
        draw.ellipse((x - 28, height - 118, x + 28, height - 62), outline=look["ink"], width=6)
    draw.rounded_rectangle((300, height - 22, 600, height - 12), 5, fill=look["ink"])
    return sheet, draw


def viewer(look: dict[str, str]) -> Change:
    """A screenshot of a gallery app: the picture over the whole width."""

    def change(picture: Picture, tools: Tools) -> Picture:
        sheet, _ = screen(look, tools, "Photos")
        inner = fitted(picture, PHONE[0], PHONE[1] - 350)
        sheet.paste(inner, ((PHONE[0] - inner.width) // 2, 190 + (PHONE[1] - 350 - inner.height) // 2))
        return sheet

    return change


def post(look: dict[str, str]) -> Change:
    """A screenshot of a social app: name above, hearts and words below."""

    def change(picture: Picture, tools: Tools) -> Picture:
        sheet, draw = screen(look, tools, "Home")
        draw.ellipse((30, 215, 110, 295), fill=look["other"])
        text(sheet, "somebody_17", size=34, at=(0.27, 0.131), fill=look["ink"], edge=None)
        inner = fitted(picture, PHONE[0], 1150)
        sheet.paste(inner, ((PHONE[0] - inner.width) // 2, 320))
        below = 320 + inner.height + 60
        for place in range(3):
            draw.ellipse((40 + place * 100, below - 30, 100 + place * 100, below + 30), outline=look["ink"], width=6)
        for line in range(2):
            at = (0.35, (below + 80 + line * 60) / PHONE[1])
            text(sheet, tools.pick(WORDS), size=34, at=at, fill=look["ink"], edge=None)
        return sheet

    return change


def chat(look: dict[str, str]) -> Change:
    """A screenshot of a chat, the picture in a bubble with round corners."""

    def change(picture: Picture, tools: Tools) -> Picture:
        sheet, draw = screen(look, tools, "Group (24)")
        y = 230
        for line in range(2):
            draw.rounded_rectangle((40, y, 560, y + 90), 36, fill=look["other"])
            text(sheet, tools.pick(WORDS), size=32, at=(0.33, (y + 45) / PHONE[1]), fill=look["ink"], edge=None)
            y += 120 + line * 20
        inner = fitted(picture, 640, 900)
        left = PHONE[0] - inner.width - 40
        draw.rounded_rectangle((left - 12, y - 12, left + inner.width + 12, y + inner.height + 12), 40, fill="#2f7bf6")
        sheet.paste(rounded(inner, 32, "#2f7bf6"), (left, y))
        draw.rounded_rectangle((40, y + inner.height + 60, 600, y + inner.height + 150), 36, fill=look["other"])
        return sheet

    return change


def collage(rows: int, columns: int, *, gutter: float = 0.0, squared: bool = False, ground: str = "white") -> Change:
    """Among other pictures, in any cell; `gutter` in shares of a cell, `squared`: squeezed into squares, not cropped."""

    def change(picture: Picture, tools: Tools) -> Picture:
        width, height = (480, 480) if squared else picture.size
        if max(rows, columns) > 2 and not squared:
            width, height = round(width * 0.6), round(height * 0.6)
        gap, mine = round(gutter * width), int(tools.rng.integers(rows * columns))
        sheet = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap) + gap), ground)
        for cell in range(rows * columns):
            part = picture.resize((width, height)) if cell == mine else filled(tools.other(), width, height)
            sheet.paste(part, (gap + cell % columns * (width + gap), gap + cell // columns * (height + gap)))
        return sheet

    return change


def inside(share: float) -> Change:
    """Small in the corner of another picture; share of its sides."""

    def change(picture: Picture, tools: Tools) -> Picture:
        sheet = filled(tools.other(), 1200, 900)
        small = fitted(picture, round(1200 * share), round(900 * share))
        x = round(tools.between(0.02, 0.98) * (1200 - small.width))
        y = round(tools.between(0.02, 0.98) * (900 - small.height))
        sheet.paste(small, (x, y))
        return sheet

    return change


def filmed(picture: Picture, tools: Tools) -> Picture:
    """A photograph of a screen: aslant in a dark room, raster, glare, soft, warm."""
    large = fitted(picture, 900, 900)
    sheet = Image.new("RGB", (round(large.width * 1.25), round(large.height * 1.25)), "#15171a")
    sheet.paste(large, ((sheet.width - large.width) // 2, (sheet.height - large.height) // 2))
    a, b, c = (tools.between(0.0, 0.05) for _ in range(3))
    sheet = seen_aslant(sheet, ((a, b), (1 - c, a), (1 - b, 1 - c), (c, 1 - a)), "#15171a")
    values = dots(sheet)
    y, x = np.ogrid[0 : sheet.height, 0 : sheet.width]
    values = values * (1 + 0.08 * np.sin(x * 2.1) * np.sin(y * 2.3 + 0.2)).astype(np.float32)[..., None]
    gx, gy = tools.between(0.2, 0.8) * sheet.width, tools.between(0.2, 0.8) * sheet.height
    glare = 90 * np.exp(-((x - gx) ** 2 + (y - gy) ** 2) / (0.12 * sheet.width) ** 2)
    values = (values + glare.astype(np.float32)[..., None]) * np.array([1.04, 0.98, 0.88], np.float32)
    values += tools.rng.standard_normal(values.shape, np.float32) * 5
    return rgb(values).filter(ImageFilter.GaussianBlur(1.4)).resize((sheet.width * 4 // 5, sheet.height * 4 // 5))


def app_only(look: dict[str, str], tools: Tools) -> Picture:
    """A screenshot of the same app without any picture: words and buttons, a hard negative."""
    sheet, draw = screen(look, tools, "Messages")
    for row in range(12):
        y = 230 + row * 130
        draw.ellipse((40, y, 130, y + 90), fill=look["other"])
        text(sheet, tools.pick(WORDS), size=34, at=(0.45, (y + 30) / PHONE[1]), fill=look["ink"], edge=None)
        draw.rectangle((170, y + 60, 170 + int(tools.between(200, 600)), y + 76), fill=look["other"])
    return sheet
