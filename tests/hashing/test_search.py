"""Every value within the distance is found, and none beyond it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from cases.fingerprints import pdq, search

Values = NDArray[np.uint8]


def flipped(value: Values, bits: int, rng: np.random.Generator) -> Values:
    """The value with exactly `bits` bits changed."""
    plain = np.unpackbits(value)
    plain[rng.choice(256, bits, replace=False)] ^= 1
    return np.packbits(plain)


def naive(ids: NDArray[np.int64], values: Values, queries: Values, radius: int) -> list[search.Found]:
    """The oracle: one comparison at a time, by whole numbers."""
    found = []
    for number, query in enumerate(queries):
        pairs = zip(values, ids, strict=True)
        hits = [(pdq.distance(query.tobytes(), value.tobytes()), int(name)) for value, name in pairs]
        found += [(number, name, away) for away, name in sorted(hits) if away <= radius]
    return found


def test_it_finds_what_a_naive_search_finds() -> None:
    rng = np.random.default_rng(1)
    values = rng.integers(0, 256, (600, 32), dtype=np.uint8)
    queries = rng.integers(0, 256, (12, 32), dtype=np.uint8)
    for number, query in enumerate(queries):
        for step, away in enumerate((0, 1, 17, 30, 31, 32, 33)):
            values[number * 40 + step] = flipped(query, away, rng)
    ids = rng.integers(0, 300, 600)
    index = search.Index(ids, values)
    for radius in (0, 16, 31, 100, 128):
        assert index.search(queries, radius) == naive(ids, values, queries, radius)
    assert len(index.search(queries)) == 12 * 5


def test_it_finds_neighbours_however_their_bits_are_spread() -> None:
    """31 changed bits all in one word, and spread evenly; 32 are a miss in both."""
    query = np.random.default_rng(2).integers(0, 256, 32, dtype=np.uint8)
    spread = [
        list(range(0, 31)),
        list(range(225, 256)),
        list(range(0, 256, 8))[:31],
        [*range(0, 32)],
        [*range(0, 256, 8)],
    ]
    values = np.stack([np.packbits(np.unpackbits(query) ^ np.isin(np.arange(256), bits)) for bits in spread])
    found = search.Index(np.arange(5), values).search(query[None, :])
    assert found == [(0, 0, 31), (0, 1, 31), (0, 2, 31)]


def test_it_searches_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "BLOCK", 7)
    rng = np.random.default_rng(3)
    values = rng.integers(0, 256, (50, 32), dtype=np.uint8)
    index = search.Index(np.arange(50), values)
    assert index.search(values) == [(number, number, 0) for number in range(50)]


def test_it_takes_bytes_words_and_strings_alike() -> None:
    values = np.random.default_rng(4).integers(0, 256, (9, 32), dtype=np.uint8)
    ids = np.arange(9)
    strings = [value.tobytes() for value in values]
    for given in (values, search.as_words(values)):
        assert search.Index(ids, given).search(strings) == [(n, n, 0) for n in range(9)]
    assert len(search.Index(ids, values)) == 9


def test_it_finds_nothing_in_nothing() -> None:
    empty = search.Index(np.zeros(0, np.int64), np.zeros((0, 32), np.uint8))
    assert empty.search([bytes(32)]) == []
    assert search.Index(np.arange(1), np.zeros((1, 32), np.uint8)).search([]) == []


def test_it_refuses_arrays_that_do_not_fit() -> None:
    for ids, values in ((np.arange(2), np.zeros((1, 32), np.uint8)), (np.arange(1), np.zeros((1, 31), np.uint8))):
        with pytest.raises(ValueError):
            search.Index(ids, values)
    with pytest.raises(ValueError):
        search.as_words([b"short"])
