"""How proofs become a band (rule 18 of the rules that prevent harm)."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.fingerprints.bands import (
    PORTAL,
    Band,
    FrameLimits,
    Kind,
    Part,
    PatchLimits,
    PictureLimits,
    Proof,
    SoundLimits,
    Thresholds,
    band,
    carrier,
    ordered_frames,
    score,
    within,
)

EXACT = Proof(Kind.EXACT)
CLOSE = Proof(Kind.PDQ, distance=10, quality=80)
NEAR = Proof(Kind.PDQ, distance=31, quality=65)
FIVE = Proof(Kind.FRAMES, distance=20, quality=60, ordered_frames=5)
TWO, THREE = Proof(Kind.PATCHES, distance=30, patches=2), Proof(Kind.PATCHES, distance=30, patches=3)
LONG = Proof(Kind.SOUND, seconds=10)


@pytest.mark.parametrize("proofs", [[EXACT, CLOSE], [EXACT, FIVE], [CLOSE, FIVE], [EXACT, CLOSE, FIVE, NEAR]])
def test_it_is_certain_with_two_proofs_of_different_kinds(proofs: list[Proof]) -> None:
    assert band(proofs) is Band.CERTAIN


@pytest.mark.parametrize(
    "proofs",
    [
        [EXACT],
        [EXACT, EXACT],
        [CLOSE],
        [CLOSE, CLOSE],
        [FIVE, FIVE],
        [EXACT, Proof(Kind.PDQ, distance=11, quality=100)],
        [EXACT, Proof(Kind.PDQ, distance=0, quality=79)],
        [EXACT, Proof(Kind.FRAMES, ordered_frames=4)],
        [NEAR],
        [NEAR, Proof(Kind.FRAMES, ordered_frames=4)],
        [Proof(Kind.FRAMES, distance=31, quality=65, ordered_frames=2)],
    ],
)
def test_it_is_likely_with_one_proof_or_usual_distances(proofs: list[Proof]) -> None:
    assert band(proofs) is Band.LIKELY


def test_it_is_only_possible_with_one_frame() -> None:
    assert band([Proof(Kind.FRAMES, distance=3, quality=100, ordered_frames=1)]) is Band.POSSIBLE


@pytest.mark.parametrize(
    "proof",
    [
        Proof(Kind.PDQ, distance=32, quality=100),
        Proof(Kind.PDQ, distance=0, quality=49),
        Proof(Kind.FRAMES, distance=0, quality=49, ordered_frames=99),
        Proof(Kind.FRAMES, distance=32, quality=99, ordered_frames=99),
        Proof(Kind.FRAMES, quality=99, ordered_frames=0),
    ],
)
def test_it_is_no_match_beyond_the_distance_or_below_the_quality(proof: Proof) -> None:
    assert band([proof]) is None
    assert band([]) is None
    assert band([EXACT, proof]) is Band.LIKELY  # and it does not count as a second proof


PROOFS = st.one_of(
    st.just(EXACT),
    st.builds(
        Proof, st.just(Kind.PDQ), st.integers(0, 60), st.integers(0, 100), part=st.sampled_from(list(Part))
    ),
    st.builds(
        Proof, st.just(Kind.FRAMES), st.integers(0, 60), st.integers(0, 100), st.integers(0, 9),
        st.sampled_from(list(Part)),
    ),
    st.builds(Proof, st.just(Kind.PATCHES), st.integers(0, 48), patches=st.integers(0, 9)),
    st.builds(Proof, st.just(Kind.SOUND), seconds=st.floats(0, 60)),
)  # fmt: skip
HIGH = {None: 0, Band.POSSIBLE: 1, Band.LIKELY: 2, Band.CERTAIN: 3}


@given(st.lists(PROOFS, max_size=6), PROOFS)
def test_it_never_becomes_less_sure_with_a_proof_more(proofs: list[Proof], more: Proof) -> None:
    assert HIGH[band([*proofs, more])] >= HIGH[band(proofs)]
    assert score([*proofs, more]) >= score(proofs)


@given(st.lists(PROOFS, max_size=6), st.randoms())
def test_it_does_not_care_for_the_order_of_proofs(proofs: list[Proof], chance: Random) -> None:
    other = chance.sample(proofs, len(proofs))
    assert band(other) is band(proofs)
    assert score(other) == score(proofs)


@given(st.lists(PROOFS, max_size=5), st.lists(PROOFS, max_size=5))
def test_it_scores_higher_bands_higher(one: list[Proof], other: list[Proof]) -> None:
    assert 0 <= score(one) <= 1
    if HIGH[band(one)] > HIGH[band(other)]:
        assert score(one) > score(other)


@pytest.mark.parametrize(
    ("proofs", "expected"),
    [
        ([THREE], Band.LIKELY),
        ([THREE, CLOSE], Band.CERTAIN),
        ([THREE, EXACT], Band.CERTAIN),
        ([THREE, FIVE], Band.CERTAIN),
        ([THREE, THREE], Band.LIKELY),
        ([THREE, NEAR], Band.LIKELY),
        ([TWO, CLOSE], Band.LIKELY),
        ([TWO], Band.LIKELY),
        ([Proof(Kind.PATCHES, patches=1)], None),
        ([LONG], Band.LIKELY),
        ([LONG, CLOSE], Band.CERTAIN),
        ([LONG, FIVE], Band.CERTAIN),
        ([LONG, LONG], Band.LIKELY),
        ([Proof(Kind.SOUND, seconds=5)], Band.LIKELY),
        ([Proof(Kind.SOUND, seconds=2)], Band.POSSIBLE),
        ([Proof(Kind.SOUND, seconds=1)], None),
    ],
)
def test_it_judges_details_and_sound(proofs: list[Proof], expected: Band | None) -> None:
    assert band(proofs) is expected


@pytest.mark.parametrize(
    ("part", "quality", "distance", "expected"),
    [
        (Part.WHOLE, 65, 31, Band.LIKELY),
        (Part.WHOLE, 64, 24, Band.LIKELY),
        (Part.WHOLE, 64, 25, Band.POSSIBLE),
        (Part.TRIMMED, 50, 31, Band.POSSIBLE),
        (Part.CELL, 90, 27, Band.LIKELY),
        (Part.CELL, 90, 28, None),
        (Part.CELL, 60, 24, Band.LIKELY),
        (Part.CELL, 59, 24, Band.POSSIBLE),
        (Part.CELL, 59, 25, None),
        (Part.CELL, 49, 0, None),
    ],
)
def test_it_asks_more_of_smooth_pictures_and_of_pieces(
    part: Part, quality: int, distance: int, expected: Band | None
) -> None:
    assert band([Proof(Kind.PDQ, distance, quality, part=part)]) is expected


def test_it_takes_stricter_thresholds() -> None:
    strict = Thresholds(PictureLimits(distance=20, quality=70, certain_distance=6), PatchLimits(certain=4, likely=3))
    assert band([Proof(Kind.PDQ, distance=25, quality=90)], strict) is None
    assert band([Proof(Kind.PDQ, distance=15, quality=60)], strict) is None
    assert band([TWO], strict) is None
    assert band([THREE], strict) is Band.LIKELY
    assert band([EXACT, CLOSE], strict) is Band.LIKELY
    assert band([EXACT, THREE], strict) is Band.LIKELY


def test_it_lets_nobody_be_wider_than_the_portal() -> None:
    wide = Thresholds(
        PictureLimits(distance=60, quality=10, certain_distance=31, cell_distance=31, smooth_distance=31),
        PatchLimits(certain=1, likely=1),
        FrameLimits(certain=1, likely=1),
        SoundLimits(certain=1, likely=1, possible=1),
        certain_proofs=1,
    )
    assert within(wide) == PORTAL
    strict = Thresholds(PictureLimits(distance=12), FrameLimits(certain=9), certain_proofs=3)
    assert within(strict) == strict


def test_it_says_which_kind_carries_a_match() -> None:
    assert carrier([NEAR, THREE]) is Kind.PATCHES
    assert carrier([EXACT, CLOSE, THREE, FIVE]) is Kind.EXACT


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], 0),
        ([(0, 5)], 1),
        ([(0, 10), (1, 11), (2, 12), (3, 13)], 4),
        ([(3, 13), (0, 10), (2, 12), (1, 11)], 4),  # given in any order
        ([(0, 3), (1, 2), (2, 1), (3, 0)], 1),  # backwards
        ([(0, 0), (0, 1), (0, 2), (0, 3)], 1),  # a still picture that looks like every frame
        ([(0, 7), (1, 7), (2, 7)], 1),  # every frame looks like one still picture
        ([(0, 0), (1, 50), (2, 1), (3, 2), (4, 60), (5, 3)], 4),
    ],
)
def test_it_counts_frames_that_come_in_the_same_order(pairs: list[tuple[float, float]], expected: int) -> None:
    assert ordered_frames(pairs) == expected
