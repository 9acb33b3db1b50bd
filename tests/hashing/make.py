"""Benign pictures and clips, drawn from nothing, and files made of them."""

import io
import re
import struct
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cases.fingerprints import content
from portal.bench import film

Pixels = NDArray[np.uint8]


def picture(width: int, height: int, seed: int = 1) -> Pixels:
    """Soft waves, a few discs and noise: rich in structure, without any symmetry, the same on every machine.

    Only whole-number arithmetic, so that no library's rounding can change a byte.
    """
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    u, v = x * 4096 // max(width, 1), y * 4096 // max(height, 1)
    state = seed * 2654435761 % 2**32
    channels = []
    for channel in range(3):
        total = 90 + (u * (3 + channel) - v * (5 - channel)) // 256
        for _ in range(24):
            state = (state * 1103515245 + 12345) % 2**31
            cx, cy, radius = state % 4096, state // 4096 % 4096, 200 + state // 7 % 700
            total += ((u - cx) ** 2 + (v - cy) ** 2 < radius**2) * (state // 13 % 181 - 90)
        total += (x * 7919 + y * 104729 + (x * y) % 251 * 31 + channel) % 17
        channels.append(np.clip(total, 0, 255))
    return np.stack(channels, axis=2).astype(np.uint8)


def brightness(rgb: Pixels) -> content.Dots:
    """Good enough to find borders: (2 R + 5 G + B) / 8."""
    return np.asarray(rgb @ np.array([2, 5, 1], dtype=np.float32) / 8, dtype=np.float32)


def trimmed(rgb: Pixels) -> Pixels | None:
    """A view of the picture without the plain borders or bars around it, or None if it has none."""
    box = content.bordered(brightness(rgb))
    return None if box is None else rgb[box.top : box.bottom, box.left : box.right]


def file(rgb: Pixels, format_: str = "PNG", **options: object) -> bytes:
    held = io.BytesIO()
    Image.fromarray(rgb).save(held, format_, **options)
    return held.getvalue()


def still(image: Image.Image, format_: str = "PNG", **options: object) -> bytes:
    held = io.BytesIO()
    image.save(held, format_, **options)
    return held.getvalue()


def swapped_primaries(profile: bytes) -> bytes:
    """An ICC profile of RGB colours with red and blue exchanged, so that ignoring it is plainly seen."""
    return profile.replace(b"rXYZ", b"tmp!", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tmp!", b"bXYZ", 1)


def moving(count: int, *, milliseconds: int, format_: str = "GIF", size: int = 96) -> bytes:
    """An animation of `count` different pictures."""
    frames = [Image.fromarray(picture(size, size, seed)) for seed in range(1, count + 1)]
    held = io.BytesIO()
    frames[0].save(held, format_, save_all=True, append_images=frames[1:], duration=milliseconds, loop=0)
    return held.getvalue()


def video(pictures: list[Pixels], *, rate: int = 10, codec: str = "libx264", format_: str = "mp4") -> bytes:
    """A clip that shows one picture after the other, `rate` a second."""
    height, width, _ = pictures[0].shape
    held = io.BytesIO()
    with av.open(held, "w", format=format_) as container:
        stream = container.add_stream(codec, rate=Fraction(rate), width=width, height=height, pix_fmt="yuv420p")
        stream.codec_context.thread_count = 1
        for rgb in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode(None))
    film.usual_priority()
    return held.getvalue()


def turned(mp4: bytes) -> bytes:
    """The clip with a note in its track header to show it turned by 90 degrees clockwise, as phones write it."""
    at = mp4.index(b"tkhd") + 4 + 40
    width = struct.unpack(">I", mp4[at + 36 : at + 40])[0] >> 16
    assert width, "the track header holds a matrix of nine numbers, then width and height"
    height = struct.unpack(">I", mp4[at + 40 : at + 44])[0] >> 16
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, height << 16, 0, 1 << 30)
    return mp4[:at] + matrix + mp4[at + 36 :]


def heic(rgb: Pixels) -> bytes:
    """A HEIC file around one HEVC frame; Pillow only reads them."""
    units = [unit for unit in re.split(b"\0\0\0?\1", video([rgb], codec="libx265", rate=1, format_="hevc")) if unit]
    kinds = {unit[0] >> 1 & 63: unit for unit in units}
    level = kinds[33].replace(b"\0\0\3", b"\0\0")[3:15]  # profile and level as the sequence header tells them
    config = b"\1" + level + struct.pack(">HBBBBHBB", 0xF000, 0xFC, 0xFD, 0xF8, 0xF8, 0, 0x0F, 3)
    for number in (32, 33, 34):
        config += struct.pack(">BHH", 0x80 | number, 1, len(kinds[number])) + kinds[number]
    config = _box(b"hvcC", config)
    frame = b"".join(struct.pack(">I", len(unit)) + unit for unit in units if unit[0] >> 1 & 63 < 32)
    height, width, _ = rgb.shape
    extent = _box(b"ispe", struct.pack(">III", 0, width, height))
    properties = _box(
        b"iprp", _box(b"ipco", config, extent), _box(b"ipma", struct.pack(">IIHBBB", 0, 1, 1, 2, 0x81, 2))
    )
    entry = _box(b"infe", struct.pack(">IHH4sB", 2 << 24, 1, 0, b"hvc1", 0))
    kind = _box(b"ftyp", b"heic", struct.pack(">I", 0), b"mif1heic")

    def meta(position: int) -> bytes:
        place = struct.pack(">IBBHHHHII", 0, 0x44, 0, 1, 1, 0, 1, position, len(frame))
        return _box(
            b"meta",
            struct.pack(">I", 0),
            _box(b"hdlr", struct.pack(">II4s12xB", 0, 0, b"pict", 0)),
            _box(b"pitm", struct.pack(">IH", 0, 1)),
            _box(b"iloc", place),
            _box(b"iinf", struct.pack(">IH", 0, 1), entry),
            properties,
        )

    return kind + meta(len(kind) + len(meta(0)) + 8) + _box(b"mdat", frame)


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body
