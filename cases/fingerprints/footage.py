"""The frames of a video file, one after the other, each with the second at which it is shown.

The bytes come from strangers: the container is chosen from its first bytes and never guessed, because FFmpeg also knows
formats that are lists of addresses to open. A broken packet is skipped, as players do; a clock that jumps or is missing
is made good, since every number in a file may be a lie.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from cases.fingerprints import prepare

Luma = NDArray[np.uint8]

MAX_PIXELS = 40_000_000  # of one frame; 8K video has 33 million
MAX_BROKEN = 200  # packets that may fail to decode before the rest is given up
LONGEST_STILL = 300.0  # s that one frame may be shown; a longer step is a jump of the clock
USUAL_RATE = 25.0  # frames a second where nothing else is known
FEWEST_BITS = 500  # a second of video; a clip that claims to have less has a wrong length
ATTACHED = 0x400  # FFmpeg's mark of a stream that is the file's cover picture

# The bytes from offset 0 on that each container starts with, and FFmpeg's name for its reader.
_MAGIC = (
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"OggS", "ogg"),
    (b"FLV\x01", "flv"),
    (b"\0\0\x01\xba", "mpeg"),
    (b"0&\xb2u\x8ef\xcf\x11", "asf"),
)
_BOXES = (b"ftyp", b"styp", b"moov", b"mdat", b"wide", b"free", b"skip")
_PLANAR = ("yuv420p", "yuv422p", "yuv444p", "nv12", "nv21", "gray")
_FULL = ("yuvj420p", "yuvj422p", "yuvj444p")
_TO_FULL = np.clip(np.rint((np.arange(256) - 16) * 255 / 219), 0, 255).astype(np.uint8)
_JPEG_RANGE = 2
GRID = 16


def container(data: bytes) -> str | None:
    """FFmpeg's name for the reader of this video file, from its first bytes; None if it is no video that we read."""
    if data[4:8] in _BOXES and not prepare.is_picture(data):
        return "mov"
    if data[:4] == b"RIFF" and data[8:12] == b"AVI ":
        return "avi"
    for start, size in ((0, 188), (4, 192)):
        if (
            data[start : start + 1] == b"G"
            and data[start + size :][:1] == b"G"
            and data[start + 2 * size :][:1] == b"G"
        ):
            return "mpegts"
    return next((name for magic, name in _MAGIC if data.startswith(magic)), None)


@dataclass(slots=True)
class Footage:
    """An opened video. `seconds` is None unless the file states a length that can be true; `rate` in frames a second."""

    media: Any
    stream: Any
    seconds: float | None
    rate: float
    max_pixels: int
    scaler: Any

    def skip(self, what: str) -> None:
        """From here on leave out frames: NONREF, those that no other needs, or NONKEY, all but key frames."""
        self.stream.codec_context.skip_frame = what

    def frames(self) -> Iterator[tuple[float, Any]]:
        """Seconds from the first frame, rising, and the frame. Raises prepare.Undecodable for one that is too large."""
        usual = 1 / self.rate
        before: float | None = None
        t = 0.0
        for frame in self._decoded():
            if frame.width * frame.height > self.max_pixels:
                raise prepare.Undecodable("too-many-pixels")
            time = frame.time
            if before is not None:
                step = usual if time is None else time - before
                t += step if 0 < step <= LONGEST_STILL else usual
                before = before + usual if time is None else time
            else:
                before = time or 0.0
            yield t, frame

    def _decoded(self) -> Iterator[Any]:
        broken = 0
        for packet in self.media.demux(self.stream):
            try:
                yield from packet.decode()
            except av.FFmpegError:
                broken += 1
                if broken > MAX_BROKEN:
                    return

    def colours(self, frame: Any) -> prepare.Pixels:
        """The colours of a frame (height x width x 3), turned as the file says that it should be shown."""
        rgb: prepare.Pixels = self.scaler.reformat(frame, format="rgb24", threads=1).to_ndarray()
        return turned(rgb, frame)

    def coarse(self, frame: Any) -> NDArray[np.int16]:
        """A quick look to tell shots apart: the luma of 16 x 16 pixels spread over the frame, as stored."""
        plane = frame.planes[0]
        depth = frame.format.components[0].bits if frame.format.components else 8
        kind: Any = np.uint16 if depth > 8 else np.uint8
        whole: NDArray[Any] = np.frombuffer(plane, kind).reshape(plane.height, -1)
        rows = np.linspace(0, plane.height - 1, GRID).astype(np.int64)
        columns = np.linspace(0, min(plane.width, whole.shape[1]) - 1, GRID).astype(np.int64)
        looked: NDArray[np.int16] = (whole[np.ix_(rows, columns)] // 2 ** max(depth - 8, 0)).astype(np.int16)
        return looked

    def luma(self, frame: Any) -> Luma:
        """The brightness of a frame (height x width), 0 to 255, turned likewise; its own luma plane where it has one.

        PDQ of it lies within 2 bits of that of the colours in clear frames, within 10 in poor ones.
        """
        name = frame.format.name
        if name not in _PLANAR and name not in _FULL:
            grey: Luma = self.scaler.reformat(frame, format="gray", threads=1).to_ndarray()
            return turned(grey, frame)
        plane = frame.planes[0]
        whole = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width]
        full = name in _FULL or name == "gray" or frame.color_range == _JPEG_RANGE
        return turned(np.array(whole) if full else _TO_FULL[whole], frame)


@contextmanager
def opened(data: bytes, max_pixels: int = MAX_PIXELS) -> Iterator[Footage]:
    """The video of a file. Whatever goes wrong with it in here becomes prepare.Undecodable (MemoryError excepted)."""
    name = container(data)
    if name is None:
        raise prepare.Undecodable("format")
    try:
        with av.open(io.BytesIO(data), format=name, options={"protocol_whitelist": "none"}) as media:
            yield _footage(media, len(data), max_pixels)
    except (prepare.Undecodable, MemoryError):
        raise
    except Exception as error:  # FFmpeg's errors are of many types
        raise prepare.Undecodable("broken") from error


def turned(pixels: Luma, frame: Any) -> Luma:
    """Pixels (height x width, or height x width x 3) as the file says that they should be shown."""
    quarters = round(frame.rotation / 90) % 4  # counter-clockwise
    return np.ascontiguousarray(np.rot90(pixels, quarters)) if quarters else pixels


def _footage(media: Any, size: int, max_pixels: int) -> Footage:
    streams = [one for one in media.streams.video if not int(one.disposition) & ATTACHED]
    if not streams:
        raise prepare.Undecodable("format")
    stream = streams[0]
    stream.codec_context.thread_count = 1  # the sandbox allows no further threads
    if stream.codec_context.width * stream.codec_context.height > max_pixels:
        raise prepare.Undecodable("too-many-pixels")
    seconds = media.duration / av.time_base if media.duration and media.duration > 0 else None
    if seconds is not None and size * 8 < FEWEST_BITS * seconds:
        seconds = None
    rate = float(stream.average_rate or 0)
    rate = rate if 0.1 <= rate <= 1000 else USUAL_RATE
    return Footage(media, stream, seconds, rate, max_pixels, VideoReformatter())
