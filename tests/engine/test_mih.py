"""The index answers exactly what a look at every value answers."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.fingerprints import mih
from cases.fingerprints.search import Index
from tests.engine.make import flipped, neighbour, values
from tests.test_architecture import ROOT


@given(seed=st.integers(0, 2**31), count=st.integers(0, 60), radius=st.integers(0, 31))
@settings(max_examples=50, deadline=None)
def test_it_finds_what_the_plain_scan_finds(seed: int, count: int, radius: int) -> None:
    held = values(count + 1, seed)
    asked = np.array([neighbour(held[at % len(held)], (radius + at % 4) % 33, seed + at) for at in range(24)])
    index = mih.Mih(held, mih.build(held, np.arange(len(held), dtype=np.uint32)))
    wanted = Index(np.arange(len(held)), held).search(asked, radius)
    assert [tuple(hit) for hit in index.search(asked, radius).tolist()] == wanted
    assert [tuple(hit) for hit in index.search(asked, radius, threads=2).tolist()] == wanted
    assert [tuple(hit) for hit in mih.scan(held, asked, radius).tolist()] == wanted


def test_it_finds_every_hard_neighbour_and_no_decoy() -> None:
    held = values(1000, 7)
    distances = np.arange(3300) % 33
    asked = np.array([neighbour(held[at % 1000], int(distances[at]), at) for at in range(3300)])
    index = mih.Mih(held, mih.build(held, np.arange(1000, dtype=np.uint32)))
    found = {(number, row): distance for number, row, distance in index.search(asked).tolist()}
    assert found == {(at, at % 1000): int(distances[at]) for at in range(3300) if distances[at] <= 31}


def test_it_finds_every_way_in_which_one_pair_of_bands_differs_least() -> None:
    held, draw = values(800, 11), np.random.default_rng(5)
    index = mih.Mih(held, mih.build(held, np.arange(800, dtype=np.uint32)))
    for few, radius in ((0, 7), (1, 15), (2, 23), (3, 31)):
        for least, pair in ((least, pair) for least in range(few + 1) for pair in range(8)):
            left = draw.integers(0, few + 2, 8)
            left[pair] = least
            spread = np.stack([left, few + 1 - left], axis=1)  # one more than a posting may differ in ...
            spread[pair, 1] = few - least  # ... in all pairs but this one
            asked = flipped(held[pair], spread.reshape(-1).tolist(), draw)[None]
            assert index.search(asked, radius).tolist() == [[0, pair, radius]]
            assert index.search(asked, radius - 1).tolist() == []
            assert index.search(np.repeat(asked, 20, axis=0), radius)[:, 1].tolist() == [pair] * 20


def test_it_finds_many_equal_values() -> None:
    held = np.repeat(values(1, 3), 3000, axis=0)
    index = mih.Mih(held, mih.build(held, np.arange(0, 3000, 2, dtype=np.uint32)))
    found = index.search(held[:2])
    assert found.tolist() == [[number, row, 0] for number in (0, 1) for row in range(0, 3000, 2)]


def test_it_refuses_what_it_could_not_answer_exactly() -> None:
    held = values(3, 1)
    with pytest.raises(ValueError, match="exact up to 31"):
        mih.Mih(held, mih.build(held, np.arange(3, dtype=np.uint32))).search(held, 32)


def test_it_does_not_load_the_compiler_before_it_is_needed() -> None:
    code = "import sys, cases.fingerprints.stored; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
