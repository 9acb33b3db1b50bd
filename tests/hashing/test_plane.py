"""The fast ways to the same hashes: rows fetched when needed, the reader's own scaling, parts of a reduced picture."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from cases.fingerprints import pdq, plane, prepare, stills
from tests.hashing import make, prepared

SMALL = Image.fromarray(make.picture(320, 240))
LARGE = SMALL.resize((1500, 1125), Image.Resampling.BICUBIC)


def jpeg(image: Image.Image, **options: object) -> bytes:
    return make.still(image, "JPEG", quality=88, **options)


def apart(one: tuple[pdq.Pdq, ...], other: tuple[pdq.Pdq, ...]) -> int:
    return max(pdq.distance(a.bits, b.bits) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("size", [(5, 9), (64, 63), (129, 300), (641, 480), (1500, 1125)])
def test_it_gives_the_same_bits_whichever_way_the_sums_are_made(size: tuple[int, int]) -> None:
    """The plain way, all in double precision, is the yardstick for sums of whole numbers in single precision."""
    rgb = np.asarray(SMALL.resize(size, Image.Resampling.BICUBIC))
    plain = rgb.astype(np.float64) @ (pdq.LUMA / 1000)
    assert pdq.dihedral_rgb(rgb) == pdq.dihedral(plain) == stills.reference(Image.fromarray(rgb))


def test_it_gives_the_same_bits_from_strips_of_a_large_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = stills.reference(LARGE)
    monkeypatch.setattr(stills, "COPIED", 0)
    assert stills.reference(LARGE) == whole
    assert apart(stills.reference(LARGE.convert("L")), whole) <= 2


def test_it_sums_the_weights_of_each_dot() -> None:
    for length in (5, 64, 300, 641):
        for factor in (1, 2, 3, 8):
            for lead in range(factor):
                dots = -(-(length + lead) // factor)
                weights = np.zeros((64, dots * factor))
                weights[:, lead : lead + length] = pdq.operator(length)
                assert np.allclose(
                    plane.folded(length, factor, lead), weights.reshape(64, dots, factor).sum(axis=2), atol=1e-6
                )


def test_it_keeps_the_fast_path_within_four_bits() -> None:
    medium = LARGE.crop((0, 0, 1101, 701)), SMALL.resize((900, 257), Image.Resampling.BICUBIC)
    for image in (LARGE, LARGE.crop((0, 0, 1101, 1031)), LARGE.convert("L"), *medium):
        data = jpeg(image)
        found = stills.fast(data)
        assert found is not None and found.factor == (2 if min(image.size) >= stills.LARGE else 1)
        assert (found.width, found.height) == image.size
        assert apart(found.hashes(found.whole), stills.reference(prepare.upright(data))) <= 4


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_turns_the_fast_path_as_exif_says(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = jpeg(LARGE.crop((0, 0, 1101, 1031)), exif=exif)
    found = stills.fast(data)
    assert found is not None
    upright = prepare.upright(data)
    assert (found.width, found.height) == upright.size
    assert apart(found.hashes(found.whole), stills.reference(upright)) <= 4


def test_it_keeps_to_the_colour_profile_on_the_fast_path() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    other = make.swapped_primaries(srgb).replace(b"s\0R\0G\0B", b"o\0d\0d\0!").replace(b"sRGB", b"odd!")
    for profile in (srgb, other, other[:300], b"nonsense"):
        data = jpeg(LARGE, icc_profile=profile)
        found = stills.fast(data)
        assert found is not None
        assert apart(found.hashes(found.whole), stills.reference(prepare.upright(data))) <= 4


def test_it_leaves_to_the_reference_path_what_it_must() -> None:
    assert stills.fast(jpeg(SMALL)) is None
    assert stills.fast(jpeg(LARGE.resize((800, 600)), icc_profile=b"nonsense")) is None
    assert stills.fast(make.still(LARGE)) is None
    assert stills.fast(jpeg(LARGE.convert("CMYK"))) is None
    with pytest.raises(prepare.Undecodable, match="truncated"):
        stills.fast(jpeg(LARGE)[:20_000])
    with pytest.raises(prepare.Undecodable, match="too-many-pixels"):
        stills.fast(jpeg(LARGE), max_pixels=1000)


def test_it_hashes_any_part_as_if_it_were_cut_out() -> None:
    wide = SMALL.resize((2600, 1950), Image.Resampling.BICUBIC)
    reduced = plane.of_image(wide)
    assert reduced.factor == 2
    for box in ((0, 0, 1300, 975), (1300, 975, 2600, 1950), (301, 203, 2111, 1777)):
        cut = stills.reference(wide.crop(box))
        left, top, right, bottom = box
        assert apart(reduced.hashes(plane.Rectangle(left, top, right, bottom)), cut) <= 4
    assert reduced.hashes(plane.Rectangle(5, 5, 8, 90)) == (pdq.ZERO,) * 8


def test_it_turns_a_plane_in_all_eight_ways() -> None:
    dots = plane.Plane(np.arange(15, dtype=np.float32).reshape(3, 5), 4, 18, 11)
    for orientation, turn in prepared.ORIENTATIONS.items():
        found = dots.turned(orientation)
        assert np.array_equal(found.dots, turn(dots.dots[:, :, None])[:, :, 0])
        assert (found.width, found.height) == ((11, 18) if orientation > 4 else (18, 11))
        assert found.left in (0, 2 if orientation <= 4 else 1) and found.top in (0, 1 if orientation <= 4 else 2)
