"""Pure rules of the guards: bars, spreading, pace, and the turns made out of one hash."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cases.fingerprints import guarding, pdq, turning
from cases.fingerprints.bands import Band
from cases.fingerprints.guarding import Likeness, Pace


@pytest.mark.parametrize(
    ("bar", "band", "like", "left"),
    [
        (0, Band.CERTAIN, Likeness(True, 0, 0), Band.CERTAIN),
        (1, Band.CERTAIN, Likeness(True, 0, 0), Band.LIKELY),
        (1, Band.LIKELY, Likeness(False, 20, 0), Band.LIKELY),
        (1, Band.LIKELY, Likeness(False, 21, 0), Band.POSSIBLE),
        (1, Band.LIKELY, Likeness(False, 40, 3), Band.LIKELY),
        (1, Band.POSSIBLE, Likeness(False, 5, 0), Band.POSSIBLE),
        (2, Band.CERTAIN, Likeness(True, 0, 0), Band.LIKELY),
        (2, Band.LIKELY, Likeness(False, 10, 0), Band.LIKELY),
        (2, Band.LIKELY, Likeness(False, 11, 9), None),
        (3, Band.CERTAIN, Likeness(True, 0, 9), None),
    ],
)
def test_it_lowers_the_band_by_the_bar(bar: int, band: Band, like: Likeness, left: Band | None) -> None:
    assert guarding.barred(bar, band, like) is left


def test_it_sees_what_spreads() -> None:
    few = [f"https://www.h{n}.example:8443/p" for n in range(5)] + ["https://h1.example/q"]
    assert not guarding.spreading(few, most_hosts=5, most_pages=20)
    assert guarding.spreading([*few, "https://h9.example/"], most_hosts=5, most_pages=20)
    pages = [f"https://one.example/{n}" for n in range(20)]
    assert not guarding.spreading(pages * 2, most_hosts=5, most_pages=20)
    assert guarding.spreading([*pages, "https://one.example/z"], most_hosts=5, most_pages=20)
    assert len(guarding.hosts(["http://[bad", "http://[bad"])) == 1


def test_it_slows_and_then_refuses() -> None:
    paces = [guarding.pace(n) for n in (0, 39, 40, 119, 120)]
    assert paces == [None, None, Pace.SLOWED, Pace.SLOWED, Pace.REFUSED]


def test_it_turns_a_hash_as_the_picture() -> None:
    found = find_spec("skimage")
    if found is None or found.origin is None:
        pytest.skip("scikit-image is not installed")
    for name in ("astronaut", "chelsea", "coffee"):
        with Image.open(Path(found.origin).parent / "data" / f"{name}.png") as picture:
            real = pdq.dihedral_rgb(np.asarray(picture.convert("RGB")))
        made = turning.turned(real[0].bits)
        assert made[0] == real[0].bits
        assert max(pdq.distance(one.bits, other) for one, other in zip(real, made, strict=True)) <= 18
    with pytest.raises(ValueError, match="32 bytes"):
        turning.turned(b"short")
