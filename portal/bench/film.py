"""Short films for the bench of clips: made of photographs and drawn sound, or read from a file; written in any codec."""

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cases.fingerprints import audio, footage

os.environ.setdefault("SVT_LOG", "1")  # else the AV1 encoder talks
RATE = 10  # frames a second
HERTZ = 22_050
WIDTH, HEIGHT = 384, 216  # px
LONGEST = 20.0  # s that are taken of a real clip

Rgb = NDArray[np.uint8]
Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Film:
    """Pictures (RATE a second) and mono sound (HERTZ samples a second, may be empty)."""

    pictures: Sequence[Rgb]
    sound: Samples

    @property
    def seconds(self) -> float:
        """How long the pictures last."""
        return len(self.pictures) / RATE

    def cut(self, start: float, seconds: float) -> "Film":
        """A piece of it."""
        first, last = int(start * RATE), int((start + seconds) * RATE)
        return Film(self.pictures[first:last], self.sound[int(start * HERTZ) : int((start + seconds) * HERTZ)])

    def then(self, other: "Film") -> "Film":
        """This one and the other after it, both in the size of this one; a film without sound is silent in it."""
        height, width, _ = self.pictures[0].shape
        shown = [fitted(rgb, width, height) for rgb in other.pictures]
        return Film([*self.pictures, *shown], np.concatenate([self.heard(), other.heard()]))

    def heard(self) -> Samples:
        """Sound as long as the pictures."""
        wanted = int(self.seconds * HERTZ)
        return np.pad(self.sound[:wanted], (0, max(wanted - len(self.sound), 0)))

    def shown(self, pictures: Sequence[Rgb]) -> "Film":
        """Other pictures, the same sound."""
        return replace(self, pictures=pictures)


@dataclass(frozen=True, slots=True)
class Format:
    """How a film is written."""

    container: str = "mp4"
    codec: str = "libx264"
    crf: int = 26
    sound: str = "aac"
    bits: int = 64_000


def made(photographs: Sequence[Rgb], seed: int, seconds: float = 16.0) -> Film:
    """A film that moves over each of the photographs, from one to the next by hard cuts, with a tune of its own."""
    rng = np.random.default_rng(seed)
    each = int(seconds * RATE / len(photographs))
    pictures: list[Rgb] = []
    for rgb in photographs:
        image = Image.fromarray(rgb)
        size, x, y = (_glide(rng, low, high, each) for low, high in ((0.55, 0.95), (0.0, 1.0), (0.0, 1.0)))
        for step in range(each):
            wide = size[step] * min(image.width, image.height * WIDTH / HEIGHT)
            tall = wide * HEIGHT / WIDTH
            left, top = x[step] * (image.width - wide), y[step] * (image.height - tall)
            shown = image.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR, (left, top, left + wide, top + tall))
            pictures.append(np.asarray(shown))
    return Film(pictures, tune(len(pictures) / RATE, seed))


def _glide(rng: np.random.Generator, low: float, high: float, steps: int) -> NDArray[np.float64]:
    """Evenly from one number to another."""
    start, end = (float(one) for one in rng.uniform(low, high, 2))
    return np.linspace(start, end, steps)


def tune(seconds: float, seed: int) -> Samples:
    """Chords of random length and key that fade, some with a burst of noise."""
    rng = np.random.default_rng(seed)
    out = np.zeros(int(seconds * HERTZ))
    at = 0
    while at < len(out):
        length = min(int(rng.uniform(0.15, 0.9) * HERTZ), len(out) - at)
        t = np.arange(length) / HERTZ
        root = 110 * 2 ** (rng.integers(0, 36) / 12)
        for key in rng.choice([0, 3, 4, 5, 7, 9, 12], 3, replace=False):
            out[at : at + length] += rng.uniform(0.2, 1) * np.sin(2 * np.pi * root * 2 ** (key / 12) * t)
        out[at : at + length] *= np.exp(-t * rng.uniform(1, 5))
        if rng.random() < 0.3:
            out[at : at + length // 4] += rng.normal(0, 0.4, length // 4)
        at += length
    return (out / max(float(np.abs(out).max()), 1e-9) * 20_000).astype(np.int16)


def read(data: bytes) -> Film:
    """The first seconds of a clip, small. Raises prepare.Undecodable."""
    pictures: list[Rgb] = []
    with footage.opened(data) as film:
        for t, frame in film.frames():
            if t > LONGEST:
                break
            if t * RATE >= len(pictures) - 1e-3:
                rgb = film.colours(frame)
                scale = WIDTH / max(rgb.shape[:2])
                pictures.append(fitted(rgb, *(int(side * scale) // 2 * 2 for side in rgb.shape[1::-1])))
    chunks = list(audio.mono(data, rate=HERTZ, most_seconds=LONGEST))
    return Film(pictures, np.concatenate(chunks) if chunks else np.zeros(0, np.int16))


def fitted(rgb: Rgb, width: int, height: int) -> Rgb:
    """The picture in this size, px."""
    if rgb.shape[:2] == (height, width):
        return rgb
    return np.asarray(Image.fromarray(rgb).resize((width, height), Image.Resampling.BILINEAR))


def written(film: Film, how: Format | None = None) -> bytes:
    """The film as a file."""
    how = how or Format()
    held = io.BytesIO()
    with av.open(held, "w", format=how.container) as out:
        shown = _pictures(out, film, how)
        heard = _sound(out, how) if len(film.sound) else None
        for rgb in film.pictures:
            out.mux(shown.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")))
        if heard:
            for piece in _pieces(film.sound, heard):
                out.mux(heard.encode(piece))
            out.mux(heard.encode(None))
        out.mux(shown.encode(None))
    usual_priority()
    return held.getvalue()


def usual_priority() -> None:
    """Back to the usual scheduling: run by root, SVT-AV1 gives its caller and all it starts later real-time priority 99."""
    if os.sched_getscheduler(0) != os.SCHED_OTHER:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def _pictures(out: Any, film: Film, how: Format) -> Any:
    height, width, _ = film.pictures[0].shape
    options = {"crf": str(how.crf), "preset": "veryfast", "b": "0"} if how.codec != "mpeg4" else {"qscale": "6"}
    if how.codec == "libvpx-vp9":
        options |= {"deadline": "realtime", "cpu-used": "8"}
    if how.codec == "libsvtav1":
        options["preset"] = "12"
    stream = out.add_stream(
        how.codec, rate=Fraction(RATE), width=width // 2 * 2, height=height // 2 * 2, pix_fmt="yuv420p", options=options
    )
    stream.codec_context.thread_count = 1
    return stream


def _sound(out: Any, how: Format) -> Any:
    stream = out.add_stream(how.sound, rate=48_000 if how.sound == "libopus" else HERTZ, layout="mono")
    stream.bit_rate = how.bits
    return stream


def _pieces(sound: Samples, stream: Any) -> list[Any]:
    frame = av.AudioFrame.from_ndarray(sound[None, :], format="s16", layout="mono")
    frame.sample_rate = HERTZ
    context = stream.codec_context
    resampler = av.AudioResampler(
        format=context.format.name, layout="mono", rate=stream.rate, frame_size=context.frame_size or 1024
    )
    return [*resampler.resample(frame), *resampler.resample(None)]
