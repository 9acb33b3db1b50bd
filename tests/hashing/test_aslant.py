"""A picture that lies aslant on plain ground is made straight, and marks all over it are taken away."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cases.fingerprints import aslant, pdq
from cases.fingerprints.parts import STRAIGHT, UNMARKED, Effort, views
from cases.fingerprints.plane import of_image
from portal.bench.alter.shapes import seen_aslant
from tests.hashing.drawn import drawn

PICTURE = Image.fromarray(drawn(1))
CORNERS = ((0.08, 0.02), (0.99, 0.09), (0.9, 0.97), (0.03, 0.91))


def _dots(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L"), dtype=np.float32)


@pytest.mark.parametrize(
    "seen",
    [
        seen_aslant(PICTURE, CORNERS),
        seen_aslant(PICTURE, CORNERS, ground="white"),
        PICTURE.rotate(11, Image.Resampling.BICUBIC, expand=True),
    ],
)
def test_it_makes_a_picture_straight(seen: Image.Image) -> None:
    expected = pdq.pdq_rgb(np.asarray(PICTURE.convert("RGB")))
    found = [view for view in views(of_image(seen.convert("RGB")), Effort.FULL) if view.part == STRAIGHT]
    assert min(_apart(turn.bits, expected.bits) for turn in found[0].turns) <= 24
    assert STRAIGHT not in {view.part for view in views(of_image(seen.convert("RGB")))}  # a quick look does without


def test_it_finds_nothing_aslant_where_nothing_is() -> None:
    framed = Image.new("L", (800, 600), 255)
    framed.paste(PICTURE, (100, 100))
    words = Image.new("L", (800, 600), 0)
    words.paste(255, (100, 100, 130, 400))
    words.paste(255, (400, 500, 700, 520))
    for picture in (PICTURE, framed, words, Image.new("L", (300, 200), 9), Image.new("L", (9, 9), 9)):
        assert aslant.straight(_dots(picture)) is None


@pytest.mark.parametrize(("ink", "part"), [(230, UNMARKED[0]), (20, UNMARKED[1])])
def test_it_takes_thin_marks_away(ink: int, part: str) -> None:
    marked = PICTURE.copy()
    draw = ImageDraw.Draw(marked)
    for y in range(0, marked.height, 36):
        draw.text((y % 72 / 2, y), "sample " * 12, fill=ink, font=ImageFont.load_default(22))
    expected = pdq.pdq_rgb(np.asarray(PICTURE.convert("RGB"))).bits
    found = {
        view.part: _apart(view.turns[0].bits, expected) for view in views(of_image(marked.convert("RGB")), Effort.FULL)
    }
    assert found[part] <= 24 and found[part] <= found["whole"]


def _apart(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()
