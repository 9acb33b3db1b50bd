"""Writes and reads the demo's small MP4 clips, in memory."""

import io
from collections.abc import Iterable, Iterator

import av
from PIL import Image

from portal.demo import film


def encode(frames: Iterable[Image.Image], size: tuple[int, int], crf: int = 23) -> bytes:
    """An H.264 MP4 of the frames, scaled to size (pixels), at film.RATE frames a second.

    One thread and a width that is a multiple of 64: the same frames give the same bytes.
    """
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        options = {"crf": str(crf), "preset": "veryfast", "threads": "1", "g": str(film.RATE * 2)}
        stream = container.add_stream("libx264", rate=film.RATE, options=options)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for picture in frames:
            fitted = picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)
            container.mux(stream.encode(av.VideoFrame.from_image(fitted)))
        container.mux(stream.encode(None))
    return target.getvalue()


def decode(data: bytes) -> Iterator[Image.Image]:
    """Every frame of a clip, in order. Raises av.error.FFmpegError for bytes that are no clip."""
    with av.open(io.BytesIO(data)) as container:
        for frame in container.decode(video=0):
            yield frame.to_image()
