"""The demo's pictures: strangers far from everything registered, copies within reach, none left out."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cases.detection.adapters.decoder import DecodeLimits, Decoder
from cases.fingerprints import describe, frames, pdq, prepare, rows
from cases.fingerprints.bands import Band
from cases.fingerprints.hits import Hit
from cases.fingerprints.matching import Registry
from cases.fingerprints.values import MemoryValues, columns
from portal.demo import alter, catalogue
from portal.demo.adapters import clips, pictures
from portal.demo.alter import Group
from portal.demo.catalogue import Kind, Media
from tests.hashing import make

RADIUS, MARGIN = 31, 40  # bits
Bits = NDArray[np.uint8]
Served = dict[int, pictures.Rendered]


def bits(hashes: list[pdq.Pdq]) -> Bits:
    return np.unpackbits(np.frombuffer(b"".join(one.bits for one in hashes), np.uint8).reshape(-1, 32), axis=1)


def looks(data: bytes) -> list[pdq.Pdq]:
    """The hashes that detection would search for: the picture in eight turns, whole and without plain borders."""
    whole = prepare.picture(data)
    trimmed = make.trimmed(whole)
    return [*pdq.dihedral_rgb(whole), *([] if trimmed is None else pdq.dihedral_rgb(trimmed))]


def clip_looks(data: bytes, rate: float) -> list[list[pdq.Pdq]]:
    """The hashes of each sampled frame of a clip, `rate` frames a second."""
    clip = frames.clip(data, rate=rate)
    return [[*sample.turns, *(sample.trimmed or ())] for sample in clip.samples]


def nearest(one: Bits, others: Bits) -> int:
    return int((one[:, None, :] != others[None, :, :]).sum(axis=2).min())


@pytest.fixture(scope="module")
def originals() -> dict[str, Bits]:
    """The one hash of each registered photograph, by the name of its file."""
    stills = {original.name: original.bytes for original in pictures.registered() if original.media == "image"}
    return {stem: bits([pdq.pdq_rgb(prepare.picture(stills[name]))]) for name, stem in catalogue.REGISTERED.items()}


@pytest.fixture(scope="module")
def banked() -> Bits:
    """Every frame of the registered clip."""
    return bits([looks_of[0] for looks_of in clip_looks(pictures.registered_clip(), rate=100)])


def test_it_shows_three_hundred_different_pictures(served: Served) -> None:
    stills = [number for number, post in catalogue.POSTS.items() if not post.media.is_clip]
    assert len({hashlib.sha256(served[number].full).digest() for number in stills}) == len(stills) >= 300
    assert all(served[number].thumbnail.startswith(b"\xff\xd8") for number in stills)


def test_it_registers_four_photographs_and_a_clip_of_good_quality(banked: Bits) -> None:
    found = pictures.registered()
    assert [original.media for original in found] == ["image"] * 4 + ["video"]
    for original in found[:4]:
        assert pdq.pdq_rgb(prepare.picture(original.bytes)).quality >= 80
    assert len(banked) >= 90


def test_it_keeps_the_originals_out_of_the_strangers_hands() -> None:
    registered = set(catalogue.REGISTERED.values())
    assert not registered & set(catalogue.TILES) and not registered & set(catalogue.WHOLE)
    assert "motorcycle_right" not in catalogue.FILES, "the other half of a stereo pair is no stranger"
    assert not registered & {media.name for media in catalogue.strangers()}
    assert not set(catalogue.TILES) & set(catalogue.WHOLE), "a tile would lie inside a whole photograph"


def test_it_shows_no_stranger_near_an_original(served: Served, originals: dict[str, Bits], banked: Bits) -> None:
    registered = np.concatenate([*originals.values(), banked])
    near = {}
    for number, post in catalogue.POSTS.items():
        if post.media.group:
            continue
        if post.media.is_clip:
            seen = [one for frame in clip_looks(served[number].full, rate=1) for one in frame]
        else:
            seen = looks(served[number].full)
            assert seen[0].quality >= 80, post.media
        if (distance := nearest(bits(seen), registered)) <= MARGIN:
            near[number] = post.media, distance
    assert near == {}


def test_it_shows_strangers_unlike_each_other(served: Served) -> None:
    hashes = [
        pdq.pdq_rgb(prepare.picture(served[number].full))
        for number, post in catalogue.POSTS.items()
        if not post.media.group and not post.media.is_clip
    ]
    signs = bits(hashes).astype(np.float32) * 2 - 1
    distances = (256 - signs @ signs.T) / 2
    np.fill_diagonal(distances, 256)
    assert distances.min() > RADIUS


@pytest.mark.parametrize("stem", catalogue.REGISTERED.values())
def test_it_keeps_every_copy_of_group_now_within_reach(stem: str, originals: dict[str, Bits]) -> None:
    distances = {}
    for name in alter.names(Group.NOW):
        copy = pictures.rendered(Media(Kind.PHOTO, stem, alteration=name))
        distances[name] = nearest(bits(looks(copy.full)), originals[stem])
    assert {name: distance for name, distance in distances.items() if distance > RADIUS} == {}


@pytest.mark.parametrize("name", alter.CLIP_ALTERATIONS)
def test_it_keeps_a_reencoded_clip_within_reach(name: str, banked: Bits) -> None:
    copy = pictures.rendered(Media(Kind.CLIP, catalogue.CLIP, alteration=name)).full
    near = [nearest(bits(frame), banked) <= RADIUS for frame in clip_looks(copy, rate=1)]
    assert len(near) >= 8 and sum(near) / len(near) >= 0.8


def test_it_declares_what_a_cycle_has_to_find() -> None:
    found = catalogue.truth()
    now, later = ([truth for truth in found if truth.group is group] for group in Group)
    assert len(now) == 14 and len(later) == 8
    assert {truth.alteration for truth in found} == {*alter.ALTERATIONS, "smaller"}
    assert {truth.source for truth in now} == {*catalogue.REGISTERED.values(), catalogue.CLIP}
    assert {truth.site for truth in now} == set(catalogue.SITES)
    numbers = {int(truth.post.rpartition("/")[2]) for truth in found}
    assert numbers == {number for number, post in catalogue.POSTS.items() if post.media.group}


def test_it_writes_the_originals_for_a_person_to_pick(tmp_path: Path) -> None:
    written = pictures.write_originals(tmp_path / "originals")
    assert [path.name for path in written] == ["cat.png", "coffee.png", "rocket.jpg", "motorcycle.png", "slideshow.mp4"]
    assert frames.container(written[-1].read_bytes()) == "mov"
    assert len(list(clips.decode(written[-1].read_bytes()))) == 96


@pytest.mark.parametrize("media", [Media(Kind.SCENE, "bridge", 3), Media(Kind.CLIP, catalogue.CLIP, 0, "smaller")])
def test_it_makes_the_same_bytes_again(media: Media) -> None:
    assert pictures.rendered.__wrapped__(media) == pictures.rendered.__wrapped__(media)


@pytest.fixture(scope="module")
def asked() -> Iterator[Callable[[bytes], list[Hit]]]:
    """What detection finds for a file when everything is registered as the demo does it, details too."""
    items = [describe.describe(one.bytes, rate=2.0, patches=True) for one in pictures.registered()]
    registered = [row for number, item in enumerate(items) for row in rows.rows(item, agency=1, fingerprint=number)]
    registry = Registry(MemoryValues(columns(registered)))
    with Decoder() as decoder:
        yield lambda data: registry.find(decoder.decode(data, limits=DecodeLimits(patches=True)).query)


def _named(truth: catalogue.Truth) -> str:
    return f"{truth.source}-{truth.alteration}"


@pytest.mark.parametrize("truth", [copy for copy in catalogue.truth() if copy.group is Group.LATER], ids=_named)
def test_it_finds_cropped_and_captioned_copies_and_screenshots(
    truth: catalogue.Truth, served: Served, asked: Callable[[bytes], list[Hit]]
) -> None:
    (hit,) = asked(served[int(truth.post.rpartition("/")[2])].full)
    source = [*catalogue.REGISTERED.values(), catalogue.CLIP][hit.fingerprint_id]
    assert source == truth.source and hit.band != Band.POSSIBLE
    assert hit.patches >= 3 or truth.alteration.startswith("screenshot"), "more than the two that would do"


def test_it_shows_no_stranger_with_the_details_of_an_original(
    served: Served, asked: Callable[[bytes], list[Hit]]
) -> None:
    strangers = [number for number, post in catalogue.POSTS.items() if not post.media.group]
    assert {number: hits for number in strangers[::12] if (hits := asked(served[number].full))} == {}
