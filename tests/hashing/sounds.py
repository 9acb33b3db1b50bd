"""Sounds drawn from nothing, and clips that carry them."""

import io
from collections.abc import Sequence
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from tests.hashing.make import Pixels

Samples = NDArray[np.int16]
RATE = 44_100


def tune(seconds: float, seed: int) -> Samples:
    """Chords of random length and key that fade, some with a burst of noise."""
    rng = np.random.default_rng(seed)
    out = np.zeros(int(seconds * RATE))
    at = 0
    while at < len(out):
        length = min(int(rng.uniform(0.15, 0.9) * RATE), len(out) - at)
        t = np.arange(length) / RATE
        root = 110 * 2 ** (rng.integers(0, 36) / 12)
        for key in rng.choice([0, 3, 4, 5, 7, 9, 12], 3, replace=False):
            tone = 2 * np.pi * root * 2 ** (key / 12) * t
            loud = rng.uniform(0.2, 1)
            out[at : at + length] += loud * sum(np.sin(tone * over) / over for over in (1, 2, 3))
        out[at : at + length] *= np.exp(-t * rng.uniform(1, 5))
        if rng.random() < 0.3:
            out[at : at + length // 4] += rng.normal(0, 0.5, length // 4)
        at += length
    return (out / np.abs(out).max() * 20_000).astype(np.int16)


def clip(
    samples: Samples, pictures: Sequence[Pixels] = (), *, rate: int = 5, sound: str = "aac", picture: str = "libx264",
    format_: str = "mp4", bits: int = 64_000,
) -> bytes:  # fmt: skip
    """A clip with this sound, and with these pictures one after the other, `rate` a second."""
    held = io.BytesIO()
    with av.open(held, "w", format=format_) as out:
        shown = None
        if pictures:
            height, width, _ = pictures[0].shape
            shown = out.add_stream(picture, rate=Fraction(rate), width=width, height=height, pix_fmt="yuv420p")
            shown.codec_context.thread_count = 1
        heard = out.add_stream(sound, rate=48_000 if sound == "libopus" else RATE, layout="mono")
        heard.bit_rate = bits
        for rgb in pictures if shown else ():
            out.mux(shown.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(
            format=heard.codec_context.format.name, layout="mono", rate=heard.rate,
            frame_size=heard.codec_context.frame_size or 1024,
        )  # fmt: skip
        for piece in resampler.resample(frame) + resampler.resample(None):
            out.mux(heard.encode(piece))
        out.mux(heard.encode(None))
        if shown:
            out.mux(shown.encode(None))
    return held.getvalue()
