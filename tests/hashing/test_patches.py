"""Patches: a picture is found again by its pieces, and a stranger's picture is not."""

import json
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cases.fingerprints import choice, patches
from cases.fingerprints.query import QueryPatch
from tests.hashing.drawn import VECTORS, described

WIDTH, HEIGHT = 640, 448


def _scene(seed: int) -> Image.Image:
    """A drawn picture with much to see: blots of many sizes and shades over each other, softened."""
    random = np.random.default_rng(seed)
    picture = Image.new("L", (WIDTH, HEIGHT), 128)
    draw = ImageDraw.Draw(picture)
    for _ in range(260):
        x, y, shade = random.integers(0, WIDTH), random.integers(0, HEIGHT), int(random.integers(0, 256))
        corners = random.integers(3, 8)
        reach = random.choice([12, 20, 35, 60])
        turns = np.sort(random.uniform(0, 2 * np.pi, corners))
        around = [
            (x + r * np.cos(t), y + r * np.sin(t))
            for t, r in zip(turns, random.uniform(0.4, 1, corners) * reach, strict=True)
        ]
        draw.polygon(around, fill=shade)
    return picture.resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.BOX).resize((WIDTH, HEIGHT))


def _luma(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L")).astype(np.float32)


@cache
def _values(seed: int = 1) -> np.ndarray:
    found = patches.registered(_luma(_scene(seed)))
    return np.frombuffer(b"".join(patch.bits for patch in found), dtype=np.uint8).reshape(-1, 32)


def _captioned(picture: Image.Image) -> Image.Image:
    picture = picture.copy()
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 340, WIDTH, HEIGHT), fill=255)
    draw.text((20, 360), "WHEN IT IS MONDAY", fill=0, font=ImageFont.load_default(50))
    return picture


CHANGES = {
    "crop": lambda p: p.crop((150, 90, 590, 400)),
    "caption": _captioned,
    "turned": lambda p: p.rotate(17, resample=Image.Resampling.BICUBIC, expand=True),
    "mirror and crop": lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT).crop((60, 40, 600, 440)),
    "border": lambda p: _framed(p, 90),
    "inverted crop": lambda p: p.crop((90, 30, 600, 410)).point(lambda level: 255 - level),
    "small": lambda p: p.resize((240, 168), Image.Resampling.BOX),
}


def _framed(picture: Image.Image, by: int) -> Image.Image:
    framed = Image.new("L", (picture.width + 2 * by, picture.height + 2 * by), 255)
    framed.paste(picture, (by, by))
    return framed


@pytest.mark.parametrize("change", CHANGES)
def test_it_finds_a_changed_copy(change):
    found = patches.agreement(_values(), patches.asked(_luma(CHANGES[change](_scene(1)))))
    assert found.strong
    assert found.mirrored == ("mirror" in change)
    assert found.inverted == ("inverted" in change)


def test_it_finds_no_strangers_picture():
    asked = patches.asked(_luma(_scene(2)))
    assert asked
    assert patches.agreement(_values(), asked).count == 0


def _screen(lines: list[str]) -> Image.Image:
    """A page of an app: bar, round portraits, lines of text, buttons."""
    screen = Image.new("L", (480, 854), 250)
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, 480, 70), fill=40)
    draw.text((20, 20), "Messages", fill=255, font=ImageFont.load_default(28))
    for row, line in enumerate(lines):
        top = 90 + row * 76
        draw.ellipse((15, top, 65, top + 50), fill=180)
        draw.text((80, top), line, fill=20, font=ImageFont.load_default(18))
        draw.line((0, top + 64, 480, top + 64), fill=220)
    return screen


def test_it_registers_little_of_a_screen_and_finds_no_other_screen_by_it():
    one, other = (_screen([f"{word} {row * 7919 % 97}" for row in range(9)]) for word in ("Anna:", "The bus is late"))
    values = patches.registered(_luma(one))
    kept = np.frombuffer(b"".join(patch.bits for patch in values), dtype=np.uint8).reshape(-1, 32)
    assert patches.agreement(kept, patches.asked(_luma(other), patches.FULL)).count == 0


@pytest.mark.parametrize(
    "picture",
    [
        np.full((300, 400), 130, dtype=np.uint8),
        np.tile(np.linspace(0, 255, 400, dtype=np.float32), (300, 1)),
        np.zeros((3, 900), dtype=np.uint8),
        np.zeros((1, 1), dtype=np.uint8),
    ],
    ids=["grey", "gradient", "line", "dot"],
)
def test_it_has_nothing_to_say_of_a_picture_without_content(picture):
    assert patches.registered(picture) == ()
    assert patches.asked(picture) == ()
    assert patches.agreement(np.zeros((0, 32), dtype=np.uint8), ()).count == 0


def _chessboard() -> Image.Image:
    """A board with its pieces, softened and noisy like a photograph."""
    board = Image.new("L", (480, 480), 60)
    draw = ImageDraw.Draw(board)
    for at in range(64):
        x, y = at % 8 * 60, at // 8 * 60
        draw.rectangle((x, y, x + 59, y + 59), fill=200 if (at + at // 8) % 2 else 90)
        if at % 3 == 0:
            draw.polygon([(x + 30, y + 10), (x + 50, y + 50), (x + 10, y + 50)], fill=240 if at < 32 else 20)
    noise = np.random.default_rng(5).normal(0, 4, (480, 480))
    return Image.fromarray(np.clip(np.asarray(board) + noise, 0, 255).astype(np.uint8))


def test_it_registers_little_of_a_chessboard():
    assert len(patches.asked(_luma(_chessboard()))) > 100
    assert len(patches.registered(_luma(_chessboard()))) <= 12


def test_it_does_not_register_what_a_picture_has_twice():
    one = _luma(_scene(1))
    beside = np.concatenate([one, one], axis=1)
    assert len(patches.registered(one)) > 20
    assert len(patches.registered(beside)) <= 15  # those that the seam goes through


def test_it_tells_neither_order_nor_place():
    found = patches.registered(_luma(_scene(1)))
    assert 20 <= len(found) <= patches.MOST
    assert [patch.bits for patch in found] == sorted(patch.bits for patch in found)
    assert {name for patch in found for name in patch.__slots__} == {"bits", "quality"}
    assert all(len(patch.bits) == 32 and patch.quality >= 50 for patch in found)
    assert found == patches.registered(np.asarray(_scene(1)))


def test_it_registers_nothing_of_a_picture_without_pieces_of_its_own(monkeypatch):
    monkeypatch.setattr(choice, "TWO_TONED", 1.0)  # as if two shades explained every piece
    assert patches.registered(_luma(_scene(1))) == ()


def test_it_counts_a_spot_and_a_piece_once():
    value = np.random.default_rng(3).integers(0, 256, (1, 32), dtype=np.uint8)
    asked = [QueryPatch(value.tobytes(), 0), QueryPatch(value.tobytes(), 1)]
    assert patches.agreement(np.repeat(value, patches.FEWEST, axis=0), asked).count == 0  # one piece, often registered
    kept = np.random.default_rng(4).integers(0, 256, (patches.FEWEST, 32), dtype=np.uint8)
    same_spot = [QueryPatch(bits.tobytes(), 7) for bits in kept]
    assert patches.agreement(kept, same_spot).count == 0
    other_spots = [QueryPatch(bits.tobytes(), spot) for spot, bits in enumerate(kept[:2])]
    assert patches.agreement(kept, other_spots).distances == (0, 0)
    far = kept ^ np.packbits(np.arange(256) < 40)
    assert patches.agreement(far, other_spots).count == 0  # within VERIFY, but none within NEAR


@pytest.mark.parametrize("number", range(3))
def test_it_gives_the_values_of_the_vectors(number):
    """Sines and roots may differ in the last place between machines: a few pieces may differ by a few bits."""
    vectors = json.loads(VECTORS.read_text())
    assert vectors["algorithm"] == patches.ALGORITHM
    kept = vectors["pictures"][number]
    found = described(kept["seed"])
    for name in ("registered", "asked"):
        assert abs(len(found[name]) - len(kept[name])) <= 2
        known = {value for value, _ in kept[name]}
        assert sum(value in known for value, _ in found[name]) >= 0.9 * len(known)


def test_it_tells_what_is_drawn_from_what_a_camera_sees():
    grain = np.random.default_rng(3).normal(0, 6, (HEIGHT, WIDTH))
    sheet = Image.fromarray((_luma(_scene(7)) * 0.7 + 30 + grain).clip(0, 255).astype(np.uint8))
    seen = [patch.drawn for patch in patches.asked(np.asarray(sheet))]
    for y, words in ((20, "SHARE"), (240, "THIS!")):
        ImageDraw.Draw(sheet).text((10, y), words, fill=255, font=ImageFont.load_default(200))
    both = [patch.drawn for patch in patches.asked(np.asarray(sheet))]
    assert len(seen) > 50 and sum(seen) < 0.05 * len(seen)
    assert sum(both) > 10


def test_it_looks_at_a_dark_picture_as_it_was():
    picture = np.random.default_rng(4).uniform(0, 255, (60, 80)).astype(np.float32)
    assert choice.evened(picture) is None
    dark = choice.evened(np.asarray(255 * (picture / 255) ** 4, dtype=np.float32))
    assert dark is not None and 90 < float(np.median(dark)) < 140
    bright = choice.evened(np.asarray(255 * (picture / 255) ** 0.2, dtype=np.float32))
    assert bright is not None and float(np.median(bright)) < 140
