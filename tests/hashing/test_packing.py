"""The sealed form of a registration, what the matcher gets of it, and which registrations are one picture."""

import numpy as np
import pytest

from cases.fingerprints import alike, digest, marking, packing, pdq
from cases.fingerprints.digest import Frame, Item, Patch, Sound
from cases.fingerprints.packing import Value
from cases.fingerprints.query import Query
from tests.hashing import make

KEY = b"k" * 32
PICTURE = Item("ab" * 32, "image", "0f" * 32, 40, 8, 8, (), "cd" * 16, (Patch("77" * 32, 60), Patch("11" * 32, 70)))
CLIP = Item("ef" * 32, "video", None, None, 8, 8, (Frame(0.5, "3c" * 32, 80),), "", (), (Sound(2.0, "5a" * 32),))


@pytest.mark.parametrize("item", [PICTURE, CLIP])
def test_it_packs_every_kind_and_gives_it_back(item: Item) -> None:
    values = packing.of_item(item, detailed=True)
    assert packing.unpack(packing.pack(values)) == values == packing.ordered(reversed(values))
    assert {value.kind for value in packing.plain(values)} & set(packing.DETAILED) == set()
    assert packing.of_item(item, detailed=False) == packing.plain(values)
    assert item.sha256 not in repr(values)


def test_it_refuses_bytes_that_are_none() -> None:
    assert packing.unpack(b"") == ()
    for bad in (b"\x02", packing.pack(packing.of_item(PICTURE, detailed=True))[:-1]):
        with pytest.raises(ValueError, match="packed"):
            packing.unpack(bad)


def test_it_gives_the_matcher_marks_of_digests_and_only_good_hashes() -> None:
    values = packing.of_item(PICTURE, detailed=True)
    found = packing.compared(values, key=KEY, floor=50, detailed=True)
    assert [value.kind for value in found] == ["sha256", "md5", "patch", "patch"], "quality 40 is matched exactly only"
    assert not {bytes.fromhex(PICTURE.sha256), bytes.fromhex(PICTURE.md5)} & {value.bits[:16] for value in found}
    asked = marking.marked(Query(PICTURE.sha256, PICTURE.md5), KEY)
    assert {asked.sha256, asked.md5} == {value.bits.hex() for value in found[:2]}
    assert asked.sha256 == digest.mark("sha256", bytes.fromhex(PICTURE.sha256), KEY).hex()
    assert marking.marked(Query(PICTURE.sha256), b"x" * 32).sha256 != asked.sha256
    assert {v.kind for v in packing.compared(values, key=KEY, floor=40, detailed=False)} == {"sha256", "md5", "pdq"}


def test_it_turns_a_hash_as_a_turned_picture_would() -> None:
    own = pdq.dihedral(make.picture(320, 240).mean(axis=2))
    turns = alike.turned(np.frombuffer(own[0].bits, dtype=np.uint8).reshape(1, 32))[:, 0]
    for turn in own:
        apart = np.bitwise_count(turns ^ np.frombuffer(turn.bits, dtype=np.uint8)).sum(axis=1)
        assert apart.min() <= 16


def test_it_knows_one_picture_and_one_clip() -> None:
    def picture(bits: bytes, quality: int = 90, sha: int = 1) -> list[Value]:
        return [Value("sha256", bytes([sha]) * 32), Value("pdq", bits, quality)]

    own = pdq.dihedral(make.picture(320, 240).mean(axis=2))
    other = pdq.dihedral(make.picture(320, 240, seed=9).mean(axis=2))
    for turn in own:
        assert alike.alike(picture(own[0].bits), picture(turn.bits, sha=2))
    assert not alike.alike(picture(own[0].bits), picture(other[0].bits, sha=2))
    assert not alike.alike(picture(own[0].bits, 40), picture(own[0].bits, 40, sha=2)), "a weak hash says nothing"
    assert alike.alike(picture(own[0].bits, 0), picture(other[0].bits, 0)), "the same file"
    long = [Value("frame", turn.bits, 90, number) for number, turn in enumerate([own[0], other[0]] * 60)]
    assert alike.alike(long, [Value("frame", own[5].bits, 90, 7)]), "a mirrored part of the clip"
    assert not alike.alike([Value("frame", other[0].bits, 90)], [Value("frame", own[0].bits, 90)])
