"""The sound of a clip as plain samples, out of bytes that come from strangers: runs inside the decoder's sandbox."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import footage

MAX_BROKEN = 200  # packets that may fail to decode before the rest is given up
MAX_CHANNELS = 8
MAX_FRAME = 400_000  # samples that one packet may hold
RATES = (4_000, 400_000)  # samples a second; a packet of a slower track would grow a thousandfold when it is resampled


def mono(
    data: bytes, *, rate: int, most_seconds: float, stop: Callable[[], bool] = lambda: False
) -> Iterator[NDArray[np.int16]]:
    """The first sound track in chunks of samples, `rate` a second, at most so many seconds of it.

    Ends early at damage, raises nothing: a clip without sound, or with one that cannot be read, has no chunks.
    """
    name = footage.container(data)
    if name is None:
        return
    left = int(most_seconds * rate)
    try:
        with av.open(io.BytesIO(data), format=name, options={"protocol_whitelist": "none"}) as media:
            if not media.streams.audio:
                return
            stream = media.streams.audio[0]
            stream.codec_context.thread_count = 1
            resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
            for frame in _frames(media, stream):
                for piece in resampler.resample(frame):
                    samples: NDArray[np.int16] = piece.to_ndarray().reshape(-1)[:left]
                    left -= len(samples)
                    yield samples
                if left <= 0 or stop():
                    return
    except MemoryError:
        raise
    except Exception:  # FFmpeg's errors are of many types
        return


def _frames(media: Any, stream: Any) -> Iterator[Any]:
    broken = 0
    for packet in media.demux(stream):
        try:
            for frame in packet.decode():
                if _usual(frame):
                    frame.pts = None  # gaps and jumps of the file's own clock do not stretch the sound
                    yield frame
        except av.FFmpegError:
            broken += 1
            if broken > MAX_BROKEN:
                return


def _usual(frame: Any) -> bool:
    """Whether a frame has a length, rate and number of channels as sound has them; others are left out."""
    low, high = RATES
    return (
        frame.samples <= MAX_FRAME and len(frame.layout.channels) <= MAX_CHANNELS and low <= frame.sample_rate <= high
    )
