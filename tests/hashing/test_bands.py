"""How proofs become a band (rule 18 of the rules that prevent harm)."""

import pytest

from cases.fingerprints.bands import Band, Kind, Proof, Thresholds, band, ordered_frames

EXACT = Proof(Kind.EXACT)
CLOSE = Proof(Kind.PDQ, distance=10, quality=80)
NEAR = Proof(Kind.PDQ, distance=31, quality=50)
FIVE = Proof(Kind.FRAMES, distance=20, quality=60, ordered_frames=5)


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
        [Proof(Kind.FRAMES, distance=31, quality=50, ordered_frames=2)],
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


def test_it_takes_stricter_thresholds() -> None:
    strict = Thresholds(likely_distance=20, likely_quality=70, likely_frames=3, certain_distance=6)
    assert band([Proof(Kind.PDQ, distance=25, quality=90)], strict) is Band.POSSIBLE
    assert band([Proof(Kind.PDQ, distance=15, quality=60)], strict) is Band.POSSIBLE
    assert band([Proof(Kind.FRAMES, distance=9, quality=90, ordered_frames=2)], strict) is Band.POSSIBLE
    assert band([EXACT, CLOSE], strict) is Band.LIKELY
    assert band([Proof(Kind.PDQ, distance=40, quality=90)], Thresholds(possible_distance=44)) is Band.POSSIBLE


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
