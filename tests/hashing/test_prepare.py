"""From a file to the pixels that are hashed."""

import io
import json
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cases.fingerprints import pdq, prepare
from tests.hashing import make, prepared

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))["prepared"]
FILES = prepared.files()


@pytest.mark.parametrize("name", sorted(FILES))
def test_it_brings_every_mode_to_the_same_pixels(name: str) -> None:
    data, _ = FILES[name]
    found = pdq.pdq_rgb(prepare.picture(data))
    assert found.quality == VECTORS[name]["quality"]
    assert pdq.distance(found.bits, bytes.fromhex(VECTORS[name]["pdq"])) <= (2 if name == "profile" else 0)


def test_it_reads_every_format() -> None:
    rgb = make.picture(320, 240)
    own = pdq.pdq_rgb(rgb)
    files = {name: make.file(rgb, name) for name in ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "AVIF")}
    files["HEIC"] = make.heic(rgb)
    for name, data in files.items():
        assert prepare.is_picture(data), name
        assert pdq.distance(own.bits, pdq.pdq_rgb(prepare.picture(data)).bits) <= 6, name


def test_it_samples_an_animation_by_time() -> None:
    data = make.moving(10, milliseconds=200, format_="PNG")
    assert [frame.t for frame in prepare.frames(data, rate=2)] == [0.0, 0.6, 1.0, 1.6]
    for frame in prepare.frames(data, rate=5, max_frames=4):
        assert np.array_equal(frame.rgb, make.picture(96, 96, 1 + round(frame.t / 0.2)))
    assert len(list(prepare.frames(data, rate=5, max_frames=4))) == 4
    assert len(list(prepare.frames(data, rate=5, stop=lambda: True))) == 1
    assert len(list(prepare.frames(make.file(make.picture(50, 50))))) == 1


def test_it_gives_the_frames_before_an_animation_breaks_off() -> None:
    data = make.moving(10, milliseconds=1000)
    assert 1 < len(list(prepare.frames(data[: len(data) * 2 // 3]))) < 10


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("reason", "data"),
    [
        ("too-many-pixels", png_header(100_000, 100_000)),
        ("too-many-pixels", png_header(9_000, 9_000)),
        ("format", b""),
        ("format", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
        ("format", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("format", b"\xff\xd8\xff\xe0" + bytes(50)),
        ("truncated", make.file(make.picture(200, 200), "JPEG")[:3000]),
        ("truncated", make.file(make.picture(200, 200), "PNG")[:3000]),
    ],
)
def test_it_names_why_a_file_cannot_be_read(reason: str, data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(prepare.Undecodable) as caught:
            prepare.picture(data)
    assert caught.value.reason == reason
    assert reason in prepare.Undecodable.REASONS


def test_it_raises_nothing_else_for_damaged_files() -> None:
    rng = np.random.default_rng(7)
    for name in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"):
        whole = make.file(make.picture(64, 48), name)
        for _ in range(12):
            data = bytearray(whole)
            for at in rng.integers(0, len(data), 8):
                data[at] = rng.integers(0, 256)
            try:
                assert prepare.picture(bytes(data), max_pixels=1_000_000).shape[2] == 3
            except prepare.Undecodable as error:
                assert error.reason in prepare.Undecodable.REASONS


def test_it_trims_borders_and_bars() -> None:
    rgb = make.picture(400, 300)
    own = pdq.pdq_rgb(rgb)
    for top, bottom, left, right, colour in (
        (45, 45, 0, 0, (0, 0, 0)), (0, 0, 90, 90, (0, 0, 0)), (20, 20, 20, 20, (255, 255, 255)), (60, 0, 0, 9, (70, 90, 200)),
    ):  # fmt: skip
        framed = np.full((300 + top + bottom, 400 + left + right, 3), colour, dtype=np.uint8)
        framed[top : top + 300, left : left + 400] = rgb
        assert pdq.distance(own.bits, pdq.pdq_rgb(framed).bits) > 31
        noisy = np.asarray(Image.open(io.BytesIO(make.file(framed, "JPEG", quality=80))))
        inside = make.trimmed(noisy)
        assert inside is not None
        assert pdq.distance(own.bits, pdq.pdq_rgb(inside).bits) <= 31
        assert np.shares_memory(inside, noisy)


def test_it_trims_bars_inside_a_frame() -> None:
    rgb = make.picture(400, 300)
    framed = np.zeros((400, 400, 3), dtype=np.uint8)
    framed[50:350] = rgb
    outer = np.full((440, 440, 3), 255, dtype=np.uint8)
    outer[20:420, 20:420] = framed
    inside = make.trimmed(outer)
    assert inside is not None
    assert abs(inside.shape[0] - 300) <= 4 and abs(inside.shape[1] - 400) <= 4


def test_it_leaves_a_picture_without_a_border_alone() -> None:
    assert make.trimmed(make.picture(300, 200)) is None
    assert make.trimmed(np.full((200, 200, 3), 40, dtype=np.uint8)) is None
    speck = np.full((400, 400, 3), 255, dtype=np.uint8)
    speck[190:210, 190:210] = make.picture(20, 20)
    assert make.trimmed(speck) is None
