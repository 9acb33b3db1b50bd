"""A picture is hashed where Pillow has it, and gives the values that a copy gives."""

import gc

import numpy as np
import pytest
from PIL import Image

from cases.fingerprints import lent, pdq, stills


def picture(width: int, height: int, seed: int = 1) -> Image.Image:
    """Noise over a slope."""
    draw = np.random.default_rng(seed)
    slope = np.linspace(0, 200, width)[None, :, None] + draw.integers(0, 56, (height, width, 3))
    return Image.fromarray(slope.astype(np.uint8))


@pytest.mark.parametrize(("width", "height"), [(1, 1), (5, 7), (77, 101), (640, 481), (1920, 1080)])
def test_it_reads_the_pixels_without_a_copy(width: int, height: int) -> None:
    image = picture(width, height)
    held = lent.pixels(image)
    assert held is not None and not held.flags.writeable
    assert np.array_equal(held[:, :, :3], np.asarray(image))
    image.putpixel((0, 0), (1, 2, 3))
    assert held[0, 0, :3].tolist() == [1, 2, 3]
    assert stills.reference(image) == pdq.dihedral_rgb(np.asarray(image))


@pytest.mark.parametrize(("width", "height"), [(4, 1), (640, 481), (1920, 1080)])
def test_it_reads_brightness_without_a_copy(width: int, height: int) -> None:
    image = picture(width, height).convert("L")
    held = lent.pixels(image)
    assert held is not None and not held.flags.writeable
    assert np.array_equal(held, np.asarray(image))
    assert stills.reference(image) == pdq.dihedral(np.asarray(image))


def test_it_keeps_the_memory_as_long_as_it_is_looked_at() -> None:
    image = picture(301, 97)
    right, held = np.asarray(image).copy(), lent.pixels(image)
    assert held is not None
    part = held[10:20]
    del image, held
    gc.collect()
    others = [picture(301, 97, seed) for seed in range(2, 12)]
    assert np.array_equal(part[:, :, :3], right[10:20]) and others


def test_it_says_when_it_has_to_be_copied_and_the_values_stay_the_same() -> None:
    large, bright = picture(2600, 1700), picture(201, 100).convert("L")
    assert lent.pixels(large) is None and lent.pixels(bright) is None
    assert lent.pixels(Image.frombuffer("RGB", (8, 8), bytes(256), "raw", "RGBX", 0, 1)) is None
    assert stills.reference(large) == pdq.dihedral_rgb(np.asarray(large))
    assert stills.reference(bright) == pdq.dihedral(np.asarray(bright))
