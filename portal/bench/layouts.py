"""Drawn pictures with one thing over or around them that others have too: a mark, a ticker, a story, a calendar sheet.

Half of each kind is registered, the other half asked; whatever matches is a false match. What they show is drawn anew each
time, so that only the layout is the same.
"""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from portal.bench.alter.covers import face
from portal.bench.alter.tools import Picture, Tools, filled, text
from portal.bench.alterations import seeded

Layout = Callable[[Picture], Picture]


def scene(tools: Tools, width: int, height: int) -> Picture:
    """Something like a photograph: soft noise of many sizes with shapes of any colour over each other."""
    total = np.zeros((height, width, 3), np.float32)
    for power in range(1, 7):
        grid = tools.rng.uniform(-1, 1, (2**power + 1, 2**power + 1, 3)).astype(np.float32)
        layers = [Image.fromarray(grid[..., one]).resize((width, height), Image.Resampling.BICUBIC) for one in range(3)]
        total += np.stack([np.asarray(layer) for layer in layers], axis=-1) / 1.6**power
    picture = Image.fromarray(np.clip(total * 110 + tools.rng.uniform(70, 180, 3), 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y, reach = tools.between(0, width), tools.between(0, height), tools.between(0.02, 0.15) * min(width, height)
        angles = np.sort(tools.rng.uniform(0, 6.28, int(tools.rng.integers(3, 9))))
        corners = [
            (x + reach * tools.between(0.4, 1) * np.cos(a), y + reach * tools.between(0.4, 1) * np.sin(a))
            for a in angles
        ]
        draw.polygon(corners, fill=tuple(int(v) for v in tools.rng.integers(0, 256, 3)))
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def marked(picture: Picture) -> Picture:
    """A site's name and sign in a corner."""
    copy, side = filled(picture, 900, 640), 900
    text(copy, "PhotoHub", size=side * 0.09, at=(0.78, 0.92))
    draw = ImageDraw.Draw(copy)
    draw.ellipse((450, 563, 504, 617), fill="#e03050", outline="white", width=4)
    draw.polygon([(464, 566), (495, 590), (464, 608)], fill="white")
    return copy


def ticker(picture: Picture) -> Picture:
    """A channel's sign and two bars of news."""
    copy = filled(picture, 1280, 720)
    draw = ImageDraw.Draw(copy)
    draw.rectangle((0, 600, 1280, 660), fill="#b00018")
    draw.rectangle((0, 660, 1280, 720), fill="#f4f4f4")
    text(copy, "BREAKING NEWS  Storm nears the coast", size=40, at=(0.35, 0.875), edge=None)
    text(copy, "Trains delayed - City wins 3:1 - Weather: rain", size=32, at=(0.4, 0.96), fill="#101010", edge=None)
    draw.ellipse((1130, 30, 1240, 140), fill="#1040a0", outline="white", width=6)
    text(copy, "N7", size=44, at=(0.926, 0.118), edge=None)
    return copy


def story(picture: Picture) -> Picture:
    """A place above, a question with two answers below."""
    copy = filled(picture, 720, 1280)
    draw = ImageDraw.Draw(copy)
    draw.rounded_rectangle((200, 180, 520, 250), 20, fill="white")
    text(copy, "SEOUL", size=44, at=(0.5, 0.168), fill="#c02080", edge=None)
    draw.rounded_rectangle((110, 800, 610, 1000), 30, fill="white")
    text(copy, "Yes or no?", size=50, at=(0.5, 0.65), fill="black", edge=None)
    for left, words, ink in ((130, "YES", "#2070e0"), (370, "NO", "#e02060")):
        draw.rounded_rectangle((left, 890, left + 220, 980), 20, outline="#888888", width=4)
        text(copy, words, size=44, at=((left + 110) / 720, 0.73), fill=ink, edge=None)
    return copy


def banner(picture: Picture) -> Picture:
    """A shop's slanted banner and a round price."""
    copy = filled(picture, 1000, 1000)
    draw = ImageDraw.Draw(copy)
    draw.polygon([(0, 780), (1000, 700), (1000, 1000), (0, 1000)], fill="#6a1b9a")
    text(copy, "SUPER SALE", size=92, at=(0.35, 0.87), fill="#ffeb3b", edge=None)
    draw.ellipse((760, 600, 960, 800), fill="#e53935", outline="white", width=8)
    text(copy, "-50%", size=64, at=(0.86, 0.7), edge=None)
    return copy


def calendar(picture: Picture) -> Picture:
    """The same month below another picture."""
    sheet = Image.new("RGB", (900, 1100), "white")
    draw = ImageDraw.Draw(sheet)
    sheet.paste(filled(picture, 860, 420), (20, 20))
    text(sheet, "OCTOBER", size=60, at=(0.5, 0.45), fill="#202020", edge=None)
    for day in range(31):
        x, y = 20 + (day + 3) % 7 * 123, 560 + (day + 3) // 7 * 85
        draw.rectangle((x, y, x + 118, y + 80), outline="#888888", width=2)
        text(sheet, str(day + 1), size=40, at=((x + 60) / 900, (y + 40) / 1100), fill="#202020", edge=None)
    return sheet


def album(picture: Picture) -> Picture:
    """A page of card with flowers in its corners."""
    grain = np.random.default_rng(5).normal(0, 14, (1000, 1000, 1))
    sheet = Image.fromarray(np.clip(grain + np.array([196, 156, 108]), 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(sheet)
    for x, y in ((60, 60), (900, 80), (80, 900), (900, 900)):
        for petal in range(5):
            cx, cy = x + 28 * np.cos(petal * 1.257), y + 28 * np.sin(petal * 1.257)
            draw.ellipse((cx - 20, cy - 20, cx + 20, cy + 20), fill="#e06080", outline="#503020", width=2)
        draw.ellipse((x - 14, y - 14, x + 14, y + 14), fill="#603010")
    sheet.paste(filled(picture, 700, 600), (150, 150))
    return sheet


def player(picture: Picture) -> Picture:
    """The buttons of a video player."""
    copy = filled(picture, 1280, 720)
    draw = ImageDraw.Draw(copy)
    draw.ellipse((560, 280, 720, 440), fill="#202020", outline="white", width=5)
    draw.polygon([(615, 315), (615, 405), (690, 360)], fill="white")
    draw.rectangle((30, 650, 1250, 658), fill="#888888")
    draw.rectangle((30, 650, 400, 658), fill="#e02020")
    text(copy, "0:24 / 1:32", size=30, at=(0.12, 0.955), edge=None)
    return copy


def stickers(picture: Picture) -> Picture:
    """The same two faces and the same words."""
    copy = filled(picture, 900, 700)
    draw = ImageDraw.Draw(copy)
    face(draw, 40, 40, 170)
    face(draw, 690, 490, 150)
    text(copy, "100%", size=70, at=(0.2, 0.85), fill="#ffe040")
    return copy


def capitals(picture: Picture) -> Picture:
    """White capitals as wide as the picture."""
    copy = filled(picture, 900, 675)
    for words, y in (("SHARE", 0.3), ("THIS!", 0.7)):
        text(copy, words, size=270, at=(0.5, y))
    return copy


def joke(picture: Picture) -> Picture:
    """White words with black edges, above and below."""
    copy = filled(picture, 900, 675)
    for words, y in (("WHEN THE BRIDGE", 0.1), ("IS CLOSED AGAIN", 0.9)):
        text(copy, words, size=95, at=(0.5, y))
    return copy


def quote(picture: Picture) -> Picture:
    """Four lines of white words over the darkened picture."""
    copy = filled(picture, 1000, 1000).point(lambda level: level * 0.57)
    for row, words in enumerate(("The only way", "to do great work", "is to love", "what you do")):
        text(copy, words, size=110, at=(0.5, 0.25 + 0.16 * row), edge=None)
    return copy


def form(picture: Picture) -> Picture:
    """One form, filled in with the same words, with another photograph."""
    sheet = Image.new("RGB", (900, 1200), "white")
    draw = ImageDraw.Draw(sheet)
    sheet.paste(filled(picture, 220, 280), (640, 60))
    text(sheet, "APPLICATION FOR A PERMIT", size=38, at=(0.34, 0.08), fill="black", edge=None)
    entries = ("Name: Kim Minjun", "Street: Riverside 12", "City: Seoul", "Born: 3 May 1990", "Purpose: fishing")
    for row, words in enumerate(entries):
        y = 440 + row * 130
        text(sheet, words, size=34, at=(0.3, y / 1200), fill="black", edge=None)
        draw.line((60, y + 30, 840, y + 30), fill="black", width=3)
    draw.rectangle((40, 360, 860, 1150), outline="black", width=4)
    return sheet


LAYOUTS: dict[str, Layout] = {
    "album": album, "banner": banner, "calendar": calendar, "capitals": capitals, "form": form, "joke": joke, "mark": marked,
    "player": player, "quote": quote, "stickers": stickers, "story": story, "ticker": ticker,
}  # fmt: skip


def draw(folder: Path, each: int) -> list[Path]:
    """Files of so many pictures of every layout, written into a folder."""
    made = []
    for name, layout in LAYOUTS.items():
        for number in range(each):
            tools = Tools(seeded("layout", name, str(number)), lambda: Image.new("RGB", (9, 9)))
            held = io.BytesIO()
            layout(scene(tools, 1000, 800)).save(held, "JPEG", quality=90)
            path = folder / f"{name}-{number}.jpg"
            path.write_bytes(held.getvalue())
            made.append(path)
    return made
