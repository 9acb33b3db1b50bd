"""Hashes of a video: its frames, sampled by their time stamps, each hashed as a still picture.

This is the idea of vPDQ (facebook/ThreatExchange, vpdq/): time stamps and not frame numbers, so that a clip with
another frame rate gives the same samples. The bytes come from strangers: the container is chosen from its first bytes
and never guessed, because FFmpeg also knows formats that are lists of addresses to open.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from cases.fingerprints import pdq, prepare
from cases.fingerprints.query import TRIMMED, WHOLE, Sample, View

MAX_PIXELS = 40_000_000  # of one frame; 8K video has 33 million
MAX_DECODED = 20_000  # frames; 11 minutes at 30 a second
MAX_BROKEN = 200  # packets that may fail to decode before the rest is given up

# The bytes from offset 0 on that each container starts with, and FFmpeg's name for its reader.
_MAGIC = ((b"\x1aE\xdf\xa3", "matroska"), (b"OggS", "ogg"), (b"FLV\x01", "flv"), (b"\0\0\x01\xba", "mpeg"))
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


@dataclass(frozen=True, slots=True)
class Clip:
    """A sampled video. `complete` is False if a limit ended the sampling before the video ended."""

    width: int
    height: int
    seconds: float | None
    complete: bool
    samples: tuple[Sample, ...]


def container(data: bytes) -> str | None:
    """FFmpeg's name for the reader of this video file, from its first bytes; None if it is no video that we read."""
    if data[4:8] in _BOXES and not prepare.is_picture(data):
        return "mov"
    if data[:4] == b"RIFF" and data[8:12] == b"AVI ":
        return "avi"
    if data[:1] == b"G" and data[188:189] == b"G" and data[376:377] == b"G":
        return "mpegts"
    return next((name for magic, name in _MAGIC if data.startswith(magic)), None)


def clip(
    data: bytes,
    *,
    rate: float = 1.0,
    max_frames: int = 300,
    max_pixels: int = MAX_PIXELS,
    max_decoded: int = MAX_DECODED,
    stop: Callable[[], bool] = lambda: False,
) -> Clip:
    """`rate` frames a second, at most `max_frames`, spread over the whole video if it is longer than that.

    `stop` is asked before each frame is hashed. Raises prepare.Undecodable if not even one frame can be read.
    """
    name = container(data)
    if name is None:
        raise prepare.Undecodable("format")
    try:
        with av.open(io.BytesIO(data), format=name, options={"protocol_whitelist": "none"}) as video:
            return _sampled(video, rate, max_frames, max_pixels, max_decoded, stop)
    except (prepare.Undecodable, MemoryError):
        raise
    except Exception as error:  # FFmpeg's errors are of many types
        raise prepare.Undecodable("broken") from error


def _sampled(
    video: Any, rate: float, max_frames: int, max_pixels: int, max_decoded: int, stop: Callable[[], bool]
) -> Clip:
    if not video.streams.video:
        raise prepare.Undecodable("format")
    stream = video.streams.video[0]
    stream.codec_context.thread_count = 1  # the sandbox allows no further threads
    if stream.codec_context.width * stream.codec_context.height > max_pixels:
        raise prepare.Undecodable("too-many-pixels")
    seconds = video.duration / av.time_base if video.duration and video.duration > 0 else None
    step = max(1 / rate, (seconds or 0.0) / max_frames)
    scaler = VideoReformatter()
    samples: list[Sample] = []
    size, start, due, decoded, complete = (0, 0), 0.0, 0.0, 0, True
    for frame in _frames(video, stream):
        decoded += 1
        time = frame.time if frame.time is not None else start + decoded / 30
        if not samples:
            start = time
        if time - start < due - 1e-3:
            if decoded < max_decoded:
                continue
            complete = False
            break
        if len(samples) >= max_frames or decoded >= max_decoded or (samples and stop()):
            complete = False
            break
        if frame.width * frame.height > max_pixels:
            raise prepare.Undecodable("too-many-pixels")
        rgb = _upright(frame, scaler)
        size = size if samples else (rgb.shape[1], rgb.shape[0])
        samples.append(_sample(max(time - start, 0.0), rgb))
        due = max(due + step, time - start)
    if not samples:
        raise prepare.Undecodable("truncated")
    return Clip(*size, seconds, complete, tuple(samples))


def _frames(video: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames; a broken packet is skipped, as players do."""
    broken = 0
    for packet in video.demux(stream):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            broken += 1
            if broken > MAX_BROKEN:
                return


def _upright(frame: Any, scaler: Any) -> prepare.Pixels:
    """The colours of a frame, turned as the file says that it should be shown."""
    rgb: prepare.Pixels = scaler.reformat(frame, format="rgb24", threads=1).to_ndarray()
    quarters = round(frame.rotation / 90) % 4  # counter-clockwise
    return np.ascontiguousarray(np.rot90(rgb, quarters)) if quarters else rgb


def _sample(t: float, rgb: prepare.Pixels) -> Sample:
    return Sample(round(t, 3), views(rgb))


def views(rgb: prepare.Pixels) -> tuple[View, ...]:
    """The parts of a frame that are compared: the whole, and what is inside its borders, if it has any."""
    inside = prepare.trim(rgb)
    whole = View(WHOLE, pdq.dihedral_rgb(rgb))
    return (whole,) if inside is None else (whole, View(TRIMMED, pdq.dihedral_rgb(np.ascontiguousarray(inside))))
