"""How much of a registered clip is found, by order and variety of its frames."""

import random

import pytest

from cases.fingerprints import clips
from cases.fingerprints.clips import Meeting
from cases.fingerprints.query import WHOLE

RANDOM = random.Random(7)
SCENES = [RANDOM.randbytes(32) for _ in range(60)]  # one a second, each unlike the others


def moved(value: bytes, bits: int) -> bytes:
    """The value with this many bits changed."""
    number = int.from_bytes(value, "big")
    for place in random.Random(bits).sample(range(256), bits):
        number ^= 1 << place
    return number.to_bytes(32, "big")


def meet(found: list[tuple[float, bytes]], registered: list[tuple[float, bytes]], turn: int = 0) -> clips.ClipProof:
    """The proof from every pair of frames within 31 bits."""
    pairs = []
    for t, asked in found:
        for at, value in registered:
            distance = (int.from_bytes(asked, "big") ^ int.from_bytes(value, "big")).bit_count()
            if distance <= 31:
                pairs.append(Meeting(t, at, distance, 90, turn, WHOLE, asked, value))
    proof = clips.prove(pairs, [t for t, _ in found], [at for at, _ in registered])
    assert proof is not None
    return proof


REGISTERED = [(float(second), value) for second, value in enumerate(SCENES)]


def test_it_finds_the_whole_clip() -> None:
    proof = meet([(t, moved(value, 12)) for t, value in REGISTERED], REGISTERED)
    assert (proof.ordered, proof.scenes, proof.frames, proof.share, proof.share_asked) == (60, 60, 60, 1.0, 1.0)
    assert proof.speed == pytest.approx(1) and proof.offset == pytest.approx(0, abs=0.01)
    assert (proof.seconds, proof.run, proof.distance) == (59.0, 59.0, 12)


def test_it_finds_a_tenth_and_a_piece_of_a_compilation() -> None:
    cut = meet([(t - 30, moved(value, 9)) for t, value in REGISTERED[30:36]], REGISTERED)
    assert (cut.scenes, cut.share_asked) == (6, 1.0) and cut.share == pytest.approx(0.12, abs=0.03)
    assert cut.offset == pytest.approx(30, abs=0.01)
    others = [(float(t), RANDOM.randbytes(32)) for t in range(300)]
    mixed = others[:200] + [(200 + t, value) for t, value in REGISTERED[:20]] + [(t + 20, v) for t, v in others[200:]]
    within = meet(mixed, REGISTERED[:20])
    assert (within.scenes, within.share) == (20, 1.0) and within.share_asked < 0.1
    assert within.offset == pytest.approx(-200, abs=0.01)


@pytest.mark.parametrize("speed", [0.5, 0.75, 0.9, 1.25, 1.5, 2.0])
def test_it_estimates_speed_and_offset(speed: float) -> None:
    found = [(5 + t / speed, moved(value, 8)) for t, value in REGISTERED]
    proof = meet(found, REGISTERED)
    assert proof.speed == pytest.approx(speed, rel=0.01) and proof.offset == pytest.approx(-5 * speed, abs=0.3)
    assert proof.scenes == 60 and proof.share == 1.0


def test_it_counts_a_still_scene_as_one_proof() -> None:
    still = [(float(t), moved(SCENES[0], t % 4)) for t in range(20)]
    proof = meet(still, still)
    assert (proof.scenes, proof.ordered, proof.share) == (1, 1, 1.0)
    assert proof.frames == 2  # close, and the whole clip: eyes are asked for, no more
    far = meet([(t, moved(value, 28)) for t, value in still], still)
    assert far.frames == 1


def test_it_tells_a_title_card_from_a_clip() -> None:
    card, others = SCENES[0], [(10.0 + t, RANDOM.randbytes(32)) for t in range(20)]
    found = [(float(t), card) for t in range(3)] + others
    assert meet(found, [(float(t), moved(card, 3)) for t in range(3)] + REGISTERED[10:]).frames == 1
    template = [
        Meeting(float(t), float(at), 28, 90, 0, WHOLE, card, moved(card, 28)) for t in range(2) for at in (3, 9)
    ]
    assert clips.prove(template, [float(t) for t in range(40)], [float(t) for t in range(40)]) is None


def test_it_asks_for_a_close_and_clear_frame_of_a_still() -> None:
    for bits, quality, frames in ((4, 90, 2), (4, 79, 1), (14, 90, 1)):
        one = Meeting(0.0, 7.0, bits, quality, 0, WHOLE, SCENES[7], moved(SCENES[7], bits))
        proof = clips.prove([one], [0.0], [float(t) for t in range(60)])
        assert proof is not None and proof.frames == frames


def test_it_counts_frames_in_order_only() -> None:
    backwards = meet([(60 - t, value) for t, value in REGISTERED], REGISTERED)
    assert backwards.scenes == 1
    pieces = [*REGISTERED[40:50], *REGISTERED[10:20], *REGISTERED[52:58]]
    assert meet([(float(t), value) for t, (_, value) in enumerate(pieces)], REGISTERED).scenes == 16


def test_it_keeps_to_one_turn() -> None:
    pairs = [Meeting(t, t, 3, 90, int(t) % 2, WHOLE, value, value) for t, value in REGISTERED]
    proof = clips.prove(pairs, [t for t, _ in REGISTERED], [t for t, _ in REGISTERED])
    assert proof is not None and proof.scenes == 30
    assert clips.prove([], [0.0], [0.0]) is None
