"""Drawn files of every kind that the decoder reads, and the ways in which the fuzz bench damages them."""

import io
import struct
import zlib
from collections.abc import Callable

import av
import numpy as np

from portal.bench import drawn

Rng = np.random.Generator
Mutation = Callable[[bytes, Rng, list[bytes]], bytes]
SIZES = b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\x00\x00", b"\x80\x00\x00\x00", b"\x00\x01\x00\x00"
CLIPS = (("mp4", "libx264"), ("webm", "libvpx-vp9"), ("avi", "mpeg4"), ("matroska", "mpeg4"), ("ogg", "libtheora"))


def pictures() -> dict[str, bytes]:
    """One drawn picture in each form that can be written here."""
    made: dict[str, bytes] = {}
    plain = drawn.picture("tiles/1").resize((240, 180))
    for form, options in (
        ("JPEG", {"quality": 80}),
        (
            "JPEG",
            {"progressive": True, "exif": b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"},
        ),
        ("PNG", {}),
        ("GIF", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"quality": 60}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {}),
        ("BMP", {}),
        ("AVIF", {"quality": 50}),
    ):
        held = io.BytesIO()
        plain.save(held, form, **options)
        made[f"{form.lower()}-{len(made)}"] = held.getvalue()
    frames = [drawn.picture(f"glow/{n}").resize((120, 90)) for n in range(4)]
    for form in ("GIF", "WEBP", "PNG"):
        held = io.BytesIO()
        frames[0].save(held, form, save_all=True, append_images=frames[1:], duration=80)
        made[f"moving-{form.lower()}"] = held.getvalue()
    # No library here writes HEIC: the container is the same as AVIF's, so its parser at least is met.
    made["heic-container"] = (
        made["avif-9"].replace(b"avif", b"heic").replace(b"av01", b"hvc1").replace(b"av1C", b"hvcC")
    )
    return made


def clips() -> dict[str, bytes]:
    """A drawn clip of two seconds in each container and codec that this machine can write."""
    made = {}
    for container, codec in CLIPS:
        held = io.BytesIO()
        try:
            _clip(held, container, codec)
        except (av.FFmpegError, ValueError):
            continue  # this build of the library cannot write it
        made[container] = held.getvalue()
    return made


def _clip(held: io.BytesIO, container: str, codec: str) -> None:
    with av.open(held, "w", format=container) as out:
        stream = out.add_stream(codec, rate=8)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number in range(16):
            picture = drawn.picture(f"glow/{number // 4}").resize((96, 64))
            for packet in stream.encode(av.VideoFrame.from_image(picture)):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)


def bombs() -> dict[str, bytes]:
    """Small files that claim to be, or become, very large."""
    rows = zlib.compress(bytes(30_001) * 3000, 9)
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    gif = b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + bytes(6)
    gif += (b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x02\x02\x4c\x01\x00") * 200 + b";"
    text = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
    text += _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(60_000_000), 9)) + _chunk(b"IEND", b"")
    bmp = (
        b"BM"
        + struct.pack("<IHHIIiiHHIIiiII", 60, 0, 0, 54, 40, 2**31 - 1, -(2**31), 1, 32, 0, 0, 0, 0, 0, 0)
        + b"\0" * 6
    )
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", 4)
    for tag, value in ((256, 200_000), (257, 200_000), (258, 8), (273, 8)):
        tiff += struct.pack("<HHII", tag, 4, 1, value)
    loop = b"II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 256, 4, 1, 10) + struct.pack("<I", 8)
    return {"png": png, "gif": gif, "text": text, "bmp": bmp, "tiff": tiff + bytes(4), "tiff-loop": loop}


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def flipped(data: bytes, rng: Rng, others: list[bytes]) -> bytes:
    """Some bits the other way."""
    values = np.frombuffer(data, np.uint8).copy()
    places = rng.integers(0, len(values), int(rng.integers(1, 40)))
    values[places] ^= np.left_shift(1, rng.integers(0, 8, len(places))).astype(np.uint8)
    return values.tobytes()


def shortened(data: bytes, rng: Rng, others: list[bytes]) -> bytes:
    """Ends too early."""
    return data[: int(rng.integers(0, len(data)))]


def spliced(data: bytes, rng: Rng, others: list[bytes]) -> bytes:
    """The start of one file and the rest of another."""
    other = others[int(rng.integers(len(others)))]
    return data[: int(rng.integers(4, len(data)))] + other[int(rng.integers(0, len(other))) :]


def headed(data: bytes, rng: Rng, others: list[bytes]) -> bytes:
    """The head of another kind of file on it."""
    other = others[int(rng.integers(len(others)))]
    length = int(rng.integers(4, 40))
    return other[:length] + data[length:]


def sized(data: bytes, rng: Rng, others: list[bytes]) -> bytes:
    """Numbers in the first kilobyte replaced by very large, negative or zero ones."""
    values = bytearray(data)
    for _ in range(int(rng.integers(1, 4))):
        place = int(rng.integers(4, max(5, min(len(values) - 4, 1000))))
        values[place : place + 4] = SIZES[int(rng.integers(len(SIZES)))]
    return bytes(values)


def swapped(data: bytes, rng: Rng, others: list[bytes]) -> bytes:
    """Two stretches exchanged."""
    a, b, c = sorted(int(v) for v in rng.integers(8, max(9, len(data)), 3))
    return data[:8] + data[b:c] + data[a:b] + data[8:a] + data[c:]


def repeated(data: bytes, rng: Rng, others: list[bytes]) -> bytes:
    """One stretch many times."""
    start = int(rng.integers(0, len(data)))
    part = data[start : start + int(rng.integers(1, 400))]
    return data[:start] + part * int(rng.integers(2, 200)) + data[start:]


def random_tail(data: bytes, rng: Rng, others: list[bytes]) -> bytes:
    """Chance behind a head that is right."""
    return data[: int(rng.integers(8, 200))] + rng.bytes(int(rng.integers(1, 20_000)))


MUTATIONS: dict[str, Mutation] = {
    "bits": flipped,
    "cut": shortened,
    "splice": spliced,
    "head": headed,
    "sizes": sized,
    "swap": swapped,
    "repeat": repeated,
    "tail": random_tail,
}
