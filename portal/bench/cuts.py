"""The alterations of the bench of clips: what becomes of a film, and in which format it is written."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from PIL import Image, ImageDraw

from portal.bench import film
from portal.bench.film import Film, Format, Rgb


@dataclass(frozen=True, slots=True)
class Change:
    """One alteration: what becomes of a film (and of another one beside it), and how it is written."""

    group: str
    make: Callable[[Film, Film], Film] = lambda own, _: own
    how: Format = field(default_factory=Format)
    needs_sound: bool = False


def trimmed(share: float, start: float = 0.37) -> Callable[[Film, Film], Film]:
    """A piece from the inside."""
    return lambda own, _: own.cut(min(start, 1 - share) * own.seconds, share * own.seconds)


def speed(by: float) -> Callable[[Film, Film], Film]:
    """Played faster or slower, sound with it."""

    def make(own: Film, _: Film) -> Film:
        shown = np.minimum((np.arange(int(len(own.pictures) / by)) * by).astype(int), len(own.pictures) - 1)
        heard = np.minimum((np.arange(int(len(own.sound) / by)) * by).astype(int), max(len(own.sound) - 1, 0))
        return Film([own.pictures[n] for n in shown.tolist()], own.sound[heard] if len(own.sound) else own.sound)

    return make


def each(change: Callable[[Rgb], Rgb]) -> Callable[[Film, Film], Film]:
    """The same done to every picture."""
    return lambda own, _: own.shown([change(rgb) for rgb in own.pictures])


def logo(share: float) -> Callable[[Rgb], Rgb]:
    """A ring with a bar in a corner, `share` of the shorter side."""

    def make(rgb: Rgb) -> Rgb:
        image = Image.fromarray(rgb)
        side = int(share * min(image.size))
        box = (image.width - side - 8, 8, image.width - 8, side + 8)
        draw = ImageDraw.Draw(image)
        draw.ellipse(box, fill=(240, 240, 240), outline=(200, 20, 20), width=max(side // 8, 2))
        draw.rectangle((box[0], (box[1] + box[3]) // 2 - 2, box[2], (box[1] + box[3]) // 2 + 2), fill=(20, 20, 120))
        return np.asarray(image)

    return make


def bars(across: float, down: float) -> Callable[[Rgb], Rgb]:
    """Black bars, shares of the side that they are added to."""

    def make(rgb: Rgb) -> Rgb:
        y, x = int(rgb.shape[0] * down / 2) * 2, int(rgb.shape[1] * across / 2) * 2
        return np.pad(rgb, ((y, y), (x, x), (0, 0)))

    return make


def subtitle(rgb: Rgb) -> Rgb:
    """A line of text on a dark bar that covers the lowest eighth."""
    image = Image.fromarray(rgb)
    top = int(image.height * 0.875)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, top, image.width, image.height), fill=(16, 16, 16))
    draw.text((image.width // 5, top + 4), "so this is what they said to us", fill=(250, 250, 250))
    return np.asarray(image)


def screen(rgb: Rgb) -> Rgb:
    """Filmed off a player: plain surroundings, a bar of buttons and a line of time."""
    image = Image.new("RGB", (rgb.shape[1] + 96, rgb.shape[0] + 120), (18, 18, 20))
    image.paste(Image.fromarray(rgb), (48, 40))
    draw = ImageDraw.Draw(image)
    draw.text((12, 12), "12:04      player", fill=(230, 230, 230))
    draw.rectangle((48, image.height - 50, image.width - 48, image.height - 46), fill=(120, 120, 120))
    draw.rectangle((48, image.height - 50, 150, image.height - 46), fill=(220, 30, 30))
    return np.asarray(image)


def around(own: Film, other: Film) -> Film:
    """In the middle of something else."""
    return other.then(own).then(other.cut(0, other.seconds / 2))


CHANGES: dict[str, Change] = {
    "as it is": Change("encoding"),
    "half": Change("trim", trimmed(0.5)),
    "a quarter": Change("trim", trimmed(0.25)),
    "a tenth": Change("trim", trimmed(0.1)),
    "inside a compilation": Change("compilation", around),
    "a quarter of it inside a compilation": Change("compilation", lambda a, b: around(a.cut(a.seconds / 3, 4), b)),
    "speed 0.75": Change("speed", speed(0.75)),
    "speed 0.9": Change("speed", speed(0.9)),
    "speed 1.25": Change("speed", speed(1.25)),
    "speed 1.5": Change("speed", speed(1.5)),
    "logo": Change("cover", each(logo(0.15))),
    "larger logo": Change("cover", each(logo(0.25))),
    "subtitle bar": Change("cover", each(subtitle)),
    "letterbox": Change("bars", each(bars(0, 0.15))),
    "pillarbox": Change("bars", each(bars(0.2, 0))),
    "screen recording": Change("bars", each(screen)),
    "low rate": Change("encoding", how=Format(crf=38, bits=24_000)),
    "VP9 in WebM": Change("encoding", how=Format("webm", "libvpx-vp9", 36, "libopus", 32_000)),
    "HEVC in Matroska": Change("encoding", how=Format("matroska", "libx265", 30)),
    "MPEG-4 in AVI": Change("encoding", how=Format("avi", "mpeg4", 0, "libmp3lame")),
    "AV1 in MP4": Change("encoding", how=Format("mp4", "libsvtav1", 40)),
    "H.264 in a stream": Change("encoding", how=Format("mpegts")),
    "half the size": Change(
        "encoding", each(lambda rgb: film.fitted(rgb, rgb.shape[1] // 4 * 2, rgb.shape[0] // 4 * 2))
    ),
    "half the frames": Change("encoding", lambda own, _: own.shown([own.pictures[n // 2 * 2] for n in _range(own)])),
    "mirrored": Change("look", each(lambda rgb: rgb[:, ::-1])),
    "grey": Change("look", each(lambda rgb: np.repeat(rgb.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2))),
    "darker": Change("look", each(lambda rgb: (rgb * 0.6).astype(np.uint8))),
    "letterbox, logo, low rate": Change(
        "mixed", each(lambda rgb: bars(0, 0.12)(logo(0.12)(rgb))), Format(crf=36, bits=32_000)
    ),
    "mirrored, a quarter, faster": Change(
        "mixed", lambda a, b: speed(1.25)(trimmed(0.25)(a.shown([rgb[:, ::-1] for rgb in a.pictures]), b), b)
    ),
    "pictures only": Change("one side", lambda own, _: replace(own, sound=own.sound[:0])),
    "sound under black": Change(
        "one side", lambda own, _: own.shown([np.zeros_like(rgb) for rgb in own.pictures]), needs_sound=True
    ),
    "sound under another clip": Change(
        "one side",
        lambda own, other: own.shown([other.pictures[n % len(other.pictures)] for n in _range(own)]),
        needs_sound=True,
    ),
}


def _range(own: Film) -> range:
    return range(len(own.pictures))
