"""Every form in which a picture is written comes to the hash of its plain colours; what is transparent has more readings."""

import io
import json
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from PIL import Image

from cases.fingerprints import pdq, prepare, stills
from cases.fingerprints.matching import Registry
from cases.fingerprints.options import Options
from cases.fingerprints.query import CUT_OFF, ON_WHITE, OPAQUE, WHOLE, Query, Sample, View
from cases.fingerprints.sandbox import examine
from cases.fingerprints.values import MemoryValues, columns
from tests.hashing import make, prepared

RGB = make.picture(211, 150, seed=4)
IMAGE = Image.fromarray(RGB)
SEEDS = (1, 2, 3, 4)


def deep(kind: int, samples: np.ndarray) -> bytes:
    """A PNG of 16 bits a channel; Pillow writes none with colours. `kind`: 2 colours, 6 with alpha, 4 grey with alpha."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    height, width = samples.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def cmyk(adobe: bool) -> bytes:
    """A CMYK JPEG as Photoshop writes it, with its inks inverted; some programs leave out the mark that says so."""
    data = make.still(IMAGE.convert("CMYK"), "JPEG", quality=97, subsampling=0)
    at = data.index(b"\xff\xee")
    return data if adobe else data[:at] + data[at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0] :]


def baseline() -> make.Pixels:
    return np.asarray(Image.open(io.BytesIO(make.still(IMAGE, "JPEG"))))


def written() -> dict[str, tuple[bytes, make.Pixels]]:
    deeper = RGB.astype(np.uint16) * 257
    grey = RGB[:, :, 1]
    three = np.repeat(grey[:, :, None], 3, axis=2)
    seen = np.full((*grey.shape, 1), 65535, dtype=np.uint16)
    found = {
        "cmyk-jpeg": (cmyk(adobe=True), RGB),
        "cmyk-jpeg-unmarked": (cmyk(adobe=False), RGB),
        "grey-jpeg": (make.still(Image.fromarray(grey), "JPEG", quality=95), three),
        "progressive-jpeg": (make.still(IMAGE, "JPEG", progressive=True), baseline()),
        "rgb-16-png": (deep(2, deeper), RGB),
        "rgba-16-png": (deep(6, np.concatenate([deeper, seen], axis=2)), RGB),
        "grey-alpha-16-png": (deep(4, np.concatenate([deeper[:, :, 1:2], seen], axis=2)), three),
        "grey-16-tiff": (make.still(Image.fromarray(grey.astype(np.uint16) * 257), "TIFF"), three),
        "one-bit-tiff": (make.still(IMAGE.convert("1"), "TIFF", compression="group4"), np.asarray(IMAGE.convert("1").convert("RGB"))),
        "palette-gif": (make.still(IMAGE.quantize(64), "GIF"), np.asarray(IMAGE.quantize(64).convert("RGB"))),
        "heic": (make.heic(RGB[:144, :208]), RGB[:144, :208]),
    }  # fmt: skip
    for format_ in ("JPEG", "WEBP", "TIFF", "AVIF"):
        for number in (3, 6, 7):
            exif = Image.Exif()
            exif[0x0112] = number
            how = {} if format_ == "TIFF" else {"quality": 95}
            upright = np.ascontiguousarray(prepared.ORIENTATIONS[number](RGB))
            found[f"{format_}-{number}"] = (make.still(IMAGE, format_, exif=exif, **how), upright)
    return found


WRITTEN = written()


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_it_comes_to_the_hash_of_the_plain_colours(name: str) -> None:
    data, rgb = WRITTEN[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, plain = pdq.pdq_rgb(prepare.picture(data)), pdq.pdq_rgb(np.ascontiguousarray(rgb))
    assert pdq.distance(found.bits, plain.bits) <= (6 if name == "heic" else 2)
    assert found.quality == plain.quality
    assert [reading for reading, _ in prepare.readings(data)] == [WHOLE] + [CUT_OFF] * (name == "grey-16-tiff")


@pytest.mark.parametrize("format_", ["GIF", "WEBP", "PNG", "AVIF"])
def test_it_samples_every_moving_format(format_: str) -> None:
    data = make.moving(len(SEEDS), milliseconds=500, format_=format_)
    shown = list(prepare.frames(data, rate=2))
    assert [frame.t for frame in shown] == [0.0, 0.5, 1.0, 1.5]
    for seed, frame in zip(SEEDS, shown, strict=True):
        own = pdq.pdq_rgb(frame.rgb).bits
        apart = [pdq.distance(own, pdq.pdq_rgb(make.picture(96, 96, each)).bits) for each in SEEDS]
        assert min(apart) == apart[seed - 1] <= 30, (format_, seed)  # in 256 colours, or compressed
    assert np.array_equal(prepare.picture(data), shown[0].rgb)


def cut_out() -> tuple[bytes, dict[str, make.Pixels]]:
    """A picture with half of it hidden, and what it looks like in each reading."""
    down, across = np.mgrid[: RGB.shape[0], : RGB.shape[1]]
    mask = np.where((down - 60) ** 2 + (across - 90) ** 2 < 60**2, 255, 0).astype(np.uint8)
    image = IMAGE.copy()
    image.putalpha(Image.fromarray(mask))
    shown = mask[:, :, None] > 0
    readings = {WHOLE: np.where(shown, RGB, 0), OPAQUE: RGB, ON_WHITE: np.where(shown, RGB, 255)}
    return make.still(image), {name: pixels.astype(np.uint8) for name, pixels in readings.items()}


def test_it_reads_what_is_transparent_as_others_show_it() -> None:
    data, expected = cut_out()
    found = {name: np.asarray(image) for name, image in prepare.readings(data)}
    assert list(found) == list(expected)
    for name, pixels in expected.items():
        assert np.array_equal(found[name], pixels), name
    assert np.array_equal(prepare.picture(data), expected[WHOLE])


def test_it_finds_a_transparent_copy_of_a_picture_registered_without() -> None:
    data, expected = cut_out()
    answer = examine(Options(), data, lambda: 0.0)
    views = {
        view["part"]: tuple(pdq.Pdq(bytes.fromhex(turn), view["quality"]) for turn in view["turns"])
        for view in answer["samples"][0]["views"]
    }
    query = Query("0" * 64, samples=(Sample(0.0, tuple(View(part, turns) for part, turns in views.items())),))
    for number, name in enumerate((OPAQUE, ON_WHITE)):
        own = pdq.pdq_rgb(expected[name])
        assert views[name] == stills.reference(Image.fromarray(expected[name]))
        assert pdq.distance(own.bits, views[WHOLE][0].bits) > 31
        registered = Registry(MemoryValues(columns([(1, number, "pdq", own.bits, own.quality, 0)])))
        (hit,) = registered.find(query)
        assert hit.distance == 0 and hit.part == WHOLE


def test_it_prints_the_readings_that_differ(tmp_path: Path) -> None:
    data, expected = cut_out()
    for name, content in (("cut.png", data), ("plain.png", make.file(RGB))):
        (tmp_path / name).write_bytes(content)
    held = io.StringIO()
    call_command("fingerprint", str(tmp_path / "cut.png"), str(tmp_path / "plain.png"), "--json", stdout=held)
    cut, plain = (json.loads(line) for line in held.getvalue().splitlines())
    hashes = {name: pdq.pdq_rgb(pixels).hex for name, pixels in expected.items()}
    assert cut["values"] == list(hashes.values()) and cut["pdq"] == hashes[WHOLE]
    assert {name: one["pdq"] for name, one in cut["readings"].items()} == {
        name: value for name, value in hashes.items() if name != WHOLE
    }
    assert plain["values"] == [plain["pdq"]] and "readings" not in plain
