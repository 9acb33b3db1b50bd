"""The parts of a found picture that are asked for: frames, screens, bars and collages do not hide a copy."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from cases.fingerprints import content, parts, pdq, plane
from cases.fingerprints.parts import Effort
from tests.hashing import make

OWN = Image.fromarray(make.picture(400, 300, seed=4))
OTHERS = [Image.fromarray(make.picture(400, 300, seed=seed)) for seed in (5, 6, 7)]
HASH = pdq.pdq_rgb(np.asarray(OWN)).bits


def nearest(image: Image.Image, effort: Effort = Effort.QUICK) -> tuple[int, str]:
    """Bits, and the part that is closest to the registered picture."""
    views = parts.views(plane.of_image(image), effort)
    assert views[0].part == "whole"
    return min((pdq.distance(HASH, turn.bits), view.part) for view in views for turn in view.turns)


def compressed(image: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(Image.open(io.BytesIO(make.still(image, "JPEG", quality=75)))))


def on(size: tuple[int, int], colour: tuple[int, int, int], at: tuple[int, int]) -> Image.Image:
    sheet = Image.new("RGB", size, colour)
    sheet.paste(OWN, at)
    return sheet


def lines(image: Image.Image, top: int, bottom: int, colour: tuple[int, int, int]) -> Image.Image:
    draw = ImageDraw.Draw(image)
    for row in range(top, bottom, 18):
        for word in range(12 + row % 5, image.width - 60 - row * 7 % 90, 46):
            draw.rectangle((word, row, word + 30 + word % 9, row + 8), fill=colour)
    return image


def screenshot(ground: tuple[int, int, int], ink: tuple[int, int, int]) -> Image.Image:
    shown = lines(on((400, 800), ground, (0, 180)), 12, 150, ink)
    return lines(shown, 520, 780, ink)


def blurred() -> Image.Image:
    fill = OWN.resize((960, 720)).crop((120, 60, 840, 660)).filter(ImageFilter.GaussianBlur(24))
    fill.paste(OWN, (160, 150))
    return fill


def polaroid() -> Image.Image:
    return lines(on((440, 410), (248, 246, 240), (20, 20)), 350, 390, (60, 60, 90))


@pytest.mark.parametrize(
    "image",
    [
        on((440, 340), (255, 255, 255), (20, 20)),
        on((400, 420), (0, 0, 0), (0, 60)),
        screenshot((255, 255, 255), (20, 20, 20)),
        screenshot((18, 18, 18), (230, 230, 230)),
        polaroid(),
        blurred(),
    ],
    ids=["border", "letterbox", "light screen", "dark screen", "polaroid", "blurred bars"],
)
def test_it_finds_the_picture_in_what_is_around_it(image: Image.Image) -> None:
    bits, part = nearest(compressed(image))
    assert bits <= 31 and part in (parts.TRIMMED, *parts.INNER)


def collage(rows: int, columns: int, gutter: int = 0) -> Image.Image:
    sheet = Image.new("RGB", (columns * 400 + (columns + 1) * gutter, rows * 300 + (rows + 1) * gutter), "white")
    for cell in range(rows * columns):
        row, column = divmod(cell, columns)
        shown = OWN if cell == rows * columns - 1 else OTHERS[cell % 3]
        sheet.paste(shown, (gutter + column * (400 + gutter), gutter + row * (300 + gutter)))
    return sheet


def test_it_finds_the_picture_in_a_collage() -> None:
    assert nearest(collage(2, 2)) == (nearest(collage(2, 2))[0], "2x2:1,1")
    assert nearest(collage(1, 2))[0] <= 4 and nearest(collage(2, 2))[0] <= 4
    for rows, columns in ((3, 1), (2, 3)):
        bits, part = nearest(collage(rows, columns), Effort.FULL)
        assert bits <= 10 and part.startswith(f"{rows}x{columns}:"), part
    bits, part = nearest(collage(2, 2, gutter=24), Effort.FULL)
    assert bits <= 20 and part == "2x2:1,1+"


def test_it_asks_for_few_parts_when_time_counts_and_for_no_plain_ones() -> None:
    found = [view.part for view in parts.views(plane.of_image(OWN))]
    assert len(found) == len(set(found)) == 9
    assert len(parts.views(plane.of_image(OWN), Effort.FULL)) < 70
    plain = parts.views(plane.of_image(Image.new("RGB", (300, 300), "white")), Effort.FULL)
    assert [view.part for view in plain] == ["whole"]
    assert len(parts.views(plane.of_image(OWN.resize((30, 20))), Effort.FULL)) == 1


def test_it_sees_no_frame_where_there_is_none() -> None:
    for image in (OWN, *OTHERS):
        assert content.boxes(pdq.luma(np.asarray(image))) == ()
    assert content.boxes(np.full((200, 200), 40, dtype=np.float32)) == ()
    assert content.boxes(np.zeros((1, 300), dtype=np.float32)) == ()
