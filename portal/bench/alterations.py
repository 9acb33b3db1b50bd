"""The alterations of the robustness bench: name, group and what is done. Data; what they do is in portal/bench/alter."""

import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from portal.bench import heldout
from portal.bench.alter import covers, looks, screens, shapes
from portal.bench.alter.screens import DARK, LIGHT
from portal.bench.alter.tools import Change, Picture, Tools, chain

SIDE = 900  # px, the longer side of an altered copy before it is altered, as platforms make it
TURN = Image.Transpose
HORIZONTAL = shapes.turned(TURN.FLIP_LEFT_RIGHT)
ALTERATIONS: dict[str, dict[str, Change]] = {
    "saving": {
        "JPEG 10": looks.saved("JPEG", 10),
        "JPEG 20": looks.saved("JPEG", 20),
        "JPEG 30": looks.saved("JPEG", 30),
        "JPEG 50": looks.saved("JPEG", 50),
        "JPEG 90": looks.saved("JPEG", 90),
        "WebP 10": looks.saved("WEBP", 10),
        "GIF 64 colours": looks.dithered,
    },
    "size": {
        "a quarter": looks.scaled(0.25),
        "half": looks.scaled(0.5),
        "twice": looks.scaled(2.0),
        "wider by 1.33": looks.stretched(1.33),
        "narrower by 0.6": looks.stretched(0.6),
    },
    "sharpness": {
        "blur 1 px": looks.blurred(1),
        "blur 3 px": looks.blurred(3),
        "blur 6 px": looks.blurred(6),
        "moved 15 px": looks.moved(15),
        "sharpened": looks.sharpened,
        "noise 10": looks.noisy(10),
        "noise 30": looks.noisy(30),
        "specks 5 %": looks.specked(0.05),
    },
    "light": {
        "lighter": looks.lighter(60),
        "darker": looks.lighter(-60),
        "contrast 0.5": looks.contrast(0.5),
        "contrast 1.6": looks.contrast(1.6),
        "gamma 0.5": looks.gamma(0.5),
        "gamma 2": looks.gamma(2),
        "equalised": looks.equalised,
        "vignette": looks.vignette,
        "light leak": looks.light_leak,
    },
    "colour": {
        "gray": looks.gray,
        "sepia": looks.sepia,
        "hue 40": looks.hue(40, 1.3),
        "hue 180": looks.hue(180, 1.5),
        "warm filter": looks.warm_filter,
        "posterised": looks.posterised,
    },
    "inverted": {
        "inverted": looks.inverted,
        "inverted, mirrored": chain(HORIZONTAL, looks.inverted),
    },
    "text": {
        "small text": covers.small_text,
        "big text": covers.big_text,
        "tiled mark": covers.tiled,
        "meme over": covers.meme_over,
    },
    "stickers": {
        "logo in a corner": covers.logo,
        "sticker 22 %": covers.stickers(0.22),
        "sticker 35 %": covers.stickers(0.35),
        "five stickers": covers.stickers(0.18, 5),
        "other picture over it": covers.other_over,
    },
    "hidden parts": {
        "mosaic 30 %": covers.hidden(0.3, "mosaic"),
        "mosaic 50 %": covers.hidden(0.5, "mosaic"),
        "blur 30 %": covers.hidden(0.3, "blur"),
        "black bar 30 %": covers.hidden(0.3, "black"),
    },
    "borders": {
        "white 5 %": covers.bars(0.05, 0.05, "white"),
        "black 15 %": covers.bars(0.15, 0.15, "black"),
        "letterbox": covers.bars(0, 0.15, "black"),
        "pillarbox": covers.bars(0.3, 0, "black"),
        "blurred bars": covers.blurred_bars,
        "round frame": covers.round_frame,
        "polaroid": covers.polaroid,
    },
    "captions": {
        "above": covers.meme(True, False),
        "below": covers.meme(False, True, "black"),
        "above and below": covers.meme(True, True),
    },
    "crops": {
        "5 % anywhere": shapes.cropped(0.05),
        "10 % anywhere": shapes.cropped(0.1),
        "20 % anywhere": shapes.cropped(0.2),
        "30 % anywhere": shapes.cropped(0.3),
        "50 % anywhere": shapes.cropped(0.5),
        "5 % centre": shapes.centred(0.05),
        "20 % centre": shapes.centred(0.2),
        "50 % centre": shapes.centred(0.5),
        "one side 25 %": shapes.one_side(0.25),
        "square": shapes.square,
    },
    "mirror and turns": {
        "mirrored": HORIZONTAL,
        "upside down": shapes.turned(TURN.ROTATE_180),
        "left": shapes.turned(TURN.ROTATE_90),
        "right": shapes.turned(TURN.ROTATE_270),
    },
    "tilts": {
        "2 with corners": shapes.tilted(2),
        "5 with corners": shapes.tilted(5),
        "15 with corners": shapes.tilted(15, "white"),
        "30 with corners": shapes.tilted(30),
        "5 cropped": shapes.tilted_inside(5),
        "15 cropped": shapes.tilted_inside(15),
    },
    "phones": {
        "viewer light": screens.viewer(LIGHT),
        "viewer dark": screens.viewer(DARK),
        "post light": screens.post(LIGHT),
        "post dark": screens.post(DARK),
        "chat light": screens.chat(LIGHT),
        "chat dark": screens.chat(DARK),
    },
    "collages": {
        "2x2": screens.collage(2, 2),
        "2x2 squares, gutter": screens.collage(2, 2, gutter=0.04, squared=True),
        "1x3": screens.collage(1, 3),
        "3x3": screens.collage(3, 3),
        "1x2 gutter": screens.collage(1, 2, gutter=0.03, ground="black"),
    },
    "picture in picture 50 %": {"inside 50 %": screens.inside(0.5)},
    "picture in picture 30 %": {"inside 30 %": screens.inside(0.3)},
    "filmed": {
        "photo of a screen": screens.filmed,
        "aslant a little": shapes.aslant(0.05),
        "aslant": shapes.aslant(0.12),
    },
    "combined": {
        "crop, text, JPEG 30": chain(shapes.cropped(0.1), covers.small_text, looks.saved("JPEG", 30)),
        "phone, half, JPEG 30": chain(screens.viewer(DARK), looks.scaled(0.5), looks.saved("JPEG", 30)),
        "mirror, border, JPEG 50": chain(HORIZONTAL, covers.bars(0.05, 0.05, "white"), looks.saved("JPEG", 50)),
        "mirror, crop": chain(HORIZONTAL, shapes.cropped(0.1)),
        "filter, sticker, crop": chain(looks.warm_filter, covers.stickers(0.22), shapes.centred(0.1)),
        "crop, chat, JPEG 40": chain(shapes.cropped(0.2), screens.chat(LIGHT), looks.saved("JPEG", 40)),
        "mirror, caption, half": chain(HORIZONTAL, covers.meme(True, False), looks.scaled(0.5)),
        "tilt, gray, letterbox": chain(shapes.tilted_inside(5), looks.gray, covers.bars(0, 0.15, "black")),
    },
}
EXCUSED = ("picture in picture 30 %",)  # below a third: no floor is promised


@dataclass(frozen=True, slots=True)
class Alteration:
    """One kind of altered copy."""

    group: str
    name: str
    change: Change


def listed() -> list[Alteration]:
    """All of them, in the order of the table; those held out come last."""
    tables = ALTERATIONS | {heldout.GROUP: heldout.CHANGES}
    return [Alteration(group, name, change) for group, named in tables.items() for name, change in named.items()]


def seeded(*words: str) -> np.random.Generator:
    """Chance that depends on these words alone."""
    return np.random.default_rng(zlib.crc32("\n".join(words).encode()))


def smaller(picture: Picture) -> Picture:
    """As platforms make it before anybody alters it."""
    copy = picture.copy()
    copy.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return copy


def altered(picture: Picture, key: str, one: Alteration, others: Sequence[Callable[[], Picture]]) -> bytes:
    """The altered copy as a JPEG file; the same for the same key (the photograph's name) and alteration."""
    rng = seeded(key, one.group, one.name)
    tools = Tools(rng, lambda: smaller(others[int(rng.integers(len(others)))]()))
    held = io.BytesIO()
    one.change(smaller(picture), tools).convert("RGB").save(held, "JPEG", quality=88)
    return held.getvalue()
