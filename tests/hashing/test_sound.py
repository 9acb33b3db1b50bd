"""A clip is found by its sound alone, in any encoding and from anywhere inside; silence, hum and noise prove nothing."""

import numpy as np
import pytest

from cases.fingerprints import audio, chromaprint, sound
from cases.fingerprints.query import Second
from tests.hashing import make, sounds

pytestmark = pytest.mark.skipif(not chromaprint.available(), reason=f"{chromaprint.PACKAGE} is not installed")

TUNE = sounds.tune(24, 1)


def words(data: bytes, seconds: float = 600) -> sound.Words:
    return chromaprint.words(audio.mono(data, rate=chromaprint.RATE, most_seconds=seconds))


def compare(known: tuple[Second, ...], found: tuple[Second, ...]) -> sound.SoundProof | None:
    if not known or not found:
        return None
    table = [np.frombuffer(b"".join(one.bits for one in side), np.uint64).reshape(-1, 4) for side in (known, found)]
    near = np.bitwise_count(table[0][:, None] ^ table[1][None]).sum(axis=2, dtype=int)
    pairs = [
        sound.Agreement(found[b].t, known[a].t, int(near[a, b]), known[a].bits)
        for a, b in np.argwhere(near <= 31).tolist()
    ]
    return sound.prove(pairs)


@pytest.fixture(scope="module")
def known() -> tuple[Second, ...]:
    return sound.registered(words(sounds.clip(TUNE)))


def test_it_registers_one_value_a_second(known: tuple[Second, ...]) -> None:
    assert 18 <= len(known) <= 24
    assert all(len(one.bits) == 32 for one in known)
    assert known[1].t == pytest.approx(sound.SECOND, abs=0.002)


@pytest.mark.parametrize(
    ("codec", "format_", "bits"),
    [("aac", "mp4", 32_000), ("libopus", "matroska", 24_000), ("libmp3lame", "avi", 48_000)],
)
def test_it_is_found_in_another_encoding_cut_and_under_black_pictures(
    known: tuple[Second, ...], codec: str, format_: str, bits: int
) -> None:
    black = [np.zeros((64, 96, 3), np.uint8)] * 15
    cut = TUNE[int(7.06 * sounds.RATE) : int(20.5 * sounds.RATE)]
    data = sounds.clip(cut, black, rate=1, sound=codec, format_=format_, bits=bits)
    proof = compare(known, sound.asked(words(data)))
    assert proof is not None and proof.seconds >= 8 and proof.distinct >= 6
    assert proof.offset == pytest.approx(7.06, abs=0.2)


def test_it_is_found_inside_a_longer_file(known: tuple[Second, ...]) -> None:
    mixed = np.concatenate([sounds.tune(75, 5), TUNE, sounds.tune(40, 6)])
    everywhere = sound.asked(words(sounds.clip(mixed, sound="pcm_s16le", format_="avi")))
    assert len(everywhere) <= sound.MOST_ASKED
    proof = compare(known, everywhere)
    assert proof is not None and proof.offset == pytest.approx(-75, abs=0.3)


def test_it_agrees_with_nobody_else(known: tuple[Second, ...]) -> None:
    for seed in (2, 3):
        assert compare(known, sound.asked(words(sounds.clip(sounds.tune(24, seed))))) is None


def test_it_takes_silence_hum_and_noise_for_nothing() -> None:
    t = np.arange(12 * sounds.RATE) / sounds.RATE
    rng = np.random.default_rng(3)
    quiet = np.zeros(len(t), np.int16)
    hum = (4000 * np.sin(2 * np.pi * 50 * t) + rng.normal(0, 30, len(t))).astype(np.int16)
    noise = rng.normal(0, 4000, len(t)).astype(np.int16)
    assert sound.asked(words(sounds.clip(quiet))) == ()
    assert len(sound.asked(words(sounds.clip(hum)))) <= 2
    other = np.random.default_rng(4).normal(0, 4000, len(t)).astype(np.int16)
    assert compare(sound.registered(words(sounds.clip(noise))), sound.asked(words(sounds.clip(other)))) is None


def test_it_has_no_words_for_a_clip_without_sound_or_with_a_broken_one() -> None:
    assert len(words(make.video([make.picture(64, 64)] * 3))) == 0
    assert len(words(b"no clip")) == 0
    assert len(words(sounds.clip(TUNE[: sounds.RATE]))) == 0
    damaged = bytearray(sounds.clip(TUNE[: 8 * sounds.RATE]))
    for at in np.random.default_rng(1).integers(100, len(damaged), 300):
        damaged[at] ^= 0x55
    assert len(words(bytes(damaged))) >= 0
    assert len(words(sounds.clip(TUNE), seconds=6)) < 60


def test_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromaprint, "_held", {})
    monkeypatch.setattr(chromaprint, "LIBRARY", "libnowhere.so.9")
    assert not chromaprint.available()
    with pytest.raises(chromaprint.NoLibrary, match=chromaprint.PACKAGE):
        chromaprint.words([])
