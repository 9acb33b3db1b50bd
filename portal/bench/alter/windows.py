"""Alterations of the held-out set: a picture in other people's windows, sheets and rooms. Nothing is tuned on them."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from portal.bench.alter.tools import PHRASES, WORDS, Picture, Tools, dots, filled, fitted, rgb, rounded, text


def shadowed(picture: Picture, tools: Tools) -> Picture:
    """Round corners and a soft shadow on a pale sheet."""
    edge = round(min(picture.size) * 0.12)
    size = picture.width + 2 * edge, picture.height + 2 * edge
    shade = Image.new("L", size, 0)
    ImageDraw.Draw(shade).rounded_rectangle(
        (edge, edge + edge // 3, size[0] - edge, size[1] - edge + edge // 3), edge // 2, fill=150
    )
    sheet = Image.new("RGB", size, "#e9e4da")
    sheet.paste(Image.new("RGB", size, "#333333"), (0, 0), shade.filter(ImageFilter.GaussianBlur(edge / 4)))
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, picture.width - 1, picture.height - 1), edge // 2, fill=255)
    sheet.paste(picture, (edge, edge), mask)
    return sheet


def upright_clip(picture: Picture, tools: Tools) -> Picture:
    """For clips on a phone: 9 to 16, above and below itself, enlarged, blurred and darkened."""
    sheet = filled(picture, 720, 1280).filter(ImageFilter.GaussianBlur(28)).point(lambda value: value * 0.6)
    inner = fitted(picture, 720, 1280)
    sheet.paste(inner, ((720 - inner.width) // 2, (1280 - inner.height) // 2))
    text(sheet, "part 2", size=52, at=(0.5, 0.1))
    return sheet


def on_television(picture: Picture, tools: Tools) -> Picture:
    """On a television in a room: wall, sideboard, lamp, the screen half as wide as the view."""
    y, x = np.mgrid[0:900, 0:1400]
    wall = np.stack([168 - y * 0.05 + x * 0.01, 160 - y * 0.06, 148 - y * 0.07], axis=-1) + tools.rng.normal(
        0, 4, (900, 1400, 1)
    )
    room = rgb(wall)
    draw = ImageDraw.Draw(room)
    draw.rectangle((150, 660, 1250, 840), fill="#6d4c33")
    for door in range(4):
        draw.rectangle((165 + door * 270, 675, 425 + door * 270, 825), outline="#4a3220", width=5)
    draw.polygon([(70, 250), (170, 250), (200, 360), (40, 360)], fill="#e8d8a0")
    draw.rectangle((114, 360, 126, 700), fill="#333333")
    screen = fitted(picture, 800, 520)
    left, top = 700 - screen.width // 2, 110 + (520 - screen.height) // 2
    draw.rectangle((left - 16, top - 16, left + screen.width + 16, top + screen.height + 16), fill="#0c0c0c")
    room.paste(rgb(dots(screen) * np.array([0.95, 1.0, 1.08]) + 6), (left, top))
    return room.filter(ImageFilter.GaussianBlur(0.8))


def in_browser(picture: Picture, tools: Tools) -> Picture:
    """A screenshot of a browser: tabs, address, a list at the side."""
    sheet = Image.new("RGB", (1440, 900), "white")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, 1440, 44), fill="#dee1e6")
    for tab in range(4):
        draw.rounded_rectangle((10 + tab * 210, 8, 210 + tab * 210, 60), 10, fill="white" if tab == 1 else "#c8ccd2")
        text(sheet, tools.pick(WORDS), size=16, at=((110 + tab * 210) / 1440, 26 / 900), fill="#333333", edge=None)
    draw.rounded_rectangle((120, 54, 1300, 88), 17, fill="#f1f3f4")
    text(sheet, "https://forum.example/thread/81214", size=18, at=(0.22, 71 / 900), fill="#222222", edge=None)
    for line in range(14):
        text(sheet, tools.pick(PHRASES).lower(), size=18, at=(0.09, 0.17 + line * 0.055), fill="#1a0dab", edge=None)
    inner = fitted(picture, 1020, 700)
    sheet.paste(inner, (340 + (1020 - inner.width) // 2, 130))
    draw.rectangle((1424, 100, 1440, 900), fill="#eeeeee")
    draw.rectangle((1426, 240, 1438, 400), fill="#aaaaaa")
    return sheet


def message_card(picture: Picture, tools: Tools) -> Picture:
    """A screenshot of a short message with the picture below it, round corners, counters."""
    inner = fitted(picture, 660, 600)
    sheet = Image.new("RGB", (800, inner.height + 380), "#15202b")
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((40, 40, 120, 120), fill="#5a7fa8")
    for words, y, size, ink in (
        ("Some Name", 60, 30, "#ffffff"),
        ("@some_name - 3h", 100, 24, "#8899a6"),
        (tools.pick(WORDS), 170, 34, "#ffffff"),
    ):
        text(sheet, words, size=size, at=(0.18, y / sheet.height), fill=ink, edge=None, anchor="lm")
    sheet.paste(rounded(inner, 30, "#15202b"), (100, 220))
    for place, count in enumerate(("12", "483", "2.1K")):
        at = (0.2 + place * 0.25, (inner.height + 300) / sheet.height)
        text(sheet, count, size=28, at=at, fill="#8899a6", edge=None)
    return sheet


def reacted(picture: Picture, tools: Tools) -> Picture:
    """Somebody's camera in a round window over a corner, and a bar of progress."""
    copy, side = picture.copy(), round(min(picture.size) * 0.36)
    other = filled(tools.other(), side, side)
    mask = Image.new("L", other.size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    copy.paste(other, (16, copy.height - side - 30), mask)
    draw = ImageDraw.Draw(copy)
    draw.rectangle((0, copy.height - 12, copy.width, copy.height), fill="#555555")
    draw.rectangle((0, copy.height - 12, copy.width * 2 // 5, copy.height), fill="#ff2040")
    return copy


def gallery(picture: Picture, tools: Tools) -> Picture:
    """A tablet's gallery: a row of small pictures below, tools above."""
    sheet = Image.new("RGB", (1366, 1024), "#202124")
    draw = ImageDraw.Draw(sheet)
    inner = fitted(picture, 1366, 770)
    sheet.paste(inner, ((1366 - inner.width) // 2, 80 + (770 - inner.height) // 2))
    for place in range(5):
        draw.ellipse((980 + place * 74, 22, 1018 + place * 74, 60), outline="#e8eaed", width=4)
    text(sheet, "12 August", size=28, at=(0.1, 0.04), fill="#e8eaed", edge=None)
    for place in range(13):
        small = filled(tools.other() if place % 4 else picture, 96, 120)
        sheet.paste(small, (20 + place * 103, 880))
    return sheet


def scanned(picture: Picture, tools: Tools) -> Picture:
    """Printed on paper and scanned: a margin, a little turned, paler, dust, a shadow at one side."""
    inner = fitted(picture, 820, 1000)
    sheet = Image.new("RGB", (1000, inner.height + 260), "#fbfaf5")
    sheet.paste(rgb(dots(inner) * 0.78 + 40), ((1000 - inner.width) // 2, 110))
    sheet = sheet.rotate(tools.between(-2.5, 2.5), Image.Resampling.BICUBIC, fillcolor="#d8d8d4")
    values = dots(sheet) * np.linspace(0.86, 1, 1000, dtype=np.float32)[None, :, None]
    values += tools.rng.standard_normal(values.shape, np.float32) * 6
    values[tools.rng.random(values.shape[:2]) < 0.0006] = 60
    return rgb(values).filter(ImageFilter.GaussianBlur(0.9))


def magazine(picture: Picture, tools: Tools) -> Picture:
    """On a printed page between columns of words."""
    sheet = Image.new("RGB", (1000, 1360), "#fffdf8")
    text(sheet, tools.pick(PHRASES), size=58, at=(0.5, 0.06), fill="#102040", edge=None)
    inner = fitted(picture, 620, 620)
    sheet.paste(inner, (340, 150))
    for column, top in ((0.17, 150), (0.5, 830), (0.83, 830)):
        for line in range((1320 - top) // 30):
            at = (column, (top + line * 30) / 1360)
            text(sheet, f"{tools.pick(WORDS)} {tools.pick(WORDS)}"[:24], size=20, at=at, fill="#222222", edge=None)
    return sheet
